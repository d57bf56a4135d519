// Rows of several sources at once: much of what is checked waits for a network, a disk or one core.

import type { Row } from './step.ts';

/** Yields each row when it is known, with what it took in its own source. */
export async function* sideBySide(...sources: readonly AsyncIterable<Row>[]): AsyncGenerator<Row> {
  const iterators = sources.map((source) => timed(source));
  const ask = async (iterator: AsyncGenerator<Row>) => ({ iterator, ...(await iterator.next()) });
  const asked = new Map(iterators.map((iterator) => [iterator, ask(iterator)]));
  try {
    while (asked.size > 0) {
      const { iterator, done, value } = await Promise.race(asked.values());
      if (done) asked.delete(iterator);
      else {
        asked.set(iterator, ask(iterator));
        yield value;
      }
    }
  } finally {
    // Where one fails, what the others are at comes to its end before their folders go.
    await Promise.allSettled(asked.values());
  }
}

async function* timed(rows: AsyncIterable<Row>): AsyncGenerator<Row, undefined> {
  let start = performance.now();
  for await (const row of rows) {
    yield { seconds: (performance.now() - start) / 1000, ...row };
    start = performance.now();
  }
  return undefined;
}

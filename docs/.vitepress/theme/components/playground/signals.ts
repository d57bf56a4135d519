// How a signal of a trace is drawn and named.

import type { Signal } from './trace.ts';

/** What each letter stands for. */
export const meanings: Readonly<Record<Signal['name'], string>> = {
  x: 'what it reads',
  i: 'input gate',
  f: 'forget gate',
  g: 'candidate',
  o: 'output gate',
  z: 'update gate',
  r: 'reset gate',
  n: 'candidate',
  c: 'cell state',
  h: 'state',
};

export function colourOf({ name, kind }: Signal): string {
  return kind === 'input' ? 'var(--vp-c-text-2)' : `var(--${kind}-${name})`;
}

/** One row of the batch: a list of `width` numbers for each step. */
export function rowOf(
  { data, width }: Signal,
  batch: number,
  row: number,
): readonly (readonly number[])[] {
  return Array.from({ length: data.length / (batch * width) }, (_, place) => {
    const start = (place * batch + row) * width;
    return Array.from(data.subarray(start, start + width));
  });
}

/** A sentence for those who do not see the drawing. */
export function inWords(signal: Signal, values: readonly (readonly number[])[]): string {
  const all = values.flat();
  const [least, most] = [Math.min(...all), Math.max(...all)].map((value) => value.toFixed(2));
  return `${signal.name}, ${meanings[signal.name]}, over ${values.length} steps: from ${least} to ${most}`;
}

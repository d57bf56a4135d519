// A backend that is lost in the middle of a case is a result of that case, wherever the middle is: no promise of a case, a
// law or a history is left to reject when nobody waits for it. .oxlintrc.json forbids those that nobody ever waits for;
// here are those that are waited for too late.

import type { Backend, LayerConfig, Result, Tensor } from '@gatefold/contract';
import { mapLeaves } from '@gatefold/contract/author';
import { backendFromEngine, type EngineResult } from '@gatefold/contract/engine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Case } from '../src/case.ts';
import { cases } from '../src/cases.ts';
import { Outage } from '../src/outage.ts';
import { plainBackend } from '../src/plain/plain-backend.ts';
import { missingFor, runCase } from '../src/run-case.ts';
import { ofTheDay } from '../../packages/workspace/src/of-the-day.ts';

/** Those of goldens are all alike: a few stand for them. A half of all each day. */
const chosen = ofTheDay(
  [
    ...cases.filter(({ id }) => !id.startsWith('golden/')),
    ...cases.filter(({ id }) => id.startsWith('golden/')).filter((_, place) => place % 40 === 0),
  ],
  2,
);

/** Calls after which an engine is lost: beyond these a case repeats itself. */
const positions = 12;

const unawaited: unknown[] = [];
const note = (reason: unknown): number => unawaited.push(reason);
beforeAll(() => void process.on('unhandledRejection', note));
afterAll(() => void process.off('unhandledRejection', note));

test('no case leaves a promise unawaited, wherever the backend is lost', async () => {
  let lost = 0;
  for (const item of chosen) {
    for (let position = 1; position <= positions; position++) {
      const wasLost = await loses(item, position);
      if (!wasLost) break;
      lost++;
    }
  }
  expect(lost).toBeGreaterThan(chosen.length);
});

/** Whether the case makes so many calls; the last of them then finds no engine. */
async function loses(item: Case, position: number): Promise<boolean> {
  const engine = { calls: 0, end: position };
  const backend = losable(engine);
  if (missingFor(backend.supports, item) !== undefined) return false;
  const { status, message } = await runCase(backend, item, { seed: 7, runs: 1 });
  // A rejection is told of when the tasks that are due have been done.
  await new Promise((resolve) => setImmediate(resolve));
  expect(unawaited, `${item.id}, lost at call ${position}`).toEqual([]);
  if (engine.calls < position) return false;
  expect(status, `${item.id}, lost at call ${position}: ${message}`).toBe('crashed');
  return true;
}

/** An engine that answers later, and from a call on not any more. */
function losable(engine: { calls: number; readonly end: number }): Backend {
  const plain = plainBackend();
  const answer = async <T>(work: () => T): Promise<T> => {
    await Promise.resolve();
    if (++engine.calls >= engine.end) throw new Outage('crashed', 'the engine is gone');
    return work();
  };
  const { dataSync: _, streaming: __, ...supports } = plain.supports;
  return backendFromEngine({
    name: 'losable',
    supports,
    layer: (config, weights) =>
      answer(() => {
        const layer = plain.layer(config, weights);
        return {
          run: ({ x, mask, initialState }) =>
            answer(() => {
              const options = {
                ...(mask === null ? {} : { mask }),
                ...(initialState === null ? {} : { initialState }),
              };
              return onHost(layer.run(x, options));
            }),
          resetState: (state) => answer(() => layer.resetState(state ?? undefined)),
          dispose: () => answer(() => layer.dispose()),
        };
      }),
  });
}

/** A result as host tensors, and nothing of it left on the backend. */
function onHost(result: Result<LayerConfig>): EngineResult {
  const read = (nest: unknown): unknown =>
    mapLeaves(nest, (leaf) => {
      const tensor = leaf as Tensor;
      return { shape: tensor.shape, data: tensor.dataSync() };
    });
  const { output, state } = result as { output: unknown; state?: unknown };
  const host = { output: read(output), ...(state === undefined ? {} : { state: read(state) }) };
  result.dispose();
  return host as EngineResult;
}

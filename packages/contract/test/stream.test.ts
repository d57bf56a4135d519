// Streams over kernels that add up: what push allocates, and what it keeps.

import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { gru, lstm, stacked, tensor } from '../src/index.ts';
import { makeWeights, zeros } from './make-weights.ts';
import { tinyBackend, tinyKernels } from './tiny-backend.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes in use on the heap, garbage included. */
function heapBytes(): number {
  return getHeapSpaceStatistics().reduce((sum, { space_used_size: used }) => sum + used, 0);
}

test('D3 a push of a frame like the one before allocates nothing', () => {
  const config = stacked({ cells: [lstm({ units: 4 }), gru({ units: 4 })] });
  let allocations = 0;
  const kernels = tinyKernels();
  const backend = tinyBackend({
    run: () => undefined,
    allocate: (size) => {
      allocations++;
      return kernels.allocate(size);
    },
  });
  const stream = backend.layer(config, makeWeights(config, 4)).stream();
  const frame = zeros(1, 4);
  const target = new Float32Array(4);
  const push = (times: number): void => {
    for (let k = 0; k < times; k++) {
      stream.push(frame).dataSync(target);
      void stream.state;
    }
  };
  // Until the engine has compiled the loop.
  push(50_000);
  const before = allocations;
  const rounds = Array.from({ length: 10 }, () => {
    collectGarbage();
    const start = heapBytes();
    push(5_000);
    return heapBytes() - start;
  });
  expect(allocations).toBe(before);
  // The smallest object each push would be 60 000 bytes in every round; measuring itself takes about 4 000.
  expect(Math.min(...rounds)).toBeLessThan(10_000);
});

test('T2 a step gives [batch, units], a chunk what run would', () => {
  const config = gru({ units: 1, returnSequences: true });
  const stream = tinyBackend().layer(config, makeWeights(config, 1)).stream();
  const step = stream.push(tensor([[1]]));
  expect([step.shape, ...step.dataSync()]).toEqual([[1, 1], 1]);
  const chunk = stream.push(tensor([[[2], [3]]]));
  expect([chunk.shape, ...chunk.dataSync()]).toEqual([[1, 2, 1], 3, 6]);
});

test('T4 reset goes back to zeros, or to the state given', () => {
  const config = lstm({ units: 1 });
  const stream = tinyBackend().layer(config, makeWeights(config, 1)).stream();
  const push = () => stream.push(tensor([[1]])).dataSync()[0];
  expect([push(), push()]).toEqual([1, 2]);
  stream.reset();
  expect(push()).toBe(1);
  stream.reset({ h: tensor([[10]]), c: tensor([[0]]) });
  expect(push()).toBe(11);
});

test('T6 what push and state return is lent', () => {
  const backend = tinyBackend();
  const config = gru({ units: 1 });
  const stream = backend.layer(config, makeWeights(config, 1)).stream();
  const lent = stream.push(tensor([[1]]));
  lent.dispose();
  expect(lent.disposed).toBe(false);
  stream.push(tensor([[2]]));
  expect(lent.dataSync()[0]).toBe(3);
  stream.dispose();
  expect(lent.disposed).toBe(true);
});

test('T1 an output may be pushed again, after a chunk as well', () => {
  const config = gru({ units: 1 });
  const stream = tinyBackend().layer(config, makeWeights(config, 1)).stream();
  const primed = stream.push(tensor([[[1], [2]]]));
  const once = stream.push(primed);
  expect(once.dataSync()[0]).toBe(6);
  expect(stream.push(once).dataSync()[0]).toBe(12);
});

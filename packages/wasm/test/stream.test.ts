// What the suite cannot see from outside: that streams leave nothing for the garbage collector.

import { getHeapStatistics } from 'node:v8';
import { expect, test } from 'vitest';
import { gru, lstm, simpleRNN, stacked, tensor, wasm } from '../src/index.ts';

const filled = (...shape: number[]): ReturnType<typeof tensor> =>
  tensor(Array(shape.reduce((a, b) => a * b)).fill(0.1), shape);
const lstmWeights = {
  kernel: filled(3, 16),
  recurrentKernel: filled(4, 16),
  bias: filled(16),
};
const layers = [
  { config: lstm({ units: 4 }), weights: lstmWeights },
  {
    config: lstm({ units: 4, activation: 'gelu', recurrentActivation: 'hardSigmoidKeras2' }),
    weights: lstmWeights,
  },
  {
    config: gru({ units: 4 }),
    weights: { kernel: filled(3, 12), recurrentKernel: filled(4, 12), bias: filled(2, 12) },
  },
  {
    config: gru({ units: 4, resetAfter: false }),
    weights: { kernel: filled(3, 12), recurrentKernel: filled(4, 12), bias: filled(12) },
  },
  {
    config: simpleRNN({ units: 4 }),
    weights: { kernel: filled(3, 4), recurrentKernel: filled(4, 4), bias: filled(4) },
  },
  {
    config: stacked({ cells: [lstm({ units: 4 }), simpleRNN({ units: 2 })] }),
    weights: [
      lstmWeights,
      { kernel: filled(4, 2), recurrentKernel: filled(2, 2), bias: filled(2) },
    ],
  },
];

test.each(layers)(
  'push and dataSync(target) allocate nothing: $config.kind',
  { timeout: 60_000 },
  async ({ config, weights }) => {
    using backend = await wasm();
    using layer = backend.layer(config, weights as never);
    using stream = layer.stream({ batch: 2 });
    const frame = filled(2, 3);
    const target = new Float32Array(stream.push(frame).shape.reduce((a, b) => a * b));
    const push = (times: number): void => {
      for (let k = 0; k < times; k++) stream.push(frame).dataSync(target);
    };
    const perPush = (times: number): number => {
      const before = getHeapStatistics().total_allocated_bytes;
      push(times);
      return (getHeapStatistics().total_allocated_bytes - before) / times;
    };
    // Unoptimised code boxes every sum, so rounds are counted until the compiler, on its own thread, has caught up.
    // One object of any kind would be 12 bytes or more for each push, in every round; the test runner's own work
    // leaves some bytes too.
    let rate = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 30 && rate >= 6; round++) rate = perPush(100_000);
    expect(rate).toBeLessThan(6);
  },
);

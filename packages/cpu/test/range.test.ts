// V13 beyond float32's range: a state, or an output, given on as a tensor counts as the numbers that are read from it.

import { expect, test } from 'vitest';
import {
  bidirectional,
  cpu,
  gru,
  lstm,
  simpleRNN,
  type Tensor,
  tensor,
  type TensorLike,
} from '../src/index.ts';

const keepsAll = { returnSequences: true, returnState: true } as const;
const linear = { activation: 'linear', ...keepsAll } as const;
const gates = { recurrentActivation: 'linear', ...linear } as const;
const zeros = (...shape: number[]): ReturnType<typeof tensor> =>
  tensor(Array(shape.reduce((a, b) => a * b)).fill(0), shape);

// One unit each, whose state is three times as large after each step, and infinite after so many.
const growing = [
  {
    config: simpleRNN({ units: 1, ...linear }), // h = 3h + 1
    steps: 82,
    weights: { kernel: tensor([[1000]]), recurrentKernel: tensor([[3]]), bias: tensor([1]) },
  },
  {
    config: lstm({ units: 1, ...gates }), // c = 3c + 1, h = c
    steps: 82,
    weights: {
      kernel: tensor([[0, 0, 1000, 0]]),
      recurrentKernel: zeros(1, 4),
      bias: tensor([1, 3, 1, 1]),
    },
  },
  {
    config: gru({ units: 1, ...gates, resetAfter: false }), // h = 3h - 2
    steps: 81,
    weights: {
      kernel: tensor([[0, 0, 1000]]),
      recurrentKernel: zeros(1, 3),
      bias: tensor([3, 0, 1]),
    },
  },
];

// 0·x + 0·h + 1, which is NaN for an x or h that is infinite.
const onlyBias = [
  simpleRNN({ units: 1, activation: 'linear' }),
  { kernel: tensor([[0]]), recurrentKernel: tensor([[0]]), bias: tensor([1]) },
] as const;

const constant = (value: number, timeSteps: number): ReturnType<typeof tensor> =>
  tensor(Array(timeSteps).fill(value), [1, timeSteps, 1]);

const readBack = (given: Tensor): TensorLike => ({ shape: given.shape, data: given.dataSync() });

test.each(growing)(
  'V13 a state beyond float32 is given on as it is read: $config.kind',
  async ({ config, weights, steps }) => {
    using backend = await cpu();
    using layer = backend.layer(config, weights);
    const { state } = layer.run(constant(0, steps)) as unknown as { state: Record<string, Tensor> };
    using next = backend.layer(...onlyBias);
    for (const leaf of Object.values(state)) {
      const h = leaf as Tensor<[number, number]>;
      expect(Math.abs(h.dataSync()[0])).toBe(Infinity);
      for (const given of [h, readBack(h)]) {
        const { output } = next.run(constant(0, 1), { initialState: { h: given } });
        expect(output.dataSync()).toEqual(Float32Array.of(NaN));
      }
    }
  },
);

test.each(growing)(
  'V13 in two parts as in one, to the last bit, on either side of the range: $config.kind',
  async ({ config, weights }) => {
    using backend = await cpu();
    using layer = backend.layer(config, weights);
    // After 85 steps, x would bring a float64 back and beyond; infinity stays.
    const x = [...Array(85).fill(0), ...Array(15).fill(-3e38)];
    const run = (from: number, to: number, initialState?: unknown): Record<string, never> =>
      layer.run(tensor(x.slice(from, to), [1, to - from, 1]), { initialState } as never) as never;
    const whole = [...(run(0, 100)['output'] as Tensor).dataSync()];
    for (const at of [70, 80, 81, 82, 84, 85, 86, 90]) {
      const first = run(0, at);
      const second = run(at, 100, first['state']);
      const parts = [first, second].flatMap(({ output }) => [...(output as Tensor).dataSync()]);
      expect(parts).toEqual(whole);
    }
  },
);

test('a state within the range keeps the bits that float32 has no room for', async () => {
  using backend = await cpu();
  using layer = backend.layer(simpleRNN({ units: 1, activation: 'linear' }), {
    kernel: tensor([[1e-9]]),
    recurrentKernel: tensor([[1]]),
    bias: tensor([0]),
  });
  const initialState = { h: tensor([[1]]) };
  const { output } = layer.run(constant(1, 1000), { initialState });
  expect(output.dataSync()[0]).toBe(Math.fround(1 + 1e-6));
});

test.each(['sum', 'mul'] as const)(
  'V13 an output beyond float32 is given on as it is read: %s',
  async (mergeMode) => {
    using backend = await cpu();
    const weights = {
      kernel: tensor([[2e38]]),
      recurrentKernel: tensor([[0]]),
      bias: tensor([0]),
    };
    using both = backend.layer(
      bidirectional({
        layer: simpleRNN({ units: 1, activation: 'linear', returnSequences: true }),
        mergeMode,
      }),
      { forward: weights, backward: weights },
    );
    const output = both.run(constant(1, 2)).output as Tensor<[number, number, number]>;
    expect(output.dataSync()).toEqual(Float32Array.of(Infinity, Infinity));
    using next = backend.layer(...onlyBias);
    for (const x of [output, readBack(output)]) {
      const { output: y } = next.run(x);
      expect(y.dataSync()).toEqual(Float32Array.of(NaN));
    }
  },
);

// The program of the article that Gatefold began with, whose numbers Keras 2.2.4 printed (conformance/golden, `article`).

import { cpu } from '@gatefold/cpu';
import { expect, test } from 'vitest';
import { constant, input, layers, model, zeros } from '../src/index.ts';

const data = [
  [
    [0.1, 0.2],
    [0.3, 0.1],
    [0.2, 0.3],
  ],
];

test.each([
  ['hardSigmoidKeras2', [0.00767819, 0.01597687, 0.02480672], 0.04864851],
  ['sigmoid', [0.00772376, 0.01633997, 0.02572775], 0.05020291],
] as const)(
  'the sequence and the states of one LSTM unit, with %s',
  async (recurrentActivation, sequence, c) => {
    using backend = await cpu();
    const inputs = input({ shape: [3, 2] });
    const outputs = layers
      .lstm({
        units: 1,
        returnSequences: true,
        returnState: true,
        recurrentActivation,
        kernelInitializer: constant(0.1),
        recurrentInitializer: constant(0.1),
        biasInitializer: zeros(), // and still the forget gate's is 1, as in Keras
      })
      .apply(inputs);
    using program = model({ inputs, outputs, backend });
    const [found, h, cell] = await program.predict(data);
    // Eight digits were printed, of numbers that were rounded to float32 below 1/16.
    const expectPrinted = (numbers: Float32Array, printed: readonly number[]): void => {
      expect(numbers).toHaveLength(printed.length);
      for (const [k, value] of printed.entries()) {
        expect(Math.abs(numbers[k] - value)).toBeLessThan(0.5e-8 + 2 ** -28);
      }
    };
    expect(found.shape).toEqual([1, 3, 1]);
    expectPrinted(found.data, sequence);
    expect([h.shape, cell.shape]).toEqual([
      [1, 1],
      [1, 1],
    ]);
    expectPrinted(h.data, sequence.slice(-1));
    expectPrinted(cell.data, [c]);
  },
);

test.each([
  [{ returnSequences: false, returnState: false }, [[1, 1]]],
  [{ returnSequences: true, returnState: false }, [[1, 3, 1]]],
  [
    { returnSequences: false, returnState: true },
    [
      [1, 1],
      [1, 1],
    ],
  ],
  [
    { returnSequences: true, returnState: true },
    [
      [1, 3, 1],
      [1, 1],
    ],
  ],
])('a GRU with %o has one state', async (flags, shapes) => {
  using backend = await cpu();
  const inputs = input({ shape: [3, 2] });
  const outputs = layers.gru({ units: 1, ...flags }).apply(inputs);
  using program = model({ inputs, outputs, backend });
  expect([await program.predict(data)].flat().map(({ shape }) => shape)).toEqual(shapes);
});

// The bound of one step: above what honest arithmetic does, and small enough to see what is wrong.

import { type CellConfig, gru, lstm, simpleRNN } from '@gatefold/contract';
import { describe, expect, test } from 'vitest';
import { type BoundedState, boundedStep, type CellArrays } from '../src/golden/step-bound.ts';
import { honestParts } from '../src/plain/parts.ts';
import { step } from '../src/plain/step.ts';
import { distinct, drawWeights, seeded } from '../src/random.ts';

const [inputDim, units] = [3, 5];
const layers = [
  simpleRNN({ units }),
  lstm({ units }),
  gru({ units }),
  gru({ units, resetAfter: false }),
];

/** Cases with weights up to ×6, each as exact step with bound, and as a float32 step. */
function* examples(
  cell: CellConfig,
): Generator<{ bound: BoundedState; got: { h: readonly number[]; c: readonly number[] } }> {
  for (let seed = 0; seed < 200; seed++) {
    const random = seeded(seed);
    const drawn = drawWeights(
      random,
      { ...simpleRNN({ units }), ...cell } as ReturnType<typeof lstm>,
      inputDim,
    );
    const scale = 1 + (seed % 6);
    const grow = (data: Float32Array | undefined): Float32Array =>
      (data as Float32Array).map((value) => value * scale);
    const weights: CellArrays = {
      kernel: grow(drawn.kernel.data),
      recurrentKernel: grow(drawn.recurrentKernel.data),
      bias: grow(drawn.bias?.data),
    };
    const [x, h, c] = [inputDim, units, units].map((size) => [
      ...distinct(random, [size]).data,
    ]) as [number[], number[], number[]];
    for (const sumOrder of ['forward', 'backward'] as const) {
      const arithmetic = { round: Math.fround, sumOrder };
      yield {
        bound: boundedStep(
          cell,
          weights,
          x,
          { h, c },
          { precision: 'f32', weightPrecision: 'f32' },
        ),
        got: step({ cell, inputDim, weights }, x, { h, c }, arithmetic, honestParts),
      };
    }
  }
}

const nameOf = (cell: CellConfig): string =>
  cell.kind === 'gru' ? `gru, resetAfter ${cell.resetAfter}` : cell.kind;

describe.each(layers.map((cell) => [nameOf(cell), cell] as const))('%s', (_, cell) => {
  test('float32 in two summation orders stays below the bound, weights ×6 included', () => {
    let most = 0;
    for (const { bound, got } of examples(cell)) {
      for (const [u, value] of bound.h.value.entries()) {
        most = Math.max(
          most,
          Math.abs((got.h[u] as number) - value) / (bound.h.error[u] as number),
        );
      }
    }
    expect(most).toBeLessThan(1);
    expect(most).toBeGreaterThan(0.02);
  });

  test('the bound is below 3e-5, a third of what a sigmoid wrong by 1e-4 does', () => {
    const bounds = [...examples(cell)].map(({ bound }) => Math.max(...bound.h.error));
    expect(Math.max(...bounds)).toBeLessThan(3e-5);
  });
});

// The tolerance of laws is the one that `explain` prints.

import { bidirectional, gru, type LayerConfig, lstm, simpleRNN, stacked } from '@gatefold/contract';
import { expect, test } from 'vitest';
import { lawTolerance } from '../src/tolerance.ts';

const u = 2 ** -24;

/** 2u|y| + T·(2n + 12)·u·max(1, |y|) + 1e-7 */
const printed = (y: number, T: number, n: number): number =>
  2 * u * Math.abs(y) + T * (2 * n + 12) * u * Math.max(1, Math.abs(y)) + 1e-7;

test.each<readonly [string, LayerConfig, number, number]>([
  ['as wide as the input', lstm({ units: 3 }), 8, 7],
  ['as wide as the state', lstm({ units: 7 }), 8, 7],
  [
    'of a stack, whose cells count as steps',
    stacked({ cells: [gru({ units: 2 }), lstm({ units: 3 }), simpleRNN({ units: 4 })] }),
    24,
    7,
  ],
  ['of two directions, which run side by side', bidirectional({ layer: lstm({ units: 9 }) }), 8, 9],
])('%s', (_, config, T, n) => {
  const tolerance = lawTolerance('f32', config, 7, 8);
  for (const y of [0.5, -40]) expect(tolerance(y, 0)).toBeCloseTo(printed(y, T, n), 12);
});

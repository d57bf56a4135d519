// The plain backend as an oracle, at sizes that no golden has: honest arithmetic is within its tolerance, wrong is not.

import { gru, type LayerConfig, lstm, simpleRNN, type WeightsOf } from '@gatefold/contract';
import { describe, expect, test, vi } from 'vitest';
import { Lab } from '../src/lab.ts';
import { expectOracle } from '../src/oracle.ts';
import { distinct, drawState, drawWeights, seeded } from '../src/random.ts';
import { Mismatch } from '../src/values.ts';
import { narrowBackend } from './fixtures/narrow-backend.ts';

// Several hundred million operations, one at a time.
vi.setConfig({ testTimeout: 60_000 });

const flags = { returnSequences: true, returnState: true } as const;

/** The share of the tolerance that a backend uses on a layer. */
async function shareOf(
  backend: ReturnType<typeof narrowBackend>,
  config: LayerConfig,
  [batch, timeSteps, inputDim]: readonly [number, number, number],
): Promise<number> {
  const lab = new Lab(backend, { seed: 1, runs: 1 });
  const random = seeded(7);
  const weights: WeightsOf<LayerConfig> = drawWeights(random, config, inputDim);
  const options = { initialState: drawState(random, config, batch) };
  const x = distinct(random, [batch, timeSteps, inputDim]);
  const got = await lab.run(config, weights, x, options);
  return expectOracle('run', lab, { config, weights, x, options }, got);
}

const layers: readonly (readonly [string, LayerConfig, readonly [number, number, number]])[] = [
  ['one unit, one step', gru({ units: 1, ...flags }), [1, 1, 1]],
  ['65 units', gru({ units: 65, ...flags }), [2, 5, 3]],
  ['520 steps', simpleRNN({ units: 3, ...flags }), [2, 520, 4]],
  ['a batch of 40', lstm({ units: 5, ...flags }), [40, 3, 2]],
];

describe.each(layers)('%s', (_, config, sizes) => {
  test.each([
    ['f32', 'f32'],
    ['f16', 'f32'],
    ['f32', 'bf16'],
    ['f32', 'int8'],
  ] as const)(
    '%s with weights in %s is within the tolerance',
    async (precision, weightPrecision) => {
      const backend = narrowBackend(precision, weightPrecision);
      const share = await shareOf(backend, config, sizes);
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThan(0.8);
    },
  );

  test.each([
    ['sums in f16', narrowBackend('f16', 'f32', { precision: 'f32' })],
    ['weights in f16', narrowBackend('f32', 'f16', { weightPrecision: 'f32' })],
  ])('%s that are not claimed are outside', async (_what, backend) => {
    await expect(shareOf(backend, config, sizes)).rejects.toThrow(Mismatch);
  });
});

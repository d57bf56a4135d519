// An honest backend that claims little fails nothing, whatever it claims: parts of supports, freshly drawn, run whole.

import * as fc from 'fast-check';
import type { ActivationName, CellKind } from '@gatefold/contract';
import { describe, expect, test } from 'vitest';
import { wholeRuns } from '../src/laws/coverings.ts';
import { allSupports, narrowBackend } from '../src/plain/narrow-backend.ts';
import { failuresOf } from '../src/report/report.ts';
import { runSuite } from '../src/run-suite.ts';
import { claimsText, narrowClaims } from './fixtures/narrow-claims.ts';
import { isWhole, ofTheDay, seedOfDay } from '../../packages/workspace/src/of-the-day.ts';

const float32 = {
  arithmetic: { round: Math.fround, sumOrder: 'forward' },
  precision: 'f32',
} as const;

/** The same all day, so that what CI finds is found again. */
const freshSeed = isWhole ? Math.floor(Math.random() * 2 ** 31) : seedOfDay;
/** Each a whole run; twelve of them in `pnpm test:all`. */
const drawn = fc.sample(narrowClaims, { seed: freshSeed, numRuns: isWhole ? 12 : 1 });

describe(`parts of supports, drawn from seed ${freshSeed}`, () => {
  test.each(drawn.map((supports) => [claimsText(supports), supports] as const))(
    '%s',
    async (_, supports) => {
      const claims = { ...supports, precision: float32.precision };
      const { results } = await runSuite(narrowBackend(claims, float32), {
        seed: freshSeed,
        runs: 2,
      });
      expect(failuresOf(results).map(({ title, message }) => `${title}: ${message}`)).toEqual([]);
      expect(results.filter(({ status }) => status === 'pass').length).toBeGreaterThan(40);
    },
  );
});

test('one activation and one gate, whichever they are, follow the equations', async () => {
  const failures: string[] = [];
  for (const activation of allSupports.activations) {
    for (const gate of allSupports.recurrentActivations) {
      const claims = {
        ...allSupports,
        activations: [activation],
        recurrentActivations: [gate],
        precision: float32.precision,
      };
      const { results } = await runSuite(narrowBackend(claims, float32), { only: ['equation/*'] });
      expect(results.some(({ status }) => status === 'pass')).toBe(true);
      for (const { id, message } of failuresOf(results)) {
        failures.push(`${activation}, ${gate}: ${id}: ${message}`);
      }
    }
  }
  expect(failures).toEqual([]);
});

/** Parts under which numbers grow past float32 at the draws of the seed, or NaN is taken for 0: laws once failed an honest backend. */
const grown: readonly {
  law: string;
  seed: number;
  cells: CellKind[];
  activations: ActivationName[];
  recurrentActivations: ActivationName[];
}[] = [
  {
    law: 'law/nan-state',
    seed: 756067003,
    cells: ['lstm', 'gru'],
    activations: ['softShrink'],
    recurrentActivations: ['tanh'],
  },
  {
    law: 'law/pairs/stacked',
    seed: 585441984,
    cells: ['lstm'],
    activations: ['celu', 'exponential', 'tanh', 'softsign', 'gelu', 'relu'],
    recurrentActivations: ['squareplus'],
  },
  {
    law: 'law/sizes/stateful',
    seed: 1058774038,
    cells: ['gru', 'lstm', 'simpleRNN'],
    activations: ['hardSilu', 'softsign'],
    recurrentActivations: ['exponential'],
  },
  {
    law: 'law/sizes/core',
    seed: 385343070,
    cells: ['lstm'],
    activations: ['softplus'],
    recurrentActivations: ['squareplus'],
  },
  {
    law: 'law/saturated-gates',
    seed: 1504790394,
    cells: ['gru', 'simpleRNN'],
    activations: ['exponential'],
    recurrentActivations: ['hardSigmoidKeras2'],
  },
];

describe('parts under which numbers grow', () => {
  test.each(ofTheDay(grown, 5))('$law', async ({ law, seed, ...parts }) => {
    const claims = { ...allSupports, ...parts, precision: float32.precision };
    const { results } = await runSuite(narrowBackend(claims, float32), {
      seed,
      runs: wholeRuns,
      only: [law],
    });
    expect(results.map(({ id, status, message }) => [id, status, message])).toEqual([
      [law, 'pass', undefined],
    ]);
  });
});

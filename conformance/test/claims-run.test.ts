// An honest backend that claims little fails nothing, whatever it claims: parts of supports, freshly drawn, run whole.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { narrowBackend } from '../src/plain/narrow-backend.ts';
import { failuresOf } from '../src/report/report.ts';
import { runSuite } from '../src/run-suite.ts';
import { claimsText, narrowClaims } from './fixtures/narrow-claims.ts';

const float32 = {
  arithmetic: { round: Math.fround, sumOrder: 'forward' },
  precision: 'f32',
} as const;

const seed = Math.floor(Math.random() * 2 ** 31);
const parts = fc.sample(narrowClaims, { seed, numRuns: 12 });

describe(`parts of supports, drawn from seed ${seed}`, () => {
  test.each(parts.map((supports) => [claimsText(supports), supports] as const))(
    '%s',
    async (_, supports) => {
      const claims = { ...supports, precision: float32.precision };
      const { results } = await runSuite(narrowBackend(claims, float32), { seed, runs: 5 });
      expect(failuresOf(results).map(({ title, message }) => `${title}: ${message}`)).toEqual([]);
      expect(results.filter(({ status }) => status === 'pass').length).toBeGreaterThan(40);
    },
  );
});

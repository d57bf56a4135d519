// Narrow numbers: an honest backend of every claim passes, fails under a finer claim, and mistakes are still seen.

import { describe, expect, test, vi } from 'vitest';
import { cases, runSuite, type Report } from '../src/index.ts';
import { mutants } from '../src/mutants/catalogue.ts';
import { passing } from '../src/report/report.ts';
import { survivors } from '../src/self-check.ts';
import { isWhole, ofTheDay } from '../../packages/workspace/src/of-the-day.ts';
import { narrowBackend } from './fixtures/narrow-backend.ts';

// Hundreds of cases each, one operation at a time.
vi.setConfig({ testTimeout: 600_000 });

/** Every claim, every mutant and many examples take minutes: `pnpm test:all`. */
const runs = isWhole ? 25 : 2;

async function failures(
  backend: ReturnType<typeof narrowBackend>,
  options: { only?: readonly string[] } = {},
): Promise<string[]> {
  const { results }: Report = await runSuite(backend, { runs, diagnosis: false, ...options });
  return results
    .filter(({ status }) => !passing.includes(status))
    .map(({ id, message }) => `${id}: ${message}`);
}

describe('an honest backend passes under its claims', () => {
  const claims = [
    ['f32', 'f16'],
    ['f32', 'bf16'],
    ['f32', 'int8'],
    ['f16', 'f32'],
  ] as const;
  test.each(ofTheDay(claims, 4))(
    'sums in %s, weights in %s',
    async (precision, weightPrecision) => {
      // In thirds, so that each claim meets each case in its turn.
      const only = ofTheDay(
        cases.map(({ id }) => id),
        3,
      );
      expect(await failures(narrowBackend(precision, weightPrecision), { only })).toEqual([]);
    },
  );
});

describe('and fails under finer ones', () => {
  test.each([
    ['f16', 'f32', 'f32', 'f32'],
    ['f32', 'f16', 'f32', 'f32'],
    ['f32', 'bf16', 'f32', 'f32'],
    ['f32', 'int8', 'f32', 'f32'],
    ['f32', 'bf16', 'f32', 'f16'],
    ['f32', 'int8', 'f32', 'bf16'],
  ] as const)(
    'sums in %s and weights in %s, where %s and %s are claimed',
    async (sums, weights, precision, weightPrecision) => {
      const backend = narrowBackend(sums, weights, { precision, weightPrecision });
      const failed = await failures(backend, {
        only: ['stored-weights/*', 'equation/*', 'golden/cells/*', 'law/zero-kernels'],
      });
      expect(failed.length).toBeGreaterThan(0);
    },
  );
});

describe('with weights in bf16 every mutant dies that changes a number', () => {
  /** Rounding that is no coarser than that of weights which are rounded already. */
  const equivalent = [
    'precision/tf32',
    'numbers/bf16-truncated',
    'numbers/bf16-bias-truncated',
    'mask/coarse-path',
  ];

  const changing = mutants.filter(({ changesValues }) => changesValues);

  test('but for those that change none of a weight in bf16', async () => {
    expect(changing.length).toBeGreaterThan(150);
    const others = changing.filter(({ id }) => !equivalent.includes(id));
    const among = ofTheDay(others, 96);
    const alive = await survivors({ precision: 'f32', weightPrecision: 'bf16' }, { among });
    expect(alive.map(({ id }) => id)).toEqual([]);
  });
});

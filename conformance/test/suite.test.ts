// What runSuite does with backends that are honest, that claim little, that lie and that crash.

import { describe, expect, test } from 'vitest';
import { type Level, levels } from '../src/case.ts';
import { runSuite, type SuiteOptions } from '../src/index.ts';
import { mutants } from '../src/mutants/catalogue.ts';
import { passing } from '../src/report/report.ts';
import { plainBackend } from '../src/plain/plain-backend.ts';
import { isWhole, ofTheDay } from '../../packages/workspace/src/of-the-day.ts';
import fewActivations from './fixtures/plain-backend.ts';

const runs = 10;

function mutant(id: string): ReturnType<typeof plainBackend> {
  const found = mutants.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no mutant ${id}`);
  return found.make();
}

/** Levels of the day, and all of the suite in `pnpm test:all`. */
const part = (days: number, among: readonly Level[] = levels): SuiteOptions =>
  isWhole ? { runs } : { runs, levels: ofTheDay(among, days) };

describe('an honest backend', () => {
  test.each(ofTheDay(['forward', 'backward'] as const, 2))(
    'in float32, sums %s, is granted every level that it is tried for',
    async (sumOrder) => {
      const arithmetic = { round: Math.fround, sumOrder };
      const honest = plainBackend({ arithmetic, precision: 'f32' });
      const { granted, results } = await runSuite(honest, part(3));
      const failed = results.filter(({ status }) => !passing.includes(status));
      expect(failed.map(({ title, message }) => `${title}: ${message}`)).toEqual([]);
      expect(Object.values(granted)).toEqual(Object.values(granted).map(() => true));
    },
  );

  test('that claims little fails nothing, and is granted what it claims whole', async () => {
    const some = part(1, ['masking', 'stateful', 'keras2', 'keras3']);
    const { granted, results } = await runSuite(fewActivations(), some);
    const failed = results.filter(({ status }) => ![...passing, 'unsupported'].includes(status));
    expect(failed.map(({ title, message }) => `${title}: ${message}`)).toEqual([]);
    expect(granted).toMatchObject({ masking: true, stateful: true, keras2: false, keras3: false });
  });
});

describe('statuses', () => {
  test.each([
    ['mask/head-is-state', 'mask/head', 'fail', 'wanted 0, got'],
    ['claim/hides-masking', 'supports/masking', 'under-claimed', 'but it was computed'],
    ['result/no-steps-fails', 'sizes/lstm/no-steps', 'errored', 'no steps'],
  ])('%s, tried by %s, is %s', async (id, only, status, message) => {
    const { results } = await runSuite(mutant(id), { only: [only] });
    expect(results[0]).toMatchObject({ status, message: expect.stringContaining(message) });
  });
});

describe('choosing cases', () => {
  test('only matches whole ids, with * for any part', async () => {
    const chosen = await runSuite(plainBackend(), { only: ['article/lstm/*'], runs });
    expect(chosen.results.length).toBe(5);
    expect(chosen.granted).toEqual({});
  });

  test('a law repeats with its seed, and another seed draws other numbers', async () => {
    const share = async (seed: number): Promise<number | undefined> =>
      (await runSuite(plainBackend(), { only: ['law/split'], seed, runs })).results[0]?.headroom;
    expect(await share(1)).toBe(await share(1));
    expect(await share(1)).not.toBe(await share(2));
  });
});

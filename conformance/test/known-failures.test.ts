// Known failures are strict both ways: what is known must fail, and what fails must be known.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Counterexample } from '../src/counterexample.ts';
import { saveCounterexample } from '../src/counterexample-file.ts';
import { readKnownFailures } from '../src/read-known-failures.ts';
import { mutants } from '../src/mutants/catalogue.ts';
import { plainBackend } from '../src/plain/plain-backend.ts';
import type { KnownFailure } from '../src/report/report.ts';
import { runSuite } from '../src/run-suite.ts';

const only = ['mask/head', 'mask/middle', 'law/mask/*'];
const entry = (id: string, rest: Partial<KnownFailure> = {}): KnownFailure => ({
  id,
  reason: 'masks are not read',
  url: 'https://example.com/issues/7',
  ...rest,
});

const mutant = (id: string) => mutants.find((one) => one.id === id)?.make() ?? plainBackend();

async function statusesOf(known: readonly KnownFailure[], backend = mutant('mask/head-is-state')) {
  const { results, granted } = await runSuite(backend, { only, known, runs: 5, diagnosis: false });
  return { granted, of: (id: string) => results.find((result) => result.id === id) };
}

describe('a known failure', () => {
  test('that fails is one, with its reason; the level stays refused', async () => {
    const { of } = await statusesOf([entry('mask/head')]);
    expect(of('mask/head')).toMatchObject({
      status: 'known-failure',
      known: { reason: 'masks are not read', url: 'https://example.com/issues/7' },
      message: expect.stringContaining('wanted 0'),
    });
    const { granted } = await runSuite(mutant('mask/head-is-state'), {
      levels: ['masking'],
      known: [entry('mask/head'), entry('law/mask/deletion')],
      runs: 5,
      diagnosis: false,
    });
    expect(granted).toEqual({ masking: false });
  });

  test('that passes is an unexpected pass', async () => {
    const { of } = await statusesOf([entry('mask/*')], plainBackend());
    expect(of('mask/head')).toMatchObject({
      status: 'unexpected-pass',
      message:
        'known to fail (mask/*: masks are not read), but it passes; remove or narrow the entry',
    });
  });

  test('that is not asked is no failure, and an entry of nothing else ends a whole run', async () => {
    // Little more, since one run is of the whole suite.
    const claims = { masking: false, cells: ['simpleRNN'], goBackwards: false } as const;
    const without = () => plainBackend({ claims });
    const { of } = await statusesOf([entry('mask/head')], without());
    expect(of('mask/head')?.status).toBe('unsupported');
    const known = [entry('mask/head')];
    const whole = runSuite(without(), { known, runs: 1, diagnosis: false });
    await expect(whole).rejects.toThrow('mask/head: known to fail, but the backend claims none');
  });

  test('of another version says nothing about this one', async () => {
    const { of } = await statusesOf([entry('mask/head', { version: '4.22.0' })]);
    expect(of('mask/head')?.status).toBe('fail');
  });

  test('that is a law fails by its counterexample, whatever else is drawn', async () => {
    const broken = 'gates/lstm/iofg';
    const law = 'law/zero-kernels';
    const run = (known: readonly KnownFailure[]) =>
      runSuite(mutant(broken), { only: [law], known, seed: 11, runs: 1, diagnosis: false });
    const found = await runSuite(mutant(broken), { only: [law], seed: 5, diagnosis: false });
    const example = found.results[0]?.failure?.shrunk as Counterexample;
    // By luck: the one example that is drawn is no LSTM.
    const lucky = (await run([entry(law)])).results[0];
    expect(lucky).toMatchObject({ status: 'unexpected-pass' });
    expect(lucky?.message).toContain('or give it the counterexamples that fail whatever the seed');
    const replayed = (await run([entry(law, { counterexamples: [example] })])).results[0];
    expect(replayed).toMatchObject({ status: 'known-failure' });
    expect(replayed?.message).toContain('a counterexample that was saved');
  });

  test('that two entries speak of ends the run', async () => {
    await expect(statusesOf([entry('mask/head'), entry('mask/*')])).rejects.toThrow(
      'mask/head is matched by 2 known failures, mask/head and mask/*',
    );
  });
});

describe('a file of known failures', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gatefold-known-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const reading = (content: unknown): (() => unknown) => {
    const file = join(folder, 'known.json');
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return () => readKnownFailures(file);
  };
  const format = 'gatefold-known-failures/1';

  test('is read', () => {
    const failures = [entry('mask/*', { version: '1' })];
    expect(reading({ format, failures })()).toEqual(failures);
  });

  test.each<[string, unknown, string]>([
    ['no JSON', '{', 'could not be read'],
    [
      'another format',
      { format: 'x', failures: [] },
      'format must be "gatefold-known-failures/1"; got "x"',
    ],
    ['no reason', { format, failures: [{ id: 'a', url: 'b' }] }, "must have required property 're"],
    ['an empty link', { format, failures: [entry('mask/*', { url: '' })] }, 'failures.0.url must'],
    [
      'a word that is not known',
      { format, failures: [{ ...entry('mask/*'), since: 'may' }] },
      'must NOT have additional properties (since)',
    ],
    [
      'an id that no case has',
      { format, failures: [entry('mask/*'), entry('msak/head')] },
      'no case has the id msak/head',
    ],
  ])('with %s is refused', (_, content, message) => {
    expect(reading(content)).toThrow(message);
  });

  test('names files of counterexamples beside it, of laws that its entry matches', async () => {
    const { results } = await runSuite(mutant('gates/lstm/iofg'), { only: ['law/zero-kernels'] });
    const example = results[0]?.failure?.shrunk as Counterexample;
    const saved = saveCounterexample(join(folder, 'saved'), example, {});
    const counterexamples = [relative(folder, saved)];
    const failures = [{ ...entry('law/zero-kernels'), counterexamples }];
    expect(reading({ format, failures })()).toEqual([
      entry('law/zero-kernels', { counterexamples: [example] }),
    ]);
    const other = [{ ...entry('law/split'), counterexamples }];
    expect(reading({ format, failures: other })).toThrow(
      'law/split has a counterexample of law/zero-kernels, which it does not match',
    );
    const none = [{ ...entry('law/split'), counterexamples: ['none.json'] }];
    expect(reading({ format, failures: none })).toThrow('none.json could not be read');
  });

  test('that is not there is refused', () => {
    expect(() => readKnownFailures(join(folder, 'none.json'))).toThrow('could not be read');
  });
});

// Annotations on a pull request: what GitHub shows, and nothing that a backend's own text could make it do.

import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { annotationsOf, githubCommands } from '../src/report/github.ts';
import type { Report } from '../src/report/report.ts';
import { cli, cliIn, root } from './fixtures/cli.ts';
import { failingReport, honestReport, hostile, withResults } from './fixtures/reports/reports.ts';

let failing: Report;
let honest: Report;
beforeAll(async () => {
  failing = await failingReport();
  honest = await honestReport();
});

describe('annotations', () => {
  test('are ten at most, the last of which counts the others', () => {
    const told = annotationsOf(failing);
    expect(told).toHaveLength(10);
    const failures = failing.results.filter(({ status }) => status !== 'pass');
    expect(told.at(-1)?.title).toMatch(/^\d+ more$/);
    expect(Number.parseInt(told.at(-1)?.title ?? '', 10)).toBeGreaterThan(failures.length / 2);
    expect(told[0]?.message).toMatch(
      /wanted [\s\S]*looks like LSTM gate order i,o,f,g[\s\S]*--seed 7/,
    );
  });

  test('are as many as there are failures when those are few, and none without any', () => {
    const broken = withResults(honest, { 'mask/head': { status: 'fail', message: 'off' } });
    expect(annotationsOf(broken)).toMatchObject([
      { title: expect.stringContaining('M4'), message: expect.stringMatching(/^off\n/) },
    ]);
    expect(annotationsOf(honest)).toEqual([]);
  });

  test('tell a level that was asked for and is refused, though nothing failed', async () => {
    const asked = await honestReport({ levels: ['masking'] });
    const lacking = withResults(asked, {
      'mask/head': { status: 'unsupported', lacks: ['masking'] },
      'mask/forms': { status: 'unsupported', lacks: ['masking', 'cells'] },
      'mask/last-kept': { status: 'known-failure' },
      // Not what the level is about.
      'mask/all-masked': { status: 'unsupported', lacks: ['cells'] },
    });
    expect(annotationsOf(lacking)).toEqual([
      {
        title: 'masking is not granted',
        message:
          'it takes more than supports.masking claims, in mask/forms and 1 other case; mask/last-kept does not pass.',
      },
    ]);
    expect(annotationsOf(asked)).toEqual([]);
  });
});

describe('the file of an annotation', () => {
  afterEach(() => void vi.unstubAllEnvs());
  const fileOf = (backend: Partial<Report['backend']>): string | undefined =>
    annotationsOf({ ...failing, backend: { ...failing.backend, ...backend } })[0]?.file;

  test('is the module, from the root of the repository', () => {
    vi.stubEnv('GITHUB_WORKSPACE', root);
    const specifier = join(import.meta.dirname, 'fixtures', 'plain-backend.ts');
    expect(fileOf({ specifier, through: 'module' })).toBe('test/fixtures/plain-backend.ts');
    expect(fileOf({ specifier: '@gatefold/cpu', through: 'module' })).toBeUndefined();
    expect(fileOf({ specifier, through: 'exec' })).toBeUndefined();
    vi.stubEnv('GITHUB_WORKSPACE', join(root, 'src'));
    expect(fileOf({ specifier, through: 'module' })).toBeUndefined();
  });
});

describe('commands', () => {
  test('are a line each, whatever a backend says', () => {
    const lines = githubCommands([
      { title: 'a: b, 5 %', message: `one\ntwo\r\n::warning::${hostile}`, file: 'src/a,b.ts' },
      { title: 'next', message: 'm' },
    ]).split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      /^::error file=src\/a%2Cb\.ts,title=a%3A b%2C 5 %25::one%0Atwo%0A::warning::<script>/,
    );
    expect(lines[1]).toBe('::error title=next::m');
  });

  test('tell in GitHub Actions that the suite could not run, and a plain line elsewhere', async () => {
    const inActions = await cliIn(root, { GITHUB_ACTIONS: 'true' }, 'run', './none.mjs');
    expect(inActions.stderr).toMatch(
      /^::error title=gatefold-conformance::\.\/none\.mjs is neither/,
    );
    expect(inActions.code).toBe(2);
    const elsewhere = await cli('run', './none.mjs');
    expect(elsewhere.stderr).toMatch(/^gatefold-conformance: \.\/none\.mjs is neither/);
  });
});

// Reports by the command: where they go, that none is half, and what becomes of several.

import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseReport } from '../src/report/parse-report.ts';
import type { Report } from '../src/report/report.ts';
import { stringifyReport } from '../src/report/stringify-report.ts';
import { cli } from './fixtures/cli.ts';
import { honestReport } from './fixtures/reports/reports.ts';

const honest = 'test/fixtures/plain-backend.ts';
const wrong = 'mutant:mask/head-is-state';
const few = ['--runs', '2', '--seed', '7', '--no-diagnosis'];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatefold-reports-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a report says but for when, and for how long. */
function withoutTimes(report: Report): Report {
  const results = report.results.map((result) => ({ ...result, milliseconds: 0 }));
  return { ...report, startedAt: '', milliseconds: 0, results };
}

const at = (name: string): string => join(folder, name);
const read = (name: string): Report => parseReport(readFileSync(at(name), 'utf8'), name);

describe('--report', () => {
  test('of one kind goes to standard output, and nothing else does', async () => {
    const { stdout, code } = await cli('run', honest, '--only', 'mask/*', '--report', 'json');
    const report = parseReport(stdout, 'stdout');
    expect(report.results.length).toBeGreaterThan(3);
    expect(report.backend).toMatchObject({ name: 'plain', specifier: honest, through: 'module' });
    expect(code).toBe(0);
  });

  test('of every kind goes into the folder, beside the terminal', async () => {
    const kinds = ['terminal', 'json', 'junit', 'html', 'md', 'badge'];
    const run = ['run', wrong, '--level', 'masking', ...few, '--report', ...kinds];
    const { code, stdout } = await cli(...run, '--out', at('all'));
    expect(stdout).toContain('masked steps before the first kept one');
    for (const extension of ['json', 'xml', 'html', 'md', 'badge.json']) {
      expect(readFileSync(at(`all/conformance.${extension}`), 'utf8')).not.toBe('');
    }
    expect(read('all/conformance.json').granted).toEqual({ masking: false });
    expect(code).toBe(1);
  });

  test('of the kind github annotates failures, beside the terminal', async () => {
    const run = ['run', wrong, '--only', 'mask/*', ...few, '--report', 'terminal', 'github'];
    const { stdout } = await cli(...run);
    expect(stdout).toContain('2 passed, 2 failed');
    expect(stdout).toMatch(/^::error title=M4 M13 masked steps before[^:]*::the masked head/m);
  });

  test('of an earlier run is gone when this one could not be run', async () => {
    writeFileSync(at('old.json'), stringifyReport(await honestReport({ only: ['mask/*'] })));
    const failing = 'test/fixtures/broken/throws-early.mjs';
    const { code } = await cli('run', failing, '--report', 'json', '--out', at('old.json'));
    expect(code).toBe(2);
    expect(existsSync(at('old.json'))).toBe(false);
  });
});

describe('shards', () => {
  const levels = ['--level', 'stateful', 'streaming'];
  const run = (shard: string, out: string) =>
    cli('run', honest, ...few, ...levels, '--shard', shard, '--report', 'json', '--out', at(out));

  test('merge into the report of the whole, which grants levels; a part grants none', async () => {
    await Promise.all([run('1/2', 'one.json'), run('2/2', 'two.json')]);
    const [one, two] = [read('one.json'), read('two.json')];
    expect([one.granted, two.granted]).toEqual([{}, {}]);
    const merging = ['merge', at('two.json'), at('one.json'), '--report', 'json'];
    const { code } = await cli(...merging, '--out', at('whole.json'));
    expect(code).toBe(0);
    const whole = read('whole.json');
    expect(whole.results).toHaveLength(one.results.length + two.results.length);
    const direct = await cli('run', honest, ...few, ...levels, '--report', 'json');
    const wanted = parseReport(direct.stdout, 'stdout');
    expect(wanted.granted).toEqual({ stateful: true, streaming: true });
    expect(withoutTimes(whole)).toEqual(withoutTimes(wanted));
  });

  test('that are not all there are refused, in files or in a folder', async () => {
    const { code, stderr } = await cli('merge', at('one.json'));
    expect(stderr).toContain('must be all 2 shards');
    expect(code).toBe(2);
    mkdirSync(at('shards'));
    const empty = await cli('merge', at('shards'));
    expect(empty.stderr).toMatch(/shards: must hold the JSON reports of all shards, is empty/);
    copyFileSync(at('one.json'), at('shards/1.json'));
    expect((await cli('merge', at('shards'))).stderr).toContain('got none with 2');
    copyFileSync(at('two.json'), at('shards/2.json'));
    expect((await cli('merge', at('shards'))).code).toBe(0);
  });
});

describe('diff', () => {
  test('ends with 1 when it got worse, and with 0 when it did not', async () => {
    const run = (backend: string, out: string) =>
      cli('run', backend, '--only', 'mask/*', ...few, '--report', 'json', '--out', at(out));
    await Promise.all([run('mutant:mask/head-is-state', 'bad.json'), run(honest, 'good.json')]);
    const worse = await cli('diff', at('good.json'), at('bad.json'));
    expect(worse.stdout).toContain('mask/head');
    expect(worse.code).toBe(1);
    const better = await cli('diff', at('bad.json'), at('good.json'));
    expect(better.stdout).toContain('mask/head');
    expect(better.code).toBe(0);
  });
});

describe('--known', () => {
  test('makes a run with known failures end with 0, and one without them with 1', async () => {
    const failures = [{ id: 'mask/head', reason: 'emits the initial h', url: 'README.md' }];
    const file = at('known.json');
    writeFileSync(file, JSON.stringify({ format: 'gatefold-known-failures/1', failures }));
    const known = ['--only', 'mask/head', '--known', file, ...few];
    const failing = await cli('run', wrong, ...known);
    expect(failing.stdout).toContain('1 known to fail');
    expect(failing.code).toBe(0);
    const passing = await cli('run', honest, ...known);
    expect(passing.stdout).toContain('unexpected-pass');
    expect(passing.code).toBe(1);
  });
});

test('--time-budget has every law try one example, and few more', async () => {
  const chosen = ['law/mask/*', 'law/history/*', 'law/bidirectional', 'law/float32'];
  const laws = ['run', honest, '--only', ...chosen, '--runs', '3000'];
  const { stdout, code } = await cli(...laws, '--time-budget', '0.5', '--report', 'json');
  const report = parseReport(stdout, 'stdout');
  expect(report.timeBudget).toBe(0.5);
  expect(report.results.every(({ status }) => status === 'pass')).toBe(true);
  expect(code).toBe(0);
  const wrongRun = ['run', 'mutant:gates/lstm/iofg', ...laws.slice(2), '--no-diagnosis'];
  const spoilt = await cli(...wrongRun, '--time-budget', '0.01');
  expect(spoilt.code).toBe(1);
});

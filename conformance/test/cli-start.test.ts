// From nothing to green: init, run, and the test of five lines; and a machine that lacks something.

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isWhole } from '../../packages/workspace/src/of-the-day.ts';
import { cli, cliIn, root } from './fixtures/cli.ts';

let folder: string;

beforeAll(() => {
  // Below this package, where node_modules has what the files import.
  folder = mkdtempSync(join(root, 'test', 'fixtures', 'tmp-init-'));
  mkdirSync(join(folder, 'node_modules', '@gatefold'), { recursive: true });
  symlinkSync(root, join(folder, 'node_modules', '@gatefold', 'conformance'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('init writes a backend that is granted core, and a test that passes', async () => {
  const made = await cliIn(folder, {}, 'init');
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(made.stdout).toContain('npx gatefold-conformance run ./my-backend.mjs');
  const ran = await cliIn(folder, {}, 'run', './my-backend.mjs', '--level', 'core', '--runs', '5');
  expect(ran.stdout).toContain('levels granted: ✓ core');
  expect(ran.code).toBe(0);
  // The whole suite takes as long as ten other tests: `pnpm test:all`.
  const part = isWhole ? [] : ['--test-name-pattern=^[BK]\\d'];
  const tested = await promisify(execFile)(process.execPath, ['--test', ...part], {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: '', NODE_TEST_CONTEXT: undefined },
    maxBuffer: 2 ** 26,
  });
  expect(tested.stdout).toMatch(/pass [1-9]\d+/);
  expect(tested.stdout).toMatch(/fail 0/);
  const lines = readFileSync(join(folder, 'my-backend.test.mjs'), 'utf8').trim().split('\n');
  expect(lines.length).toBeLessThanOrEqual(5);
});

test('init writes over nothing', async () => {
  const { code, stderr } = await cliIn(folder, {}, 'init');
  expect(stderr).toContain('my-backend.mjs, my-backend.test.mjs must not be there yet');
  expect(code).toBe(2);
});

test('init names a folder that it makes', async () => {
  const { stdout } = await cliIn(folder, {}, 'init', 'deep/down');
  expect(existsSync(join(folder, 'deep', 'down', 'my-backend.mjs'))).toBe(true);
  expect(stdout).toContain('run ./deep/down/my-backend.mjs');
});

test('--browser without a browser says what to install, and ends with 2', async () => {
  const missing = { GATEFOLD_CHROMIUM: '/nowhere/chromium' };
  const run = ['run', 'test/fixtures/plain-backend.ts', '--browser'];
  const { code, stderr, stdout } = await cliIn(root, missing, ...run);
  expect(stderr).toContain(
    "GATEFOLD_CHROMIUM: must be the path of a browser, got '/nowhere/chromiu",
  );
  expect([code, stdout]).toEqual([2, '']);
});

test('explain tells clause, inputs, what is wanted, and how the tolerance came about', async () => {
  const { stdout, code } = await cli('explain', 'golden/cells/lstm/neither/forwards/zeros/none');
  for (const part of [
    'V2  LSTM: i, f, o = σ(x_t·W + h·U + b)',
    'weights.kernel [',
    'output: wanted [',
    'tol(y) = 4·D + 2u|y| + 1e-7',
    'agree to 1e-11: ',
    'keras3-tensorflow',
  ]) {
    expect(stdout).toContain(part);
  }
  expect(code).toBe(0);
  const law = await cli('explain', 'law/split');
  expect(law.stdout).toContain('T·(2n + 12)·u·max(1, |y|) + 1e-7');
});

test('list --json is read by programs', async () => {
  const { stdout } = await cli('list', '--only', 'mask/head', 'article/*', '--json');
  const rows = JSON.parse(stdout) as { id: string; levels: string[] }[];
  expect(rows.find(({ id }) => id === 'mask/head')?.levels).toEqual(['masking']);
  expect(rows.find(({ id }) => id === 'article/gru/both')?.levels).toEqual(['core']);
});

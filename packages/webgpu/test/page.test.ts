// In a page: the suite in Chromium, on the cases in which a browser may differ from Node.

import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultSeed, parseReport, type Report } from '@gatefold/conformance';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('..', import.meta.url));
const seed = process.env['GATEFOLD_SEED'] ?? String(defaultSeed);
const all = process.env['GATEFOLD_TEST_ALL'] !== undefined;
/** Numbers, memory, streams and failures; the kernels' own cases are the same ones as in Node. */
const only = ['golden/cells/lstm/*', 'golden/scales/*', 'law/*', 'life/*', 'stream/*', 'error/*'];

test('Chromium passes what a page may change', { timeout: 1_800_000 }, async () => {
  const report = await run(['--runs', '5', ...(all ? [] : ['--only', ...only])]);
  expect(report.environment['browser']).toMatch(/^Chromium /);
  expect(report.environment['adapter']).toContain('swiftshader');
  expect(report.results.length).toBeGreaterThan(100);
  const wrong = report.results.filter(
    ({ status }) => status !== 'pass' && status !== 'ill-conditioned',
  );
  expect(wrong).toEqual([]);
});

/** Runs the suite as everybody does, and reads its report. */
function run(options: readonly string[]): Promise<Report> {
  const file = join(folder, '.reports', 'conformance-page.json');
  mkdirSync(join(folder, '.reports'), { recursive: true });
  const program = 'node_modules/.bin/gatefold-conformance';
  const command = ['run', './dist/index.js', '--browser', '--seed', seed, '--timeout', '600'];
  const reporting = ['--report', 'terminal', 'json', '--out', file];
  return new Promise((resolve, reject) => {
    execFile(
      program,
      [...command, ...options, ...reporting],
      { cwd: folder, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => {
        console.log(stdout);
        if (error === null || error.code === 1) {
          resolve(parseReport(readFileSync(file, 'utf8'), file));
        } else reject(new Error(stderr));
      },
    );
  });
}

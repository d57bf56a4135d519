// In Chromium: the suite in a page, on the cases in which a browser may differ from Node; and a worker.

import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseReport, type Report } from '@gatefold/conformance';
import { launchChromium } from '@gatefold/conformance/playwright-core';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { isWhole, seedOfDay, turnOf } from '../../workspace/src/of-the-day.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));
const patience = 1_800_000;
/** Numbers, memory, streams and failures, a half of them a day; the kernels' own cases are the same ones as in Node. */
const only = [
  ...['golden/cells/lstm/*', 'golden/scales/*', 'golden/bidirectional/*', 'lifetime/*'],
  ...['stream/*', 'refusal/*', 'law/nan-row'],
];

test('a page passes the cases in which it may differ', { timeout: patience }, async () => {
  const report = await run([
    '--runs',
    isWhole ? '5' : '1',
    ...(isWhole ? [] : ['--only', ...only, '--shard', `${turnOf(2) + 1}/2`]),
  ]);
  expect(report.environment['browser']).toMatch(/^Chromium /);
  expect(report.backend.environment).toEqual({
    adapter: 'google swiftshader',
    kernels: 'software; few rows: quads; many rows: tiles',
  });
  expect(report.results.length).toBeGreaterThan(50);
  const isWrong = ({ status }: Report['results'][number]): boolean =>
    status !== 'pass' && status !== 'ill-conditioned';
  // WebGPU has no way to read at once, so dataSync() is not claimed.
  const wrong = report.results.filter(isWrong).map(({ id, status }) => `${id} ${status}`);
  const withSync = report.results.filter(({ id }) => id === 'lifetime/target-sync');
  expect(wrong).toEqual(withSync.map(({ id }) => `${id} unsupported`));
});

/** Runs the suite as everybody does, and reads its report. */
function run(options: readonly string[]): Promise<Report> {
  const file = join(folder, '.reports', 'conformance-page.json');
  mkdirSync(join(folder, '.reports'), { recursive: true });
  const program = 'node_modules/.bin/gatefold-conformance';
  const command = [
    'run',
    './dist/index.js',
    '--browser',
    '--seed',
    String(seedOfDay),
    '--timeout',
    '600',
  ];
  const reporting = ['--report', 'terminal', 'json', '--out', file];
  const settings = { cwd: folder, maxBuffer: 2 ** 26 };
  return new Promise((resolve, reject) => {
    execFile(program, [...command, ...options, ...reporting], settings, (error, stdout, stderr) => {
      console.log(stdout);
      if (error === null || error.code === 1) {
        resolve(parseReport(readFileSync(file, 'utf8'), file));
      } else reject(new Error(stderr));
    });
  });
}

test('a worker computes what a page does', { timeout: patience }, async () => {
  const program = `
    import { gru, tensor, webgpu } from './dist/index.js';
    const backend = await webgpu();
    const layer = backend.layer(gru({ units: 1 }), {
      kernel: tensor(Array(6).fill(0.1), [2, 3]),
      recurrentKernel: tensor(Array(3).fill(0.1), [1, 3]),
      bias: tensor([0, 1, 0, 0, 0, 0], [2, 3]),
    });
    const x = tensor([0.1, 0.2, 0.3, 0.1], [1, 2, 2]);
    self.postMessage([...(await layer.run(x).output.data())]);`;
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: folder },
    ...{ bundle: true, write: false, format: 'esm', target: 'esnext', logLevel: 'silent' },
  });
  const text = outputFiles[0]?.text;
  const server = createServer((request, response) => {
    const isScript = request.url === '/worker.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? text : '<!doctype html>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const numbers = await page.evaluate<number[]>(`new Promise((resolve, reject) => {
      const worker = new Worker('/worker.js', { type: 'module' });
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
    })`);
    expect(numbers).toHaveLength(1);
    // z, r and n of two steps, by the equations.
    expect(numbers[0]).toBeCloseTo(expectedGru(), 6);
  } finally {
    await browser.close();
    server.close();
  }
});

/** A GRU of one unit with resetAfter, whose weights are all 0.1 but for a bias of 1 in r. */
function expectedGru(): number {
  const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v));
  let h = 0;
  for (const x of [0.3, 0.4]) {
    const z = sigmoid(0.1 * x + 0.1 * h);
    const r = sigmoid(0.1 * x + 1 + 0.1 * h);
    const n = Math.tanh(0.1 * x + r * 0.1 * h);
    h = z * h + (1 - z) * n;
  }
  return h;
}

// The page itself, in a Chromium that draws in software: every contender, on the smallest workload.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backends, type Group } from '../src/backends.ts';
import { tolerances } from '../src/verify.ts';
import { gpuWorkloads, type Workload } from '../src/workloads.ts';

const options = { rounds: 1, seconds: 0, seed: 1 };

test('contenders meet in a page: timed where they can run a workload, and told where not', async () => {
  await using arena = await (backends.webgl[0] as Group).open({
    driver: 'swiftshader',
    tfjs: 'bundler',
  });
  expect(arena.graphics).toMatchObject({
    driver: 'swiftshader',
    webgl: expect.stringContaining('SwiftShader') as string,
    webgpu: expect.stringContaining('swiftshader') as string,
  });

  const roundTrip = gpuWorkloads.find(({ name }) => name === 'round-trip') as Workload;
  const rows = await arena.compare(roundTrip, options);
  expect(rows.map(({ contender }) => contender)).toEqual([
    '@gatefold/webgl',
    'tfjs-backend-webgl',
    'tfjs-backend-webgpu',
    'onnxruntime-web/webgpu',
  ]);
  for (const row of rows) {
    expect(row).toMatchObject({ status: 'timed', reason: null });
    expect(row.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(row.maxError).toBeLessThan(tolerances.gpu);
    expect(row.single?.medianMs).toBeGreaterThan(0);
  }
  expect(rows[0]?.environment['renderer']).toContain('SwiftShader');

  // Each way to run a sequence, and both cells, of a size that takes no time.
  const small = { resetAfter: false, inputDim: 2, units: 3, batch: 1, timeSteps: 4 } as const;
  const found: Record<string, string[]> = {};
  for (const workload of [
    { name: 'masked', kind: 'lstm', mode: 'masked', ...small },
    { name: 'bidirectional', kind: 'lstm', mode: 'bidirectional', ...small },
    { name: 'steps', kind: 'lstm', mode: 'steps', ...small },
    { name: 'gru', kind: 'gru', ...small },
    { name: 'reset-after', kind: 'gru', ...small, resetAfter: true },
  ] as const) {
    const its = await arena.compare(workload, options);
    found[workload.name] = its.map(({ status }) => status);
  }
  const [all, refused] = ['timed', 'refused'];
  expect(found).toEqual({
    masked: [all, all, all, refused],
    bidirectional: [all, all, all, all],
    steps: [all, all, all, all],
    gru: [all, all, all, all],
    'reset-after': [all, refused, refused, all],
  });
}, 240_000);

test('on the side of webgpu also our other backends, and the peer on the processor', async () => {
  const [group] = backends.webgpu as readonly [Group];
  await using arena = await group.open({ driver: 'swiftshader', tfjs: 'bundler' });
  const step = gpuWorkloads.find(({ name }) => name === 'round-trip') as Workload;
  const rows = await arena.compare({ ...step, inputDim: 64, units: 64, timeSteps: 20 }, options);
  expect(rows.map(({ contender, status, reason }) => [contender, reason ?? status])).toEqual([
    ['@gatefold/webgpu', 'timed'],
    ['tfjs-backend-webgl', 'timed'],
    ['tfjs-backend-webgpu', 'timed'],
    ['onnxruntime-web/webgpu', 'timed'],
    ['onnxruntime-web/1-thread', 'timed'],
    ['@gatefold/webgl', 'timed'],
    ['@gatefold/wasm', 'timed'],
  ]);
  for (const { version, maxError } of rows) {
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
    expect(maxError).toBeLessThan(tolerances.gpu);
  }
  // By a clock that ticks every 100 µs, WebAssembly would take no time.
  expect(rows.at(-1)?.single?.medianMs).toBeGreaterThan(0);
}, 240_000);

test('a browser that cannot be had is said before anything is timed, with exit code 2', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['src/gpu.ts'], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, GATEFOLD_CHROMIUM: '/no/such/browser' },
    encoding: 'utf8',
  });
  expect(stderr).toContain(
    "GATEFOLD_CHROMIUM: must be the path of a browser, got '/no/such/browser'",
  );
  expect([status, stdout]).toEqual([2, '']);
}, 60_000);

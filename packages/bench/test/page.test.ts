// The page itself, in a Chromium that draws in software: every contender, on the smallest workload. The fields of webgl and of
// webgpu take turns by days, since each contender compiles its shaders anew for each workload.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ofTheDay } from '../../workspace/src/of-the-day.ts';
import { backends, type Group } from '../src/backends.ts';
import { tolerances } from '../src/verify.ts';
import { gpuWorkloads, type Workload } from '../src/workloads.ts';

const options = { rounds: 1, seconds: 0, seed: 1 };

const [all, refused] = ['timed', 'refused'];
const small = { resetAfter: false, inputDim: 2, units: 3, batch: 1, timeSteps: 4 } as const;
/** Each way to run a sequence, and both cells, of a size that takes no time; and what becomes of each contender. */
const ways: readonly (readonly [Workload, readonly string[]])[] = [
  [{ name: 'masked', kind: 'lstm', mode: 'masked', ...small }, [all, all, all, refused]],
  [{ name: 'bidirectional', kind: 'lstm', mode: 'bidirectional', ...small }, [all, all, all, all]],
  [{ name: 'steps', kind: 'lstm', mode: 'steps', ...small }, [all, all, all, all]],
  [{ name: 'gru', kind: 'gru', ...small }, [all, all, all, all]],
  [{ name: 'reset-after', kind: 'gru', ...small, resetAfter: true }, [all, refused, refused, all]],
];

const roundTrip = gpuWorkloads.find(({ name }) => name === 'round-trip') as Workload;
const peers = ['tfjs-backend-webgl', 'tfjs-backend-webgpu', 'onnxruntime-web/webgpu'];
const fields = [
  {
    name: 'webgl',
    workload: roundTrip,
    contenders: ['@gatefold/webgl', ...peers],
    others: ofTheDay(ways, 2),
  },
  // Also our other backends, and the peer on the processor.
  {
    name: 'webgpu',
    workload: { ...roundTrip, inputDim: 64, units: 64, timeSteps: 20 },
    contenders: [
      ...['@gatefold/webgpu', ...peers],
      ...['onnxruntime-web/1-thread', '@gatefold/webgl', '@gatefold/wasm'],
    ],
    others: [],
  },
] as const;

test.each(ofTheDay(fields, 2))(
  'contenders of $name meet in a page: timed where they can run a workload, and told where not',
  async ({ name, workload, contenders, others }) => {
    const [group] = backends[name] as readonly [Group];
    await using arena = await group.open({ driver: 'swiftshader', tfjs: 'bundler' });
    expect(arena.graphics).toMatchObject({
      driver: 'swiftshader',
      webgl: expect.stringContaining('SwiftShader') as string,
      webgpu: expect.stringContaining('swiftshader') as string,
    });

    const rows = await arena.compare(workload, options);
    expect(rows.map(({ contender, status, reason }) => [contender, reason ?? status])).toEqual(
      contenders.map((contender) => [contender, all]),
    );
    for (const { version, maxError, single } of rows) {
      expect(version).toMatch(/^\d+\.\d+\.\d+/);
      expect(maxError).toBeLessThan(tolerances.gpu);
      // By a clock that ticks every 100 µs, WebAssembly would take no time.
      expect(single?.medianMs).toBeGreaterThan(0);
    }
    const ours = rows.find(({ contender }) => contender === '@gatefold/webgl');
    expect(ours?.environment['renderer']).toContain('SwiftShader');

    for (const [other, expected] of others) {
      const its = await arena.compare(other, options);
      expect([other.name, ...its.map(({ status }) => status)]).toEqual([other.name, ...expected]);
    }
  },
  240_000,
);

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

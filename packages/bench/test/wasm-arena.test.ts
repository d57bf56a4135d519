import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isFailure } from '../src/run.ts';
import { openWasm } from '../src/wasm/arena.ts';
import { wasmGroups } from '../src/wasm/groups.ts';
import { busyNeighbour, machineHost, ownHost } from '../src/wasm/processes.ts';
import type { Workload } from '../src/workloads.ts';

const reports = join(import.meta.dirname, '..', '.reports');
const small: Workload = {
  ...{ name: 'lstm-4', kind: 'lstm', resetAfter: false },
  ...{ inputDim: 3, units: 4, batch: 1, timeSteps: 5 },
};
const options = { rounds: 1, seconds: 0, seed: 1 };

test('contenders of a group meet in a process of their own, under the name of the group', async () => {
  await using arena = await openWasm('steps');
  expect(arena.host?.machine.node).toBe(process.version);
  expect(arena.host?.roof.products).toBeGreaterThan(0);
  const rows = await arena.compare(small, options);
  expect(rows.map(({ contender, status }) => `${contender}: ${status}`)).toEqual([
    '@gatefold/wasm: timed',
    'onnxruntime-web/1-thread: timed',
    'onnxruntime-node/1-thread: timed',
    'tfjs-backend-wasm/node: timed',
    'tfjs-backend-cpu/node: timed',
    '@gatefold/cpu: timed',
  ]);
  expect(rows.filter(isFailure)).toEqual([]);
  for (const { group, roofShare } of rows) {
    expect(group).toBe('steps');
    expect(roofShare?.value).toBeGreaterThan(0);
  }
}, 120_000);

test('a process that fails says why, and one that ends without a word is told too', async () => {
  await using host = ownHost();
  const ask = (group: string) =>
    host.ask({ kind: 'compare', group: group as never, workload: small, options });
  expect(await ask('no such group')).toMatchObject({ kind: 'failed' });
}, 60_000);

test('the program is built for a Node that reads no TypeScript, and gone afterwards', async () => {
  const built = () => readdirSync(reports).filter((name) => name.startsWith('machine-node-'));
  const before = existsSync(reports) ? built() : [];
  {
    await using host = await machineHost();
    expect(built()).toHaveLength(before.length + 1);
    const answer = await host.ask({ kind: 'roof' });
    const node = process.env['GATEFOLD_MACHINE_NODE'] ?? process.execPath;
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
    expect(answer).toMatchObject({ kind: 'roof', machine: { node: version } });
    const rows = await host.ask({
      kind: 'compare',
      group: 'machine-node',
      workload: small,
      options,
    });
    expect(rows).toMatchObject({
      kind: 'rows',
      rows: [
        { contender: '@gatefold/wasm', status: 'timed' },
        { contender: 'onnxruntime-web/1-thread', status: 'timed' },
        { contender: 'onnxruntime-node/1-thread', status: 'timed' },
        { contender: '@gatefold/cpu', status: 'timed' },
      ],
    });
  }
  expect(built()).toEqual(before);
}, 120_000);

test('a busy neighbour lives as long as it is in use', async () => {
  const neighbour = busyNeighbour();
  expect(neighbour.pid).toBeGreaterThan(0);
  expect(() => process.kill(neighbour.pid, 0)).not.toThrow();
  neighbour[Symbol.dispose]();
  await expect.poll(() => isAlive(neighbour.pid), { timeout: 10_000 }).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('the workloads that targets are set for are there by name', () => {
  const names = Object.values(wasmGroups).flatMap(({ workloads }) =>
    workloads.map(({ name }) => name),
  );
  const models = [
    ...['vad-silero', 'denoise-dtln', 'denoise-rnnoise2', 'chargen-128x2', 'sentiment-bi64'],
    ...['forecast-gru32', 'ocr-crnn', 'tts-kokoro', 'asr-rnnt', 'nmt-1024x2'],
  ];
  const points = [
    ...['lstm-64', 'lstm-256', 'lstm-512', 'lstm-256-batch', 'lstm-64-batch', 'lstm-64-step'],
    ...['lstm-128-step', 'gru-64', 'gru-256', 'gru-256-batch', 'gru-64-batch', 'gru-128-step'],
  ];
  expect(names).toEqual(expect.arrayContaining([...models, ...points]));
});

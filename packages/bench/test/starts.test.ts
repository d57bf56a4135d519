import { expect, test } from 'vitest';
import { startsTable } from '../src/report.ts';
import { startOnce } from '../src/starts/run-starts.ts';
import { type Start, startRow } from '../src/starts/start-row.ts';
import type { Workload } from '../src/workloads.ts';

const starts = (loadMs: number, prepareMs: number, firstCallMs: number): Start[] =>
  [1, 2, 4].map((mood) => ({
    loadMs: mood * loadMs,
    prepareMs: mood * prepareMs,
    firstCallMs: mood * firstCallMs,
    moduleBytes: 21_000,
  }));
const about = { workload: 'vad-silero', contender: 'peer', version: '1.0.0', download: null };

test('a start is told by its parts, and compared process by process', () => {
  const ours = starts(3, 2, 1);
  const row = startRow({ ...about, starts: starts(30, 20, 4) }, ours);
  expect(row.start).toEqual({ loadMs: 60, prepareMs: 40, firstCallMs: 8, moduleBytes: 21_000 });
  expect(row.ratio).toEqual({ value: 9, low: 9, high: 9 });
  expect(row.firstCallRatio?.value).toBe(4);
  expect(startRow({ ...about, starts: ours }, null)).toMatchObject({ processes: 3, ratio: null });
  const [, line] = startsTable([row]).split('\n');
  expect(line?.split(/ {2,}/)).toEqual([
    ...['peer 1.0.0', '60.0 ms', '40.0 ms', '8.00 ms'],
    ...['9.00', '9.00 – 9.00', '4.00', '4.00 – 4.00', '21.0 kB'],
  ]);
});

test('a process of its own starts a library, and counts what it compiles', async () => {
  const workload: Workload = {
    ...{ name: 'step', kind: 'lstm', resetAfter: false, mode: 'stream' },
    ...{ inputDim: 2, units: 3, batch: 1, timeSteps: 1 },
  };
  const [plain, web] = [
    await startOnce({ library: '@gatefold/cpu', workload }),
    await startOnce({ library: 'onnxruntime-web', workload }),
  ];
  expect(plain.start.moduleBytes).toBe(0);
  expect(web.start.moduleBytes).toBeGreaterThan(1e6);
  for (const { start } of [plain, web]) {
    for (const ms of [start.loadMs, start.prepareMs, start.firstCallMs]) {
      expect(ms).toBeGreaterThan(0);
    }
  }
}, 60_000);

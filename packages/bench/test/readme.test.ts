import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readmeTable, writeTables } from '../src/readme-table.ts';
import type { Results } from '../src/results.ts';
import { type Row, timedRow, type Untimed, untimedRow } from '../src/row.ts';

const folder = join(import.meta.dirname, '..');
const page = readFileSync(join(folder, 'README.md'), 'utf8');
const files = readdirSync(join(folder, 'results')).filter((name) => name.endsWith('.json'));
const read = (file: string): Results =>
  JSON.parse(readFileSync(join(folder, 'results', file), 'utf8')) as Results;

test('the tables of the README are those of the files: pnpm --filter @gatefold/bench readme', () => {
  expect(writeTables(page, read)).toBe(page);
});

test.each(files)('%s says where it is from and has rows with both figures', (file) => {
  const { format, date, machine, graphics, rows } = read(file);
  expect(format).toBe('gatefold-bench/1');
  expect(new Date(date).toISOString()).toBe(date);
  expect(machine.cpu).not.toBe('');
  // Null where the cpu backend was measured, which draws nothing.
  expect(graphics === null ? machine.cpu : graphics.webgl).toMatch(/\w/);
  expect(rows.length).toBeGreaterThan(0);
  // In groups everybody computes where a read is free.
  const isWhole = ({ group, status, single, chained, reason }: Row): boolean =>
    status === 'timed'
      ? single !== null && (chained !== null) === (group === undefined)
      : single === null && chained === null && (reason !== null || status === 'different result');
  expect(rows.filter((row) => !isWhole(row))).toEqual([]);
});

test('a table has a line for each workload, and what a peer takes in times of ours', () => {
  const times = (single: number, chained: number) => ({
    single: [single, single],
    calls: [single, single],
    chained: [chained, chained],
    chainRuns: 8,
  });
  const row = (name: string, contender: string): Untimed => ({
    workload: {
      name,
      kind: 'lstm',
      resetAfter: false,
      inputDim: 1,
      units: 2,
      batch: 1,
      timeSteps: 10,
    },
    ...{ contender, version: '1.2.3', environment: {}, status: 'timed', reason: null, maxError: 0 },
  });
  const ours = times(3, 0.5);
  const beside = (rival: typeof ours | null) => ({ ours: rival, roof: null });
  const alone = beside(null);
  const results: Results = {
    ...{ format: 'gatefold-bench/1', date: '2026-01-02T03:04:05.000Z', commit: null, suite: [] },
    machine: { cpu: 'Some CPU', cores: 4, node: 'v26', v8: '14', load: 0.25 },
    graphics: { driver: 'gpu', browser: 'Chromium 1', webgl: 'Some GPU', webgpu: null },
    rows: [
      timedRow(row('a', 'own'), ours, alone),
      timedRow(row('a', 'peer'), times(12, 10), beside(ours)),
      timedRow(row('b', 'own'), ours, alone),
      untimedRow({ ...row('b', 'peer'), status: 'refused', reason: 'no' }),
      timedRow(row('c', 'own'), times(3, -1), alone),
      timedRow(row('c', 'peer'), times(12, 10), beside(times(3, -1))),
    ],
  };
  const sample = '# A\n<!-- table of results/a.json -->\nold\n<!-- end of table -->\n## B\n';
  const written = writeTables(sample, () => results);
  expect(written).toContain(readmeTable(results));
  expect(written).not.toContain('old');
  expect(written).toMatch(/^# A\n.*\n## B\n$/s);
  const [where, , head, rule, ...lines] = readmeTable(results).trim().split('\n');
  expect(where).toBe(
    '2026-01-02, 4 cores of Some CPU, load 0.3 before; Chromium 1, Some GPU; own 1.2.3, peer 1.2.3.',
  );
  const cells = (line: string | undefined): string[] =>
    (line ?? '')
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  expect(cells(head).slice(-2)).toEqual(['peer, a call', 'chained']);
  expect(rule).toMatch(/^\| -+ \| -+: \|/);
  expect(lines.map(cells)).toEqual([
    ['`a`', '3.00', '50.0', '4.00', '20.0'],
    ['`b`', '3.00', '50.0', 'refused', ''],
    ['`c`', '3.00', '-100', '4.00', 'noise'],
  ]);
});

test('a backend that is measured in groups has a table for each, and one of starts', () => {
  const shape = { kind: 'lstm', resetAfter: false, inputDim: 1, units: 2, batch: 1 } as const;
  const row = (group: string, name: string, contender: string): Untimed => ({
    ...{ group, workload: { ...shape, name, timeSteps: 10 }, contender, version: '1.2.3' },
    ...{ environment: {}, status: 'timed', reason: null, maxError: 9e-8 },
  });
  const times = (ms: number) => ({
    ...{ single: [ms, ms], calls: [ms, ms], chained: [], chainRuns: 0 },
  });
  const [ours, roof] = [times(0.2), times(0.18)];
  const start = { loadMs: 3, prepareMs: 2, firstCallMs: 0.5, moduleBytes: 21_000 };
  const about = { workload: 'vad', version: '1.2.3', start, processes: 9, firstCallRatio: null };
  const results: Results = {
    ...{ format: 'gatefold-bench/1', date: '2026-01-02T03:04:05.000Z', commit: null, suite: [] },
    machine: { cpu: 'Some CPU', cores: 4, node: 'v26', v8: '14', load: 0.25 },
    graphics: null,
    roofs: { v26: { relaxed: true, products: 30, streams: [{ bytes: 16_384, products: 20 }] } },
    rows: [
      timedRow(row('steps', 'a', 'own'), ours, { ours: null, roof }),
      timedRow(row('steps', 'a', 'peer'), times(0.8), { ours, roof }),
      timedRow(row('steps', 'b', 'own'), ours, { ours: null, roof }),
      untimedRow({ ...row('steps', 'b', 'peer'), status: 'refused', reason: 'no' }),
      timedRow(row('steps', 'c', 'own'), ours, { ours: null, roof }),
      timedRow(row('steps', 'c', 'peer'), times(0.2), { ours, roof }),
      untimedRow({ ...row('steps', 'd', 'own'), status: 'different result', maxError: 1 }),
      timedRow(row('steps', 'd', 'peer'), times(0.5), { ours: null, roof }),
      timedRow(row('bf16', 'a', 'own/bf16'), ours, { ours: null, roof: null }),
      timedRow(row('bf16', 'a', 'own'), times(0.4), { ours, roof: null }),
    ],
    starts: [
      { ...about, contender: 'own', ratio: null, download: { bytes: 2, gzippedBytes: 19_100 } },
      { ...about, contender: 'peer', ratio: { value: 9, low: 8, high: 10 }, download: null },
    ],
  };
  const written = writeTables(
    '<!-- table of results/a.json -->\n<!-- end of table -->',
    () => results,
  );
  expect(written).toContain(
    'Node v26, in thousand million products a second, each with its sum by one',
  );
  expect(written).toContain(
    '30.0 with numbers in registers; with weights from memory 20.0 from 16 KiB.',
  );
  expect(written).toContain('**Steps that arrive one by one, one thread each.**');
  const lines = written.split('\n').map((line) => line.split(/ *\| */).slice(1, -1));
  expect(lines).toContainEqual(['workload', 'own', 'p99', 'of roof', 'max error', 'peer']);
  expect(lines).toContainEqual([
    ...['`a`', '200 µs', '200 µs', '90 %', '9e-8', '4.00 (4.00 – 4.00)'],
  ]);
  expect(lines).toContainEqual(['`b`', '200 µs', '200 µs', '90 %', '9e-8', 'refused']);
  // Without ours there is nothing to divide by.
  expect(lines).toContainEqual(['`d`', 'different result', '', '', '1e+0', '500 µs']);
  expect(lines).toContainEqual(['geometric mean', '', '', '', '', '2.00']);
  // Without a roof there is no column of it.
  expect(lines).toContainEqual(['workload', 'own/bf16', 'p99', 'max error', 'own']);
  expect(written).toContain('of `vad`, in 9 processes each');
  expect(lines).toContainEqual([
    ...['peer 1.2.3', '3.00 ms', '2.00 ms', '500 µs', '9.00 (8.00 – 10.0)', '21.0 kB', ''],
  ]);
});

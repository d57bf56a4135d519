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
  const isWhole = ({ status, single, chained, reason }: Row): boolean =>
    status === 'timed'
      ? single !== null && chained !== null
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
  const results: Results = {
    ...{ format: 'gatefold-bench/1', date: '2026-01-02T03:04:05.000Z', commit: null, suite: [] },
    machine: { cpu: 'Some CPU', cores: 4, node: 'v26', v8: '14', load: 0.25 },
    graphics: { driver: 'gpu', browser: 'Chromium 1', webgl: 'Some GPU', webgpu: null },
    rows: [
      timedRow(row('a', 'own'), ours, null),
      timedRow(row('a', 'peer'), times(12, 10), ours),
      timedRow(row('b', 'own'), ours, null),
      untimedRow({ ...row('b', 'peer'), status: 'refused', reason: 'no' }),
      timedRow(row('c', 'own'), times(3, -1), null),
      timedRow(row('c', 'peer'), times(12, 10), times(3, -1)),
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

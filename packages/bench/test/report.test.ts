import { describe, expect, test } from 'vitest';
import type { Graphics } from '../src/backends.ts';
import { tableHead, tableLine } from '../src/report.ts';
import { addTo, type Results, resultsName, stringifyResults } from '../src/results.ts';
import { type Row, timedRow, type Untimed, untimedRow } from '../src/row.ts';
import type { StartRow } from '../src/starts/start-row.ts';
import type { Workload } from '../src/workloads.ts';

const shape = { resetAfter: false, inputDim: 8, units: 16, batch: 1, timeSteps: 50 };
const workload: Workload = { name: 'lstm-16', kind: 'lstm', ...shape };
const row: Untimed = {
  workload,
  contender: 'peer',
  version: '1.0.0',
  environment: {},
  status: 'timed',
  reason: null,
  maxError: 1e-7,
};
const ours = { single: [2, 2, 2], calls: [2, 2, 2], chained: [1, 1, 1], chainRuns: 20 };
const beside = (rival: typeof ours) => ({ ours: rival, roof: null });
const theirs = { single: [6, 6, 9], calls: [6, 6, 9], chained: [10, 10, 20], chainRuns: 4 };

describe('a row', () => {
  test('has both figures, each with its own ratio', () => {
    const { single, chained } = timedRow(row, theirs, beside(ours));
    expect(single).toMatchObject({ medianMs: 6, calls: 3, ratio: { value: 3, low: 3, high: 4.5 } });
    // 4 · 16 · (8 + 16) · 50 products in 6 ms.
    expect(single?.gigaMacs).toBeCloseTo(0.0128);
    expect(chained).toMatchObject({ medianMs: 10, stepUs: 200, runs: 4, ratio: { value: 10 } });
  });

  test('has a chained ratio unless too many rounds are lost in noise', () => {
    const rounds = (...chained: number[]) => ({ ...ours, single: chained.map(() => 2), chained });
    const theirs15 = { ...theirs, ...rounds(...Array<number>(15).fill(10)) };
    const lostOnce = rounds(-0.01, ...Array<number>(14).fill(1));
    expect(timedRow(row, theirs15, beside(lostOnce)).chained?.ratio).toEqual({
      value: 10,
      low: 10,
      high: 10,
    });
    const lostOften = rounds(...Array<number>(9).fill(1), ...Array<number>(6).fill(-0.01));
    expect(timedRow(row, theirs15, beside(lostOften)).chained?.ratio).toBeNull();
    // Of an even number of rounds too, where a median lies between two.
    const even = rounds(...Array<number>(4).fill(1), ...Array<number>(4).fill(-0.01));
    expect(
      timedRow(row, { ...theirs15, ...rounds(...Array<number>(8).fill(10)) }, beside(even)).chained
        ?.ratio,
    ).toBeNull();
    // Theirs being lost is told by an interval that reaches down to nothing.
    const { low, value } = timedRow(row, lostOften, beside(theirs15)).chained?.ratio ?? {};
    expect([low, value]).toEqual([0, 0.1]);
  });

  test('is a line of the table under its titles', () => {
    const titles = tableHead('chains').split('\n')[0] as string;
    const line = tableLine(timedRow(row, theirs, beside(ours)), 'chains');
    const cell = (title: string, from = 0): string => {
      const end = titles.indexOf(title, from) + title.length;
      return line.slice(0, end).trimEnd().split(/ {2,}/).at(-1) as string;
    };
    expect(cell('call ms')).toBe('6.00');
    expect(cell('ratio')).toBe('3.00');
    expect(cell('chained ms')).toBe('10.0');
    expect(cell('us a step')).toBe('200');
    expect(cell('ratio', titles.indexOf('us a step'))).toBe('10.0');
  });

  test('of a call whose read is free has its share of the roof, and what came before', () => {
    const titles = tableHead('calls').split('\n')[0] as string;
    const first = { prepareMs: 12, callMs: 0.5 };
    const roof = { ...theirs, single: [3, 3, 3] };
    const timed = timedRow({ ...row, first }, { ...theirs, chained: [] }, { ours, roof });
    expect(timed.chained).toBeNull();
    const cells = tableLine(timed, 'calls').split(/ {2,}/);
    expect(cells.slice(-4)).toEqual(['50 %', '1.0e-7', '12.0 ms', '500 µs']);
    expect(titles).toMatch(/of roof +max error +prepare +1st call$/);
  });

  test('that was not timed says why instead', () => {
    const refused = untimedRow({ ...row, status: 'refused', reason: 'no masks', maxError: null });
    expect(tableLine(refused, 'chains')).toMatch(/^lstm-16 +peer 1\.0\.0 +refused: no masks$/);
  });
});

describe('adding to a file of results', () => {
  const machine = { cpu: 'a', cores: 2, node: 'v26', v8: '14', load: 0.5 };
  const file = (rows: readonly Row[], more: Partial<Results> = {}): Results => ({
    ...{ format: 'gatefold-bench/1', date: '2026-01-01', commit: null, machine, graphics: null },
    ...{ suite: [], rows, ...more },
  });
  const of = (group: string, contender: string, ms: number): Row => ({
    ...timedRow(
      { ...row, group, contender },
      { ...ours, single: [ms] },
      { ours: null, roof: null },
    ),
  });

  test('replaces the rows for the same questions and keeps the others', () => {
    const old = file([of('steps', 'a', 1), of('steps', 'b', 2), of('models', 'a', 3)]);
    const found = file([of('steps', 'b', 9), of('bf16', 'a', 8)], { date: '2026-01-02' });
    const { rows, date } = addTo(old, found);
    expect(date).toBe('2026-01-02');
    expect(rows.map((each) => [each.group, each.contender, each.single?.medianMs])).toEqual([
      ['steps', 'a', 1],
      ['models', 'a', 3],
      ['steps', 'b', 9],
      ['bf16', 'a', 8],
    ]);
  });

  test('keeps roofs of other Nodes, and starts until there are new ones', () => {
    const roof = { relaxed: true, products: 1, streams: [] };
    const start = { contender: 'a' } as StartRow;
    const old = file([], { roofs: { v20: roof }, starts: [start] });
    const added = addTo(old, file([], { roofs: { v26: { ...roof, products: 2 } } }));
    expect(added.roofs).toEqual({ v20: roof, v26: { ...roof, products: 2 } });
    expect(added.starts).toEqual([start]);
    expect(addTo(old, file([], { starts: [{ ...start, contender: 'b' }] })).starts).toHaveLength(1);
  });

  test('refuses a file of another machine', () => {
    const other = file([], { machine: { ...machine, cpu: 'b' } });
    expect(() => addTo(other, file([]))).toThrow('this machine, 2 cores of a, got 2 cores of b');
  });
});

describe('the file of results', () => {
  const graphics = (webgl: string | null): Graphics => ({
    driver: 'gpu',
    browser: 'Chromium 156',
    webgl,
    webgpu: null,
  });
  const date = '2026-11-26T12:00:00.000Z';

  test.each([
    [
      'ANGLE (NVIDIA, Vulkan 1.4.312 (NVIDIA NVIDIA H200 (0x00002335)), NVIDIA-580.159.4.0)',
      'nvidia-h200',
    ],
    ['ANGLE (NVIDIA Corporation, NVIDIA H200/PCIe/SSE2, OpenGL ES 3.2)', 'nvidia-h200-pcie-sse2'],
    [
      'ANGLE (Apple, ANGLE Metal Renderer: Apple M1, Unspecified Version)',
      'angle-metal-renderer-apple-m1',
    ],
    [
      'ANGLE (Mesa/X.org, llvmpipe (LLVM 15.0.6 256 bits), OpenGL ES 3.2)',
      'llvmpipe-llvm-15-0-6-256-bits',
    ],
    [
      'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)',
      'swiftshader-device-subzero',
    ],
    ['Mali-G78', 'mali-g78'],
  ])('is named after the day and what drew: %s', (webgl, device) => {
    expect(resultsName({ date, graphics: graphics(webgl) }, 'webgpu')).toBe(
      `2026-11-26-${device}-webgpu`,
    );
  });

  test('says where its rows are from, once', () => {
    const machine = { cpu: 'a', cores: 2, node: 'v26', v8: '14', load: 0.5 };
    const rows = [timedRow(row, theirs, beside(ours)), timedRow(row, theirs, beside(ours))];
    const results = {
      format: 'gatefold-bench/1',
      date,
      commit: 'abc',
      machine,
      graphics: graphics('Mali-G78'),
      suite: [],
      rows,
    } as const;
    expect(JSON.parse(stringifyResults(results))).toEqual(results);
    expect(stringifyResults(results).match(/Mali-G78/g)).toHaveLength(1);
  });
});

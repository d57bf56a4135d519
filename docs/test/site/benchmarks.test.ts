// Figures of measurements: every tellable number is drawn and stands in the table, and noise spoils none of it.

import { describe, expect, test } from 'vitest';
import { measuredPages, type Results, resultsOf } from '../../site/benchmarks.ts';

type Row = Results['rows'][number];

const shape = { kind: 'lstm', resetAfter: false, batch: 1, timeSteps: 100 } as const;

function row(contender: string, units: number, stepUs: number, ratio: number | null): Row {
  const estimate = ratio === null ? null : { value: ratio, low: ratio / 2, high: ratio * 2 };
  return {
    workload: { ...shape, name: `lstm-${units}`, inputDim: 8, units },
    contender,
    version: '1.2.3',
    environment: {},
    status: 'timed',
    reason: null,
    maxError: 1e-7,
    single: { medianMs: 1, p99Ms: 2, calls: 10, gigaMacs: 1, ratio: estimate },
    chained: { medianMs: 1, stepUs, runs: 8, ratio: estimate },
  };
}

const results: Results = {
  format: 'gatefold-bench/1',
  date: '2026-11-26T12:00:00.000Z',
  commit: 'abc1234',
  machine: { cpu: 'A CPU', cores: 2, node: 'v26', v8: '14', load: 0.1 },
  graphics: {
    browser: 'Chromium 1',
    webgl: 'ANGLE (NVIDIA, Vulkan 1.3.0 (NVIDIA NVIDIA H200 (0x00002335)), NVIDIA)',
    webgpu: null,
  },
  rows: [
    row('@gatefold/webgl', 64, 9, null),
    row('peer', 64, 300, 32.1),
    row('@gatefold/webgl', 256, 16, null),
    row('peer', 256, 400, 24.7),
  ],
};

describe('a machine', () => {
  const { title, facts, figures } = resultsOf('a', results);

  test('is named by what draws and for whom, and says what its numbers are from', () => {
    expect(title).toBe('NVIDIA H200, @gatefold/webgl, 2026-11-26');
    expect(facts).toContainEqual(['commit', 'abc1234']);
    expect(facts).toContainEqual(['versions', '@gatefold/webgl 1.2.3, peer 1.2.3']);
  });

  test('has ratios with intervals, and microseconds by units, in drawing and table alike', () => {
    expect(figures).toHaveLength(3);
    const [single, , steps] = figures;
    expect(single?.rows[0]).toEqual([
      'lstm-64: 64 units, 100 steps of 8 numbers',
      'peer',
      '32.1',
      '16.1 to 64.2',
    ]);
    expect(single?.svg).toContain('>32.1</text>');
    expect(steps?.columns).toEqual(['', '64 units', '256 units']);
    expect(steps?.rows).toEqual([
      ['@gatefold/webgl', '9.00', '16.0'],
      ['peer', '300', '400'],
    ]);
    for (const { svg } of figures) expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });
});

test('what is lost in noise is left out, and what nobody could run', () => {
  const noisy: Results = {
    ...results,
    rows: [
      row('@gatefold/webgl', 64, 9, null),
      {
        ...row('peer', 64, -40, 5),
        single: { ...row('peer', 64, 1, 5).single!, ratio: { value: 5, low: 0, high: 1e300 } },
      },
      {
        ...row('peer', 128, 1, 1),
        status: 'refused',
        reason: 'too wide',
        single: null,
        chained: null,
      },
      row('other', 128, 9, 2),
      row('@gatefold/webgl', 256, 16, null),
      row('peer', 256, 400, 24.7),
    ],
  };
  const [single, , steps] = resultsOf('a', noisy).figures;
  expect(single?.rows.map(([, contender]) => contender)).toEqual(['peer', 'other', 'peer', 'peer']);
  expect(single?.rows.at(-1)?.slice(2)).toEqual(['refused', 'too wide']);
  expect(single?.svg).toContain('>refused</text>');
  expect(steps?.rows).toContainEqual(['peer', '–', '–', '400']);
  for (const { svg } of resultsOf('a', noisy).figures)
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
});

test('a backend that is measured in groups has a figure for each, its roof, and its starts', () => {
  const start = { loadMs: 3, prepareMs: 2, firstCallMs: 1, moduleBytes: 9 };
  const of = (group: string, each: Row): Row => ({ ...each, group });
  const share = { value: 0.91, low: 0.9, high: 0.92 };
  const { title, figures } = resultsOf('a', {
    ...{ ...results, graphics: null },
    rows: [
      of('sequences', { ...row('@gatefold/wasm', 64, 1, null), chained: null, roofShare: share }),
      of('sequences', { ...row('peer', 64, 1, 2.5), chained: null }),
      of('machine-node', { ...row('@gatefold/wasm', 64, 1, null), roofShare: share }),
      of('machine-node', row('peer', 64, 1, 1.5)),
    ],
    starts: [
      {
        ...{ workload: 'step', contender: '@gatefold/wasm', version: '1.0.0', start },
        ...{ processes: 9, ratio: null, firstCallRatio: null },
        download: { bytes: 9000, gzippedBytes: 4000 },
      },
    ],
  });
  expect(title).toBe('A CPU, @gatefold/wasm, 2026-11-26');
  const [sequences, machineNode, roof, starts] = figures;
  expect(figures).toHaveLength(4);
  expect(sequences?.title).toMatch(/^Whole sequences of one layer.*: how many times/);
  expect(sequences?.rows[0]?.slice(1, 3)).toEqual(['peer', '2.50']);
  expect(machineNode?.rows[0]?.slice(1, 3)).toEqual(['peer', '1.50']);
  // That of the toolchain's Node alone.
  expect(roof?.rows).toEqual([['lstm-64: 64 units, 100 steps of 8 numbers', '91', '90 to 92']]);
  expect(starts?.rows).toEqual([['@gatefold/wasm', '6.00', '3.00', '2.00', '1.00', '4.00']]);
  for (const { svg } of figures) expect(svg).not.toMatch(/NaN|undefined|Infinity/);
});

test('a file without ratios and steps has no figures', () => {
  expect(
    resultsOf('a', { ...results, rows: [row('@gatefold/webgl', 64, 9, null)] }).figures,
  ).toEqual([]);
});

test('every file that is kept is drawn, on a page of its own', () => {
  for (const { params } of measuredPages()) expect(params.figures.length).toBeGreaterThan(0);
});

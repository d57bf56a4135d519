// Figures of a backend that is measured in groups, each a question of its own: wasm.

import * as Plot from '@observablehq/plot';
import type { Row } from '../../packages/bench/src/row.ts';
import type { StartRow } from '../../packages/bench/src/starts/start-row.ts';
import { wasmGroups } from '../../packages/bench/src/wasm/groups.ts';
import type { Results } from './benchmarks.ts';
import { type Figure, significant, svgOf } from './figure.ts';
import { describe, multiples, ratioFigure } from './ratio-figure.ts';

/** A figure for each group that the file has, in their order; then the share of the roof, and starts. */
export function groupFigures(machine: string, { rows, starts = [] }: Results): readonly Figure[] {
  const ofGroups = Object.entries(wasmGroups).map(([name, { title }]) =>
    ratioFigure(
      `${title}: how many times as long as ours a call takes. ${machine}; each step of the scale is a multiple.`,
      rows.filter(({ group }) => group === name),
      ({ single }) => single?.ratio,
    ),
  );
  const figures = [
    ...ofGroups,
    roofFigure(
      `How much of what the machine allows to WebAssembly @gatefold/wasm reaches, in percent. ${machine}.`,
      rows,
    ),
    startFigure(
      `Milliseconds from nothing to the first answer of one step, in a process of its own. ${machine}; each step of the scale is a multiple.`,
      starts,
    ),
  ];
  return figures.filter((one) => one !== undefined);
}

interface Share {
  readonly name: string;
  /** With its sizes, for the table. */
  readonly workload: string;
  readonly percent: number;
  readonly low: number;
  readonly high: number;
}

function roofFigure(title: string, rows: readonly Row[]): Figure | undefined {
  const shares = rows.flatMap((row): Share[] => {
    const isOurs = row.contender === '@gatefold/wasm' && row.group !== 'machine-node';
    if (!isOurs || !row.roofShare) return [];
    const [percent, low, high] = [row.roofShare.value, row.roofShare.low, row.roofShare.high].map(
      (share) => 100 * share,
    ) as [number, number, number];
    return [{ name: row.workload.name, workload: describe(row), percent, low, high }];
  });
  if (shares.length === 0) return undefined;
  const svg = svgOf({
    width: 688,
    height: 60 + shares.length * 22,
    marginLeft: 190,
    marginRight: 60,
    marginTop: 24,
    x: { domain: [0, Math.max(100, ...shares.map(({ high }) => high))], label: null, grid: true },
    y: { domain: shares.map(({ name }) => name), label: null, tickSize: 0 },
    marks: [
      Plot.ruleX([0, 100], { stroke: 'var(--vp-c-text-1)' }),
      Plot.barX(shares, { y: 'name', x: 'percent', fill: 'var(--bar)' }),
      Plot.ruleY(shares, {
        ...{ y: 'name', x1: 'low', x2: 'high' },
        ...{ stroke: 'var(--vp-c-text-1)', strokeWidth: 1.5 },
      }),
      Plot.text(shares, {
        ...{ y: 'name', x: 'high', textAnchor: 'start', dx: 6 },
        text: ({ percent }: Share) => percent.toFixed(0),
        fill: 'var(--vp-c-text-1)',
      }),
    ],
  });
  return {
    title,
    svg,
    columns: ['workload', 'percent', 'interval of 95 %'],
    rows: shares.map(({ workload, percent, low, high }) => [
      workload,
      percent.toFixed(0),
      `${low.toFixed(0)} to ${high.toFixed(0)}`,
    ]),
  };
}

function startFigure(title: string, starts: readonly StartRow[]): Figure | undefined {
  if (starts.length === 0) return undefined;
  const bars = starts.map((row) => {
    const { loadMs, prepareMs, firstCallMs } = row.start;
    return { ...row, ms: loadMs + prepareMs + firstCallMs };
  });
  const [low, high] = [1, 2 * Math.max(...bars.map(({ ms }) => ms))];
  const svg = svgOf({
    width: 688,
    height: 60 + bars.length * 26,
    marginLeft: 150,
    marginRight: 60,
    marginTop: 24,
    x: {
      ...{ type: 'log', domain: [low, high], clamp: true, label: null, tickFormat: String },
      ticks: multiples(low, high),
    },
    y: { domain: bars.map(({ contender }) => contender), label: null, tickSize: 0 },
    marks: [
      Plot.gridX({ ticks: multiples(low, high), stroke: 'var(--vp-c-border)', strokeOpacity: 1 }),
      Plot.barX(bars, { y: 'contender', x1: low, x2: 'ms', fill: 'var(--bar)' }),
      Plot.text(bars, {
        ...{ y: 'contender', x: 'ms', textAnchor: 'start', dx: 6 },
        text: ({ ms }: { ms: number }) => significant(ms),
        fill: 'var(--vp-c-text-1)',
      }),
    ],
  });
  return {
    title,
    svg,
    columns: ['', 'in all', 'load', 'prepare', 'first call', 'kB to download, gzipped'],
    rows: bars.map(({ contender, ms, start, download }) => [
      contender,
      ...[ms, start.loadMs, start.prepareMs, start.firstCallMs].map((part) => significant(part)),
      download === null ? '–' : significant(download.gzippedBytes / 1000),
    ]),
  };
}

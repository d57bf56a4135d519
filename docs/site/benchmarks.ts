// Figures of what the benchmarks have measured, machine by machine; every number is from packages/bench/results.

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as Plot from '@observablehq/plot';
import { deviceOf } from '../../packages/bench/src/device-of.ts';
import type { Machine } from '../../packages/bench/src/machine.ts';
import type { Row } from '../../packages/bench/src/row.ts';
import type { Estimate } from '../../packages/bench/src/statistics.ts';
import { type Figure, significant, svgOf } from './figure.ts';
import { readResults, type ResultsFile } from './step-times.ts';

const folder = join(import.meta.dirname, '..', '..', 'packages', 'bench', 'results');

/** All of a file that is drawn. */
export interface Results extends ResultsFile {
  readonly commit: string | null;
  readonly machine: Machine;
  readonly rows: readonly Row[];
}

export interface MachineResults {
  /** Of its page. */
  readonly id: string;
  readonly title: string;
  /** Where and when, and with what. */
  readonly facts: readonly (readonly [what: string, value: string])[];
  readonly figures: readonly Figure[];
}

export interface MeasuredPage {
  readonly params: MachineResults & {
    readonly description: string;
    /** Where its numbers are kept, from the repository's root. */
    readonly source: string;
  };
  /** Markdown. */
  readonly content: string;
}

/** A page for each file of results, so that none carries the drawings of all; the newest first. */
export function measuredPages(): readonly MeasuredPage[] {
  return files().map(({ id, results }) => {
    const machine = resultsOf(id, results);
    const { title } = machine;
    const description = `How long Gatefold's backends and their peers take: ${title}.`;
    const source = `packages/bench/results/${id}.json`;
    return { params: { ...machine, description, source }, content: `# ${title}` };
  });
}

/** The names of the pages, for lists of them. */
export function measuredMachines(): readonly Pick<MachineResults, 'id' | 'title'>[] {
  return files().map(({ id, results }) => ({ id, title: titleOf(results) }));
}

function files(): { readonly id: string; readonly results: Results }[] {
  return globSync('*.json', { cwd: folder })
    .map((file) => {
      const results = readResults(file, readFileSync(join(folder, file), 'utf8')) as Results;
      return { id: file.replace('.json', ''), results };
    })
    .toSorted((a, b) => (a.results.date > b.results.date ? -1 : 1));
}

function titleOf({ date, machine, graphics }: Results): string {
  return `${nameOf(graphics?.webgl ?? machine.cpu)}, ${date.slice(0, 10)}`;
}

export function resultsOf(id: string, results: Results): MachineResults {
  const { date, commit, machine, graphics, rows } = results;
  const day = date.slice(0, 10);
  const title = titleOf(results);
  const versions = new Map(rows.map(({ contender, version }) => [contender, version]));
  const facts: [string, string][] = [
    ['date', day],
    ...(commit === null ? [] : [['commit', commit] as [string, string]]),
    ['CPU', `${machine.cpu}, ${machine.cores} cores, load ${machine.load} when it began`],
    ['Node', machine.node],
    ...(graphics === null ? [] : graphicsFacts(graphics)),
    ['versions', [...versions].map(([name, version]) => `${name} ${version}`).join(', ')],
  ];
  const figures = [
    ratioFigure(
      `How many times as long as ours a call takes that is waited for, from numbers to numbers. ${title}; each step of the scale is a multiple.`,
      rows,
      ({ single }) => single?.ratio,
    ),
    ratioFigure(
      `How many times as long as ours a call takes among others, when its result stays where it is. ${title}; each step of the scale is a multiple.`,
      rows,
      ({ chained }) => chained?.ratio,
    ),
    stepFigure(
      `Microseconds that a time step of an LSTM takes in a call among others, by its units. ${title}; both scales are of multiples.`,
      rows,
    ),
  ];
  return { id, title, facts, figures: figures.filter((one) => one !== undefined) };
}

function graphicsFacts({
  browser,
  webgl,
  webgpu,
}: NonNullable<Results['graphics']>): [string, string][] {
  return [
    ['browser', browser],
    ['WebGL', webgl ?? 'none'],
    ['WebGPU', webgpu ?? 'none'],
  ];
}

/** Vendor and device may both begin with the vendor. */
function nameOf(renderer: string): string {
  return deviceOf(renderer)
    .split(' ')
    .filter((word, place, words) => word !== words[place - 1])
    .join(' ');
}

interface Ratio extends Estimate {
  readonly workload: string;
  readonly contender: string;
}

/** What lies beyond is noise, and would leave no room for the rest. */
const [least, most] = [0.05, 5000];

/** Bars from 1, where a peer would be as fast as we are; the thin line is the interval of 95 %. */
function ratioFigure(
  title: string,
  rows: readonly Row[],
  ratioOf: (row: Row) => Estimate | null | undefined,
): Figure | undefined {
  const ratios = rows.flatMap((row): Ratio[] => {
    const ratio = ratioOf(row);
    const isTellable = ratio !== null && ratio !== undefined && ratio.value > least;
    return isTellable ? [{ workload: describe(row), contender: row.contender, ...ratio }] : [];
  });
  if (ratios.length === 0) return undefined;
  const workloads = [...new Set(ratios.map(({ workload }) => workload))];
  const contenders = [...new Set(ratios.map(({ contender }) => contender))];
  const untimed = rows
    .filter(({ status }) => status !== 'timed')
    .map((row) => ({
      ...row,
      workload: describe(row),
      reason: row.reason ?? 'its numbers are off',
    }))
    .filter((row) => workloads.includes(row.workload) && contenders.includes(row.contender));
  const low = Math.max(least, Math.min(0.8, ...ratios.map((one) => one.low)));
  const high = Math.min(most, Math.max(2, ...ratios.map((one) => one.high)));
  const ticks = multiples(low, high);
  const at = { y: 'contender', fy: 'workload' } as const;
  const svg = svgOf({
    width: 688,
    height: 40 + workloads.length * (contenders.length * 18 + 28),
    marginLeft: 190,
    marginRight: 60,
    marginTop: 24,
    x: { type: 'log', domain: [low, high], clamp: true, label: null, tickFormat: String, ticks },
    y: { domain: contenders, label: null, tickSize: 0, padding: 0.25 },
    fy: { domain: workloads, label: null, axis: null, padding: 0.3 },
    marks: [
      Plot.text(workloads, {
        fy: (name: string) => name,
        text: (name: string) => name,
        frameAnchor: 'top-left',
        dx: -190,
        dy: -14,
        fontWeight: 600,
        fill: 'var(--vp-c-text-1)',
      }),
      Plot.gridX({ ticks, stroke: 'var(--vp-c-border)', strokeOpacity: 1 }),
      Plot.ruleX([1], { stroke: 'var(--vp-c-text-1)' }),
      Plot.barX(ratios, { ...at, x1: 1, x2: 'value', fill: 'var(--bar)' }),
      Plot.ruleY(ratios, {
        ...at,
        x1: 'low',
        x2: 'high',
        stroke: 'var(--vp-c-text-1)',
        strokeWidth: 1.5,
      }),
      Plot.text(untimed, {
        ...at,
        x: 1,
        text: 'status',
        textAnchor: 'start',
        dx: 6,
        fill: 'var(--vp-c-text-2)',
      }),
      Plot.text(ratios, {
        ...at,
        x: 'high',
        text: ({ value }: Ratio) => significant(value),
        textAnchor: 'start',
        dx: 6,
        fill: 'var(--vp-c-text-1)',
      }),
    ],
  });
  return {
    title,
    svg,
    columns: ['workload', 'beside', 'times ours', 'interval of 95 %'],
    rows: ratios
      .map((one) => [
        one.workload,
        one.contender,
        significant(one.value),
        `${significant(one.low)} to ${significant(one.high)}`,
      ])
      .concat(
        untimed.map(({ workload, contender, status, reason }) => [
          workload,
          contender,
          status,
          reason,
        ]),
      ),
  };
}

/** 1, 2, 5, 10 and so on; powers of ten alone where those would be too many. */
function multiples(low: number, high: number): number[] {
  const powers = Array.from({ length: 12 }, (_, k) => 10 ** (k - 4));
  const all = powers.flatMap((power) => [1, 2, 5].map((digit) => digit * power));
  const fitting = all.filter((tick) => tick >= low && tick <= high);
  return fitting.length > 9 ? fitting.filter((tick) => powers.includes(tick)) : fitting;
}

/** `lstm-256: 256 units, 100 steps of 128 numbers` */
function describe({ workload }: Row): string {
  const { name, units, inputDim, timeSteps, batch } = workload;
  const sizes = `${count(units, 'unit')}, ${count(timeSteps, 'step')} of ${count(inputDim, 'number')}`;
  return `${name}: ${sizes}${batch === 1 ? '' : `, ${batch} rows`}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

interface Step {
  readonly contender: string;
  readonly units: number;
  readonly us: number;
}

/** LSTMs of one row, as wide as they come: what grows with the units, and what a step costs however small it is. */
function stepFigure(title: string, rows: readonly Row[]): Figure | undefined {
  const steps = rows.flatMap(({ workload, contender, chained }): Step[] => {
    const { kind, batch, mode, units, timeSteps } = workload;
    const isPlain = kind === 'lstm' && batch === 1 && mode === undefined && timeSteps > 1;
    // A difference of two times that is lost in their noise may be below zero.
    if (!isPlain || chained === null || chained.stepUs <= 0) return [];
    return [{ contender, units, us: chained.stepUs }];
  });
  const widths = [...new Set(steps.map(({ units }) => units))].toSorted((a, b) => a - b);
  if (widths.length < 2) return undefined;
  const contenders = [...new Set(steps.map(({ contender }) => contender))];
  const times = steps.map(({ us }) => us);
  const last = contenders.flatMap(
    (name) => steps.findLast(({ contender }) => contender === name) ?? [],
  );
  const svg = svgOf({
    width: 688,
    height: 380,
    marginLeft: 60,
    marginRight: 190,
    marginTop: 30,
    x: {
      type: 'log',
      base: 2,
      ticks: widths,
      tickFormat: 'd',
      label: 'units',
      labelAnchor: 'center',
    },
    y: {
      type: 'log',
      grid: true,
      tickFormat: '~g',
      ticks: multiples(Math.min(...times), Math.max(...times)),
      label: '↑ µs a step',
    },
    symbol: { domain: contenders },
    marks: [
      Plot.line(steps, {
        x: 'units',
        y: 'us',
        z: 'contender',
        stroke: (one: Step) => strokeOf(one.contender),
        strokeWidth: 2,
      }),
      Plot.dot(steps, {
        x: 'units',
        y: 'us',
        symbol: 'contender',
        stroke: (one: Step) => strokeOf(one.contender),
        fill: 'var(--vp-c-bg)',
        r: 4.5,
        strokeWidth: 2,
      }),
      Plot.text(last, {
        x: 'units',
        y: 'us',
        text: 'contender',
        textAnchor: 'start',
        dx: 10,
        fill: 'var(--vp-c-text-1)',
      }),
    ],
  });
  return {
    title,
    svg,
    columns: ['', ...widths.map((units) => `${units} units`)],
    rows: contenders.map((name) => [
      name,
      ...widths.map((units) => {
        const step = steps.find((one) => one.contender === name && one.units === units);
        return step === undefined ? '–' : significant(step.us);
      }),
    ]),
  };
}

function strokeOf(contender: string): string {
  return contender.startsWith('@gatefold/') ? 'var(--vp-c-brand-1)' : 'var(--vp-c-text-3)';
}

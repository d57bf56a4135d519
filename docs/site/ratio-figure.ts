// How many times as long as ours the peers take, workload by workload.

import * as Plot from '@observablehq/plot';
import type { Row } from '../../packages/bench/src/row.ts';
import type { Estimate } from '../../packages/bench/src/statistics.ts';
import { type Figure, significant, svgOf } from './figure.ts';

interface Ratio extends Estimate {
  readonly workload: string;
  readonly contender: string;
}

/** What lies beyond is noise: a GPU in software takes some hundred times as long as WebAssembly, and less than thousands. */
const [least, most] = [0.001, 5000];

/**
 * Bars from 1, where a peer would be as fast as we are; the thin line is the interval of 95 %.
 *
 * @returns undefined where there is nothing to tell
 */
export function ratioFigure(
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
export function multiples(low: number, high: number): number[] {
  const powers = Array.from({ length: 12 }, (_, k) => 10 ** (k - 4));
  const all = powers.flatMap((power) => [1, 2, 5].map((digit) => digit * power));
  const fitting = all.filter((tick) => tick >= low && tick <= high);
  return fitting.length > 9 ? fitting.filter((tick) => powers.includes(tick)) : fitting;
}

/** `lstm-256: 256 units, 100 steps of 128 numbers` */
export function describe({ workload }: Row): string {
  const { name, units, layers = 1, inputDim, timeSteps, batch } = workload;
  const width = `${layers === 1 ? '' : `${layers} times `}${count(units, 'unit')}`;
  const sizes = `${width}, ${count(timeSteps, 'step')} of ${count(inputDim, 'number')}`;
  return `${name}: ${sizes}${batch === 1 ? '' : `, ${batch} rows`}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

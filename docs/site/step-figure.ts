// How long a step takes, by the units of the layer.

import * as Plot from '@observablehq/plot';
import type { Row } from '../../packages/bench/src/row.ts';
import { type Figure, significant, svgOf } from './figure.ts';
import { multiples } from './ratio-figure.ts';

interface Step {
  readonly contender: string;
  readonly units: number;
  readonly us: number;
}

/** LSTMs of one row, as wide as they come: what grows with the units, and what a step costs however small it is. */
export function stepFigure(title: string, rows: readonly Row[]): Figure | undefined {
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

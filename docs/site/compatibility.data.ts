// The matrix of compatibility as a drawing, from the rows that real runs left.

import * as Plot from '@observablehq/plot';
import { defineLoader } from 'vitepress';
import { backends } from '../../conformance/adapters/compatibility/src/backends.ts';
import { keptRow } from '../../conformance/adapters/compatibility/src/run-row.ts';
import { type Figure, svgOf } from './figure.ts';

export interface Compatibility {
  readonly figure: Figure;
  /** Of the suite that all rows were made with. */
  readonly suite: string;
  readonly cases: number;
}

declare const data: Compatibility;
export { data };

export default defineLoader({
  watch: ['../../conformance/adapters/compatibility/rows/*.json'],
  load(): Compatibility {
    const rows = backends.map(({ id, title }) => ({ title, row: keptRow(id) }));
    const [first] = rows;
    if (first === undefined) throw new Error('the matrix has no rows');
    const { suite, cases } = first.row;
    const counts = rows.map(({ title, row }) => {
      const of = (...statuses: string[]): number =>
        Object.values(row.groups)
          .flatMap((group) => Object.entries(group))
          .reduce((sum, [status, count]) => sum + (statuses.includes(status) ? count : 0), 0);
      const name = row.version === undefined ? title : `${title} ${row.version}`;
      const [passed, unsupported] = [of('pass', 'ill-conditioned'), of('unsupported')];
      return { name, passed, unsupported, other: row.cases - passed - unsupported };
    });
    return { figure: { ...drawn(counts, cases), ...tableOf(counts) }, suite, cases };
  },
});

interface Counts {
  readonly name: string;
  readonly passed: number;
  readonly other: number;
  readonly unsupported: number;
}

function drawn(counts: readonly Counts[], cases: number): Pick<Figure, 'title' | 'svg'> {
  const bars = counts.flatMap(({ name, passed, other }) => [
    { name, from: 0, to: passed, fill: 'var(--bar)' },
    { name, from: passed, to: passed + other, fill: 'var(--bar-other)' },
  ]);
  const svg = svgOf({
    width: 688,
    height: 50 + counts.length * 24,
    marginLeft: 250,
    marginRight: 90,
    x: { domain: [0, cases], label: 'cases →', grid: true },
    y: { domain: counts.map(({ name }) => name), label: null, tickSize: 0 },
    marks: [
      Plot.barX(bars, {
        x1: 'from',
        x2: 'to',
        y: 'name',
        fill: 'fill',
        insetTop: 4,
        insetBottom: 4,
      }),
      Plot.ruleX([0, cases], { stroke: 'var(--vp-c-text-3)' }),
      Plot.text(counts, {
        x: cases,
        y: 'name',
        text: ({ passed, other }: Counts) =>
          other === 0 ? `${passed}` : `${passed}, ${other} not`,
        textAnchor: 'start',
        dx: 8,
        fill: 'var(--vp-c-text-1)',
      }),
    ],
  });
  const title = `How many of the ${cases} cases each backend passes, and after the comma how many it does otherwise than the clauses say; the rest it does not claim, and is not asked.`;
  return { title, svg };
}

function tableOf(counts: readonly Counts[]): Pick<Figure, 'columns' | 'rows'> {
  return {
    columns: ['backend', 'pass', 'otherwise than the clauses say', 'not claimed'],
    rows: counts.map(({ name, passed, other, unsupported }) => [
      name,
      ...[passed, other, unsupported].map(String),
    ]),
  };
}

// Rows as a table for people and as JSON for plots.

import type { Row } from './compare.ts';
import type { Machine } from './machine.ts';

type Column = readonly [title: string, width: number, cell: (row: Row) => string];

const columns: readonly Column[] = [
  ['workload', 20, ({ workload }) => workload.name],
  ['contender', 31, ({ contender, version }) => `${contender} ${version}`],
  ['median ms', 10, ({ medianMs }) => significant(medianMs)],
  ['p99 ms', 9, ({ p99Ms }) => significant(p99Ms)],
  ['GMAC/s', 7, ({ gigaMacs }) => gigaMacs?.toFixed(2) ?? ''],
  ['max error', 10, ({ maxError }) => maxError?.toExponential(1) ?? ''],
  ['ratio', 8, ({ ratio }) => significant(ratio?.value)],
  ['95 % CI', 17, ({ ratio }) => interval(ratio)],
];

export function tableHead(): string {
  const titles = columns.map(([title, width], index) => pad(title, width, index));
  return `${titles.join(' ')}\n${columns.map(([, width]) => '-'.repeat(width)).join(' ')}`;
}

export function tableLine(row: Row): string {
  const cells = columns.map(([, width, cell], index) => pad(cell(row), width, index));
  if (row.status === 'timed') return cells.join(' ').trimEnd();
  const why = row.reason ?? `largest error ${row.maxError?.toExponential(1)}; not timed`;
  return `${cells.slice(0, 2).join(' ')} ${row.status}: ${why}`;
}

export function machineLine({ cpu, cores, node, v8, load }: Machine): string {
  return `${cpu}, ${cores} cores, load ${load.toFixed(2)}; Node ${node}, V8 ${v8}`;
}

/** One self-contained object for each row. */
export function jsonRows(
  rows: readonly Row[],
  machine: Machine & { readonly renderer: string | null },
  date: Date,
): string {
  const flat = rows.map((row) => ({ date: date.toISOString(), ...machine, ...row }));
  return `${JSON.stringify(flat, null, 2)}\n`;
}

function pad(text: string, width: number, index: number): string {
  return index < 2 ? text.padEnd(width) : text.padStart(width);
}

function significant(value: number | null | undefined): string {
  if (value === null || value === undefined) return '';
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function interval(ratio: Row['ratio']): string {
  return ratio === null ? '' : `${significant(ratio.low)} – ${significant(ratio.high)}`;
}

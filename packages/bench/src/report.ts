// Rows as a table for people.

import type { Graphics } from './backends.ts';
import type { Machine } from './machine.ts';
import type { Row } from './row.ts';
import type { Estimate } from './statistics.ts';

type Column = readonly [title: string, width: number, cell: (row: Row) => string];

const columns: readonly Column[] = [
  ['workload', 21, ({ workload }) => workload.name],
  ['contender', 30, ({ contender, version }) => `${contender} ${version}`],
  ['call ms', 8, ({ single }) => significant(single?.medianMs)],
  ['ratio', 6, ({ single }) => significant(single?.ratio?.value)],
  ['95 % CI', 13, ({ single }) => interval(single?.ratio)],
  ['chained ms', 10, ({ chained }) => significant(chained?.medianMs)],
  ['us a step', 9, ({ chained }) => significant(chained?.stepUs)],
  ['ratio', 6, ({ chained }) => significant(chained?.ratio?.value)],
  ['95 % CI', 13, ({ chained }) => interval(chained?.ratio)],
  ['max error', 9, ({ maxError }) => maxError?.toExponential(1) ?? ''],
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

export function graphicsLines({ driver, browser, webgl, webgpu }: Graphics): string {
  return [
    `${browser}, driver ${driver}`,
    `WebGL: ${webgl ?? 'none'}`,
    `WebGPU: ${webgpu ?? 'none'}`,
  ].join('\n');
}

function pad(text: string, width: number, index: number): string {
  return index < 2 ? text.padEnd(width) : text.padStart(width);
}

/** Three digits, without an exponent. */
export function significant(value: number | null | undefined): string {
  if (value === null || value === undefined) return '';
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function interval(ratio: Estimate | null | undefined): string {
  if (ratio === null || ratio === undefined) return '';
  return `${significant(ratio.low)} – ${significant(ratio.high)}`;
}

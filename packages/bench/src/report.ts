// Rows as a table for people.

import type { Graphics } from './backends.ts';
import type { Machine } from './machine.ts';
import type { Roof } from './roof/roof.ts';
import type { Row } from './row.ts';
import type { StartRow } from './starts/start-row.ts';
import type { Estimate } from './statistics.ts';

type Column = readonly [title: string, width: number, cell: (row: Row) => string];

const shared: readonly Column[] = [
  ['workload', 22, ({ workload }) => workload.name],
  ['contender', 33, ({ contender, version }) => `${contender} ${version}`],
];
const error: Column = ['max error', 9, ({ maxError }) => maxError?.toExponential(1) ?? ''];

/** Where a read is waited for, a run among others has a time of its own; where it is free, what a start costs is told. */
const tables = {
  chains: [
    ...shared,
    ['call ms', 8, ({ single }) => significant(single?.medianMs)],
    ['ratio', 6, ({ single }) => significant(single?.ratio?.value)],
    ['95 % CI', 13, ({ single }) => interval(single?.ratio)],
    ['chained ms', 10, ({ chained }) => significant(chained?.medianMs)],
    ['us a step', 9, ({ chained }) => significant(chained?.stepUs)],
    ['ratio', 6, ({ chained }) => significant(chained?.ratio?.value)],
    ['95 % CI', 13, ({ chained }) => interval(chained?.ratio)],
    error,
  ],
  calls: [
    ...shared,
    ['call', 9, ({ single }) => duration(single?.medianMs)],
    ['p99', 9, ({ single }) => duration(single?.p99Ms)],
    ['ratio', 6, ({ single }) => significant(single?.ratio?.value)],
    ['95 % CI', 13, ({ single }) => interval(single?.ratio)],
    ['of roof', 7, ({ roofShare }) => percent(roofShare?.value)],
    error,
    ['prepare', 9, ({ first }) => duration(first?.prepareMs)],
    ['1st call', 9, ({ first }) => duration(first?.callMs)],
  ],
} as const satisfies Record<string, readonly Column[]>;

export type TableKind = keyof typeof tables;

export function tableHead(kind: TableKind): string {
  const columns: readonly Column[] = tables[kind];
  const titles = columns.map(([title, width], index) => pad(title, width, index));
  return `${titles.join(' ').trimEnd()}\n${columns.map(([, width]) => '-'.repeat(width)).join(' ')}`;
}

export function tableLine(row: Row, kind: TableKind): string {
  const columns: readonly Column[] = tables[kind];
  const cells = columns.map(([, width, cell], index) => pad(cell(row), width, index));
  if (row.status === 'timed') return cells.join(' ').trimEnd();
  const why = row.reason ?? `largest error ${row.maxError?.toExponential(1)}; not timed`;
  return `${cells.slice(0, 2).join(' ')} ${row.status}: ${why}`;
}

/** The machine's bounds, in thousand millions of products a second. */
export function roofLine({ relaxed, products, streams }: Roof): string {
  const rates = streams.map((one) => `${kibibytes(one.bytes)} ${one.products.toFixed(1)}`);
  const how = relaxed ? 'fused' : 'product and sum apart';
  return `roof, 10^9 products a second, ${how}: registers ${products.toFixed(1)}; weights of ${rates.join(', ')}`;
}

export function kibibytes(bytes: number): string {
  return bytes < 2 ** 20 ? `${Math.round(bytes / 1024)} KiB` : `${bytes / 2 ** 20} MiB`;
}

export function startsTable(rows: readonly StartRow[]): string {
  const head = `${'contender'.padEnd(26)} ${[
    'load',
    'prepare',
    '1st call',
    'ratio',
    '95 % CI',
    '1st call',
    '95 % CI',
    'compiled',
    'download',
    'gzipped',
  ]
    .map((title) => title.padStart(13))
    .join(' ')}`;
  const lines = rows.map(({ contender, version, start, ratio, firstCallRatio, download }) => {
    const cells = [
      ...[start.loadMs, start.prepareMs, start.firstCallMs].map(duration),
      ...[significant(ratio?.value), interval(ratio)],
      ...[significant(firstCallRatio?.value), interval(firstCallRatio)],
      kilobytes(start.moduleBytes),
      ...(download === null
        ? ['', '']
        : [kilobytes(download.bytes), kilobytes(download.gzippedBytes)]),
    ];
    const name = `${contender} ${version}`.padEnd(26);
    return [name, ...cells.map((cell) => cell.padStart(13))].join(' ').trimEnd();
  });
  return [head, ...lines].join('\n');
}

function kilobytes(bytes: number): string {
  return `${significant(bytes / 1000)} kB`;
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

/** `6.52 µs` or `1.90 ms` */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '';
  return ms < 1 ? `${significant(1000 * ms)} µs` : `${significant(ms)} ms`;
}

export function percent(share: number | null | undefined): string {
  return share === null || share === undefined ? '' : `${(100 * share).toFixed(0)} %`;
}

export function interval(ratio: Estimate | null | undefined): string {
  if (ratio === null || ratio === undefined) return '';
  return `${significant(ratio.low)} – ${significant(ratio.high)}`;
}

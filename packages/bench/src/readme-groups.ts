// The tables of a backend that is measured in groups, for README.md.

import { tableOf, whereLine } from './markdown.ts';
import { duration, interval, kibibytes, percent, significant } from './report.ts';
import type { Results } from './results.ts';
import type { Roof } from './roof/roof.ts';
import type { Row } from './row.ts';
import { geometricMean } from './statistics.ts';
import type { StartRow } from './starts/start-row.ts';
import { wasmGroups } from './wasm/groups.ts';

/** Where the rows are from, the machine's bounds, a table for each group, and one of starts. */
export function readmeGroups(results: Results): string {
  const { rows, roofs = {}, starts = [] } = results;
  const groups = Object.entries(wasmGroups).flatMap(([name, { title }]) => {
    const own = rows.filter(({ group }) => group === name);
    return own.length === 0 ? [] : [`**${title}.**`, '', groupTable(own), ''];
  });
  return [
    whereLine(results),
    '',
    ...Object.entries(roofs).map(([node, roof]) => `${roofLine(node, roof)}\n`),
    ...groups,
    ...(starts.length === 0 ? [] : [startsTitle(starts), '', startsTable(starts), '']),
  ].join('\n');
}

function roofLine(node: string, { relaxed, products, streams }: Roof): string {
  const rates = streams.map((one) => `${one.products.toFixed(1)} from ${kibibytes(one.bytes)}`);
  const how = relaxed ? 'by one instruction' : 'by two instructions';
  return `The roof in Node ${node}, in thousand million products a second, each with its sum ${how}: ${products.toFixed(1)} with numbers in registers; with weights from memory ${rates.join(', ')}.`;
}

function groupTable(rows: readonly Row[]): string {
  const workloads = [...new Set(rows.map(({ workload }) => workload.name))];
  const [ours, ...peers] = [...new Set(rows.map(({ contender }) => contender))] as [string];
  const find = (contender: string, name: string): Row | undefined =>
    rows.find((row) => row.contender === contender && row.workload.name === name);
  const hasRoof = rows.some(({ roofShare }) => roofShare);
  const head = ['workload', ours, 'p99', ...(hasRoof ? ['of roof'] : []), 'max error', ...peers];
  const lines = workloads.map((name) => {
    const own = find(ours, name);
    return [
      `\`${name}\``,
      own?.single ? duration(own.single.medianMs) : (own?.status ?? ''),
      duration(own?.single?.p99Ms),
      ...(hasRoof ? [percent(own?.roofShare?.value)] : []),
      own?.maxError?.toExponential(0) ?? '',
      ...peers.map((peer) => ratioOf(find(peer, name))),
    ];
  });
  const means = peers.map((peer) => {
    const ratios = rows.flatMap(({ contender, single }) =>
      contender === peer && single?.ratio ? single.ratio.value : [],
    );
    return ratios.length === 0 ? '' : significant(geometricMean(ratios));
  });
  const empty = Array<string>(head.length - 1 - peers.length).fill('');
  return tableOf(head, [...lines, ['geometric mean', ...empty, ...means]]);
}

/** `2.36 (2.31 – 2.40)`; its time alone where ours is not there to compare with. */
function ratioOf(row: Row | undefined): string {
  if (row === undefined) return '';
  const { single, status } = row;
  if (single === null) return status;
  const { ratio, medianMs } = single;
  return ratio === null ? duration(medianMs) : `${significant(ratio.value)} (${interval(ratio)})`;
}

function startsTitle([first]: readonly StartRow[]): string {
  return `**From nothing to the first answer** of \`${first?.workload}\`, in ${first?.processes} processes each; a download is what a page needs, gzipped.`;
}

function startsTable(starts: readonly StartRow[]): string {
  const head = ['', 'load', 'prepare', 'first call', 'all, times ours', 'compiled', 'download'];
  const lines = starts.map(({ contender, version, start, ratio, download }) => [
    `${contender} ${version}`,
    ...[start.loadMs, start.prepareMs, start.firstCallMs].map(duration),
    ratio === null ? '' : `${significant(ratio.value)} (${interval(ratio)})`,
    `${significant(start.moduleBytes / 1000)} kB`,
    download === null ? '' : `${significant(download.gzippedBytes / 1000)} kB`,
  ]);
  return tableOf(head, lines);
}

// The tables of README.md, made of the files in results/, so that no figure is typed by hand.

import type { Results } from './results.ts';
import { significant } from './report.ts';
import type { Row } from './row.ts';

/** What stands between the marks, for the file that the first mark names. */
const tables: RegExp =
  /(<!-- table of results\/(?<file>[\w.-]+\.json) -->\n)(?<table>.*?)(<!-- end of table -->)/gs;

/** The page with each table written anew. */
export function writeTables(page: string, read: (file: string) => Results): string {
  return page.replaceAll(tables, (...[, start, file, , end]: string[]) =>
    [start, '\n', readmeTable(read(file as string)), '\n', end].join(''),
  );
}

/** Where the rows are from, and one line for each workload: our figures, then the peers' divided by ours. */
export function readmeTable({ date, machine, graphics, rows }: Results): string {
  const workloads = [...new Set(rows.map(({ workload }) => workload.name))];
  const contenders = [...new Set(rows.map(({ contender }) => contender))];
  const [ours, ...peers] = contenders as [string, ...string[]];
  const find = (contender: string, name: string): Row | undefined =>
    rows.find((row) => row.contender === contender && row.workload.name === name);
  const head = [
    'workload',
    'ours, ms a call',
    'ours, µs a step, chained',
    ...peers.flatMap((peer) => [`${peer}, a call`, 'chained']),
  ];
  const lines = workloads.map((name) => {
    const own = find(ours, name);
    return [
      `\`${name}\``,
      own?.single ? significant(own.single.medianMs) : (own?.status ?? ''),
      significant(own?.chained?.stepUs),
      ...peers.flatMap((peer) => ratiosOf(find(peer, name))),
    ];
  });
  const { cpu, cores, load } = machine;
  const where = [
    `${date.slice(0, 10)}, ${cores} cores of ${cpu}, load ${load.toFixed(1)} before`,
    ...(graphics === null ? [] : [`${graphics.browser}, ${graphics.webgl}`]),
    rows
      .filter(({ workload }) => workload.name === workloads[0])
      .map(({ contender, version }) => `${contender} ${version}`)
      .join(', '),
  ];
  return [`${where.join('; ')}.`, '', tableOf(head, lines), ''].join('\n');
}

function ratiosOf(row: Row | undefined): [string, string] {
  if (row === undefined) return ['', ''];
  if (row.status !== 'timed') return [row.status, ''];
  const { single, chained } = row;
  return [significant(single?.ratio?.value), significant(chained?.ratio?.value) || 'noise'];
}

/** As prettier writes it, so that it stays as it is. */
function tableOf(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = head.map((title, k) =>
    Math.max(...[title, ...lines.map((line) => line[k] ?? '')].map((cell) => cell.length)),
  );
  const join = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const padded = (line: readonly string[]): string =>
    join(
      line.map((cell, k) =>
        k === 0 ? cell.padEnd(widths[k] ?? 0) : cell.padStart(widths[k] ?? 0),
      ),
    );
  const rule = widths.map((width, k) =>
    k === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [padded(head), join(rule), ...lines.map(padded)].join('\n');
}

// The tables of README.md, made of the files in results/, so that no figure is typed by hand.

import { tableOf, whereLine } from './markdown.ts';
import { readmeGroups } from './readme-groups.ts';
import type { Results } from './results.ts';
import { significant } from './report.ts';
import type { Row } from './row.ts';

/** What stands between the marks, for the file that the first mark names. */
const tables: RegExp =
  /(<!-- table of results\/(?<file>[\w.-]+\.json) -->\n)(?<table>.*?)(<!-- end of table -->)/gs;

/** The page with each table written anew. */
export function writeTables(page: string, read: (file: string) => Results): string {
  return page.replaceAll(tables, (...[, start, file, , end]: string[]) =>
    [start, '\n', tablesOf(read(file as string)), '\n', end].join(''),
  );
}

function tablesOf(results: Results): string {
  const isGrouped = results.rows.some(({ group }) => group !== undefined);
  return isGrouped ? readmeGroups(results) : readmeTable(results);
}

/** Where the rows are from, and one line for each workload: our figures, then the peers' divided by ours. */
export function readmeTable(results: Results): string {
  const { rows } = results;
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
  return [whereLine(results), '', tableOf(head, lines), ''].join('\n');
}

function ratiosOf(row: Row | undefined): [string, string] {
  if (row === undefined) return ['', ''];
  if (row.status !== 'timed') return [row.status, ''];
  const { single, chained } = row;
  return [significant(single?.ratio?.value), significant(chained?.ratio?.value) || 'noise'];
}

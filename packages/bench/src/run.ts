// One workload after the other, told as they are found.

import type { Arena } from './backends.ts';
import type { CompareOptions } from './compare.ts';
import { graphicsLines, machineLine, roofLine, tableHead, tableLine } from './report.ts';
import type { Machine } from './machine.ts';
import type { Row } from './row.ts';
import type { Workload } from './workloads.ts';

export interface Plan extends CompareOptions {
  readonly workloads: readonly Workload[];
}

/** @param keep  called with all rows so far after each workload, so that a run which is cut short leaves something */
export async function runWorkloads(
  arena: Arena,
  plan: Plan,
  machine: Machine,
  keep: (rows: readonly Row[]) => void,
): Promise<readonly Row[]> {
  const { graphics, host } = arena;
  const kind = host === undefined ? 'chains' : 'calls';
  console.log(machineLine(host?.machine ?? machine));
  if (host !== undefined) console.log(roofLine(host.roof));
  if (graphics !== null) console.log(graphicsLines(graphics));
  console.log(`\n${tableHead(kind)}`);
  const rows: Row[] = [];
  for (const workload of plan.workloads) {
    const found = await arena.compare(workload, plan);
    for (const row of found) console.log(tableLine(row, kind));
    rows.push(...found);
    keep(rows);
  }
  return rows;
}

/** Whether a row is a failure of the run: somebody's numbers are wrong, or ours are not there. */
export function isFailure({ status, contender }: Row): boolean {
  return (
    status === 'different result' || (status === 'failed' && contender.startsWith('@gatefold/'))
  );
}

// The command: see README.md.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describeMachine } from './machine.ts';
import { type BenchOptions, benchUsage, parseBenchOptions } from './options.ts';
import { machineLine, startsTable } from './report.ts';
import { addTo, commitOf, type Results, stringifyResults } from './results.ts';
import type { Row } from './row.ts';
import { isFailure, runWorkloads } from './run.ts';
import { runCommand } from './run-command.ts';
import { runStarts } from './starts/run-starts.ts';

await runCommand({ usage: benchUsage, parse: parseBenchOptions, run: bench });

/** @returns the exit code */
async function bench(options: BenchOptions): Promise<number> {
  const machine = describeMachine();
  let results: Results = {
    ...{ format: 'gatefold-bench/1', date: new Date().toISOString() },
    commit: commitOf(import.meta.dirname),
    ...{ machine, graphics: null, suite: [], rows: [] },
  };
  const keep = (found: Partial<Results>): void => {
    results = { ...results, ...found };
    write(results, options);
  };
  const rows: Row[] = [];
  for (const group of options.groups) {
    const { title, workloads } = group;
    if (options.groups.length > 1) console.log(`\n${title}\n`);
    await using arena = await group.open();
    const { graphics, host } = arena;
    const roofs = host ? { ...results.roofs, [host.machine.node]: host.roof } : results.roofs;
    const about = { graphics, ...(roofs === undefined ? {} : { roofs }) };
    const plan = { ...options, workloads };
    const found = await runWorkloads(arena, plan, machine, (some) =>
      keep({ ...about, rows: [...rows, ...some] }),
    );
    rows.push(...found);
  }
  if (options.starts) {
    console.log('\nFrom nothing to the first answer, each in processes of its own\n');
    keep({ starts: await runStarts(options) });
    console.log(startsTable(results.starts ?? []));
  }
  console.log(`\n${machineLine(describeMachine())}`);
  return rows.some(isFailure) ? 1 : 0;
}

function write(results: Results, { json, add }: BenchOptions): void {
  const file = json ?? add;
  if (file === undefined) return;
  const old = add !== undefined && existsSync(add) ? readFileSync(add, 'utf8') : null;
  const whole = old === null ? results : addTo(JSON.parse(old) as Results, results);
  writeFileSync(file, stringifyResults(whole));
}

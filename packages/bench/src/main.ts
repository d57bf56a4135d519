// The command: see README.md.

import { writeFileSync } from 'node:fs';
import { describeMachine } from './machine.ts';
import { type BenchOptions, benchUsage, parseBenchOptions } from './options.ts';
import { machineLine } from './report.ts';
import { commitOf, stringifyResults } from './results.ts';
import { isFailure, runWorkloads } from './run.ts';
import { runCommand } from './run-command.ts';

await runCommand({ usage: benchUsage, parse: parseBenchOptions, run: bench });

/** @returns the exit code */
async function bench(options: BenchOptions): Promise<number> {
  const date = new Date().toISOString();
  const machine = describeMachine();
  await using arena = await options.open();
  const { graphics } = arena;
  const commit = commitOf(import.meta.dirname);
  const rows = await runWorkloads(arena, options, machine, (found) => {
    if (options.json === undefined) return;
    const head = { format: 'gatefold-bench/1', date, commit, machine, graphics } as const;
    writeFileSync(options.json, stringifyResults({ ...head, suite: [], rows: found }));
  });
  console.log(`\n${machineLine(describeMachine())}`);
  return rows.some(isFailure) ? 1 : 0;
}

// The command: see README.md.

import { writeFileSync } from 'node:fs';
import type { Row } from './compare.ts';
import { describeMachine } from './machine.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { jsonRows, machineLine, tableHead, tableLine } from './report.ts';

const chosen = readOptions();
if (chosen === 'help') console.log(usage);
else if (chosen !== null) await bench(chosen);

function readOptions(): Options | 'help' | null {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exitCode = 2;
    return null;
  }
}

async function bench(options: Options): Promise<void> {
  const started = new Date();
  const machine = describeMachine();
  await using arena = await options.open();
  const { renderer } = arena;
  console.log(machineLine(machine));
  if (renderer !== null) console.log(`renderer: ${renderer}`);
  console.log(`\n${tableHead()}`);
  const rows: Row[] = [];
  for (const workload of options.workloads) {
    const found = await arena.compare(workload, options);
    for (const row of found) console.log(tableLine(row));
    rows.push(...found);
  }
  console.log(`\n${machineLine(describeMachine())}`);
  if (options.json !== undefined)
    writeFileSync(options.json, jsonRows(rows, { ...machine, renderer }, started));
  if (rows.some(({ status }) => status === 'different result')) process.exitCode = 1;
}

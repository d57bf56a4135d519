// The command: see README.md.

import { writeFileSync } from 'node:fs';
import { compare, type Row } from './compare.ts';
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
  console.log(`${machineLine(machine)}\n\n${tableHead()}`);
  const field = await options.field();
  const rows: Row[] = [];
  for (const workload of options.workloads) {
    const found = await compare(workload, field, options);
    for (const row of found) console.log(tableLine(row));
    rows.push(...found);
  }
  console.log(`\n${machineLine(describeMachine())}`);
  if (options.json !== undefined) writeFileSync(options.json, jsonRows(rows, machine, started));
  if (rows.some(({ status }) => status === 'different result')) process.exitCode = 1;
}

// The command: see README.md.

import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { backends } from './backends.ts';
import { compare, type Row } from './compare.ts';
import { describeMachine } from './machine.ts';
import { jsonRows, machineLine, tableHead, tableLine } from './report.ts';
import { workloads } from './workloads.ts';

const usage = `usage: pnpm bench [options]

  --backend NAME   which of our backends: ${Object.keys(backends).join(', ')} (default cpu)
  --only TEXT      workloads whose name contains TEXT; may be repeated
  --rounds N       rounds in which each contender runs once (default 15)
  --seed N         of weights, inputs and order (default 1)
  --json FILE      also write the rows to FILE
  --help

workloads: ${workloads.map(({ name }) => name).join(', ')}`;

const options = readOptions();
const started = new Date();
const machine = describeMachine();
console.log(`${machineLine(machine)}\n\n${tableHead()}`);
const field = await options.load();
const rows: Row[] = [];
for (const workload of options.workloads) {
  const found = await compare(workload, field, options);
  for (const row of found) console.log(tableLine(row));
  rows.push(...found);
}
console.log(`\n${machineLine(describeMachine())}`);
if (options.json !== undefined) writeFileSync(options.json, jsonRows(rows, machine, started));
if (rows.some(({ status }) => status === 'different result')) process.exitCode = 1;

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        backend: { type: 'string', default: 'cpu' },
        only: { type: 'string', multiple: true, default: [] },
        rounds: { type: 'string', default: '15' },
        seed: { type: 'string', default: '1' },
        json: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    const load = Object.hasOwn(backends, values.backend) ? backends[values.backend] : undefined;
    if (load === undefined) throw new Error(`--backend: unknown, got ${values.backend}`);
    const chosen = workloads.filter(
      ({ name }) => values.only.length === 0 || values.only.some((text) => name.includes(text)),
    );
    if (chosen.length === 0) throw new Error(`--only: no workload has ${values.only.join(', ')}`);
    return {
      load,
      workloads: chosen,
      rounds: wholeNumber('--rounds', values.rounds, 1),
      mostWarmUpMs: 5000,
      seed: wholeNumber('--seed', values.seed, 0),
      json: values.json,
    };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exit(2);
  }
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (text !== '' && Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(`${option}: must be a whole number of at least ${least}, got '${text}'`);
}

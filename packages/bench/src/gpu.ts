// pnpm gpu: the suite and the benchmark of every backend that draws, on this computer's own GPU, into one file.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { backends, gpuBackends, type Group } from './backends.ts';
import { describeMachine } from './machine.ts';
import { type GpuOptions, gpuUsage, parseGpuOptions } from './options.ts';
import { commitOf, type Results, resultsName, stringifyResults } from './results.ts';
import type { Row } from './row.ts';
import { isFailure, runWorkloads } from './run.ts';
import { runCommand } from './run-command.ts';
import { runSuite, type SuiteRun } from './suite.ts';

const folder = join(import.meta.dirname, '..');

await runCommand({ usage: gpuUsage, parse: parseGpuOptions, run: runGpu });

/** @returns the exit code */
async function runGpu(options: GpuOptions): Promise<number> {
  const date = new Date().toISOString();
  const machine = describeMachine();
  const suite: SuiteRun[] = [];
  const rows: Row[] = [];
  let file = options.json;
  for (const backend of gpuBackends) {
    // Opened first: a driver that is not there is said at once.
    const [group] = backends[backend] as readonly [Group];
    await using arena = await group.open(options);
    const { graphics } = arena;
    file ??= join(folder, 'results', `${resultsName({ date, graphics })}.json`);
    const save = (found: readonly Row[]): void => {
      const head = { format: 'gatefold-bench/1', date, commit: commitOf(folder) } as const;
      const results: Results = { ...head, machine, graphics, suite, rows: [...rows, ...found] };
      mkdirSync(dirname(file as string), { recursive: true });
      writeFileSync(file as string, stringifyResults(results));
    };
    if (options.part !== 'bench') {
      console.log(`the suite on ${backend}`);
      suite.push(await runSuite(backend, options));
      console.log(suiteLine(suite.at(-1) as SuiteRun));
      save([]);
    }
    if (options.part !== 'suite') rows.push(...(await runWorkloads(arena, options, machine, save)));
  }
  console.log(`\nwrote ${file}`);
  console.log('Please send it: in a pull request that adds it, or attached to an issue.');
  return suite.some(({ failures }) => failures.length > 0) || rows.some(isFailure) ? 1 : 0;
}

function suiteLine({ backend, seconds, counts, failures }: SuiteRun): string {
  const told = Object.entries(counts).flatMap(([status, n]) => (n > 0 ? `${n} ${status}` : []));
  const failed = failures.map(({ id, message }) => `\n  ${id}: ${message.split('\n')[0]}`);
  return `${backend}: ${told.join(', ')} in ${seconds} s${failed.join('')}\n`;
}

// pnpm gpu: the suite and the benchmark of every backend that draws, on this computer's own GPU, into a file for each.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { backends, type Group } from './backends.ts';
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
  const files: string[] = [];
  let failed = false;
  for (const [backend, workloads] of options.backends) {
    const suite: SuiteRun[] = [];
    // Opened first: a driver that is not there is said at once.
    const [group] = backends[backend] as readonly [Group];
    await using arena = await group.open(options);
    const { graphics } = arena;
    const file =
      options.json ?? join(folder, 'results', `${resultsName({ date, graphics }, backend)}.json`);
    const save = (found: readonly Row[]): void => {
      const head = { format: 'gatefold-bench/1', date, commit: commitOf(folder) } as const;
      const results: Results = { ...head, machine, graphics, suite, rows: found };
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, stringifyResults(results));
    };
    if (options.part !== 'bench') {
      console.log(`the suite on ${backend}`);
      suite.push(await runSuite(backend, options));
      console.log(suiteLine(suite.at(-1) as SuiteRun));
      save([]);
    }
    const plan = { ...options, workloads };
    const rows = options.part === 'suite' ? [] : await runWorkloads(arena, plan, machine, save);
    files.push(file);
    failed ||= suite.some(({ failures }) => failures.length > 0) || rows.some(isFailure);
  }
  console.log(`\nwrote ${files.join(' and ')}`);
  console.log('Please send it: in a pull request that adds it, or attached to an issue.');
  return failed ? 1 : 0;
}

function suiteLine({ backend, seconds, counts, failures }: SuiteRun): string {
  const told = Object.entries(counts).flatMap(([status, n]) => (n > 0 ? `${n} ${status}` : []));
  const failed = failures.map(({ id, message }) => `\n  ${id}: ${message.split('\n')[0]}`);
  return `${backend}: ${told.join(', ')} in ${seconds} s${failed.join('')}\n`;
}

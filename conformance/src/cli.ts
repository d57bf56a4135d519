#!/usr/bin/env node
// gatefold-conformance: exit code 0 conformant, 1 failures or a level not granted, 2 the suite could not run.

import { createRequire } from 'node:module';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type Level, levels } from './case.ts';
import { HarnessError, loadBackend } from './load-backend.ts';
import {
  type Counterexample,
  readCounterexample,
  readCounterexamples,
  saveCounterexample,
} from './counterexample.ts';
import { mutants } from './mutants/catalogue.ts';
import { defaultRuns, defaultSeed, type Report, runSuite, selectCases } from './run-suite.ts';
import { complaints, selfCheck, selfCheckRuns } from './self-check.ts';
import { formatSelfCheck } from './self-check-report.ts';
import { failures, formatReport, progressLine } from './terminal-report.ts';

interface RunFlags {
  readonly level?: Level[];
  readonly only?: string;
  readonly seed: number | 'random';
  readonly runs: number;
  readonly path?: string;
  readonly replay?: string;
  readonly counterexamples?: string;
  readonly diagnosis: boolean;
}

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

const levelOption = new Option('--level <levels...>', 'only these levels').choices(levels);
const onlyOption = new Option(
  '--only <id>',
  'only cases with this id; * stands for any part of it',
);

const program = new Command('gatefold-conformance')
  .description('Proves a backend for recurrent layers right, or says where it is not.')
  .version(version)
  .exitOverride()
  .showHelpAfterError();

program
  .command('run')
  .description('run the suite on a backend')
  .argument(
    '<module>',
    'path or package whose default export is a Backend, or makes one; or mutant:<id>, to see a run fail',
  )
  .addOption(levelOption)
  .addOption(onlyOption)
  .option('--seed <number>', "seed of every random choice, or 'random'", readSeed, defaultSeed)
  .option('--runs <number>', 'examples for each law', readCount, defaultRuns)
  .option('--path <path>', 'the one example that a law failed on, as its message says')
  .option('--replay <file>', 'a counterexample that was saved, before any is drawn')
  .option(
    '--counterexamples <folder>',
    'replay those in the folder before any is drawn, and save new ones there',
  )
  .option('--no-diagnosis', 'do not compare failures with the mutants')
  .action(run);

program
  .command('list')
  .description('list the cases: id, levels, clauses and what each says')
  .addOption(levelOption)
  .addOption(onlyOption)
  .action(({ level, only }: Pick<RunFlags, 'level' | 'only'>) => {
    for (const { id, levels: of, title } of chosenCases({ level, only })) {
      console.log(`${id}  [${of.join(' ')}]  ${title}`);
    }
  });

program
  .command('self-check')
  .description('run the mutants: each must fail a case of the clause that it breaks')
  .option('--full', 'try every case on every mutant, and count all that fail')
  .option('--seed <number>', 'seed of every random choice', readSeed, defaultSeed)
  .option('--runs <number>', 'examples for each law', readCount, selfCheckRuns)
  .action(checkSelf);

async function run(specifier: string, flags: RunFlags): Promise<void> {
  const { level, only, runs, path, counterexamples, diagnosis } = flags;
  chosenCases({ level, only });
  const seed = flags.seed === 'random' ? Math.floor(Math.random() * 2 ** 31) : flags.seed;
  const saved = savedExamples(flags);
  const backend = specifier.startsWith('mutant:')
    ? makeMutant(specifier.slice('mutant:'.length))
    : await loadBackend(specifier);
  const report = await runSuite(backend, {
    ...selection({ level, only }),
    ...(path === undefined ? {} : { path }),
    seed,
    runs,
    saved,
    diagnosis,
    onResult: progressLine(process.stderr),
  });
  if (!backend.disposed) backend.dispose();
  console.log(formatReport(report, specifier));
  if (counterexamples !== undefined) saveNew(report, counterexamples);
  const refused = level?.some((name) => report.granted[name] === false) ?? false;
  process.exitCode = failures(report).length > 0 || refused ? 1 : 0;
}

async function checkSelf({ full, seed, runs }: RunFlags & { full?: true }): Promise<void> {
  const checked = await selfCheck({
    seed: seed as number,
    runs,
    full: full ?? false,
    onVerdict: progressLine(process.stderr),
  });
  console.log(formatSelfCheck(checked));
  process.exitCode = complaints(checked).length > 0 ? 1 : 0;
}

function makeMutant(id: string): ReturnType<(typeof mutants)[number]['make']> {
  const mutant = mutants.find((one) => one.id === id);
  if (mutant === undefined) {
    throw new HarnessError(`there is no mutant ${id}; gatefold-conformance self-check lists them`);
  }
  return mutant.make();
}

function savedExamples({ replay, counterexamples }: RunFlags): Counterexample[] {
  try {
    return [
      ...(replay === undefined ? [] : [readCounterexample(replay)]),
      ...(counterexamples === undefined ? [] : readCounterexamples(counterexamples)),
    ];
  } catch (error) {
    throw new HarnessError(`a counterexample could not be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function saveNew({ results }: Report, folder: string): void {
  for (const { title, message, failure } of results) {
    // Without a path it came from a file.
    if (failure?.path === undefined) continue;
    const { seed, path, shrunk } = failure;
    console.log(`saved ${saveCounterexample(folder, shrunk, { title, message, seed, path })}`);
  }
}

type Selection = { level?: Level[] | undefined; only?: string | undefined };

function selection({ level, only }: Selection): { levels?: Level[]; only?: string } {
  return {
    ...(level === undefined ? {} : { levels: level }),
    ...(only === undefined ? {} : { only }),
  };
}

function chosenCases(chosen: Selection): ReturnType<typeof selectCases> {
  const found = selectCases(selection(chosen));
  if (found.length === 0) {
    throw new HarnessError(`no case matches; gatefold-conformance list shows the ids`);
  }
  return found;
}

function readSeed(text: string): number | 'random' {
  if (text === 'random') return text;
  const seed = Number(text);
  if (Number.isSafeInteger(seed) && text.trim() !== '') return seed;
  throw new InvalidArgumentError("must be a whole number or 'random'.");
}

function readCount(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new InvalidArgumentError('must be a whole number of at least 1.');
}

try {
  await program.parseAsync();
} catch (error) {
  // commander has printed its own message, and its help and version end with exit code 0.
  const { exitCode } = error as { exitCode?: number };
  if (exitCode === undefined) {
    console.error(error instanceof HarnessError ? `gatefold-conformance: ${error.message}` : error);
  }
  process.exitCode = exitCode === 0 ? 0 : 2;
}

#!/usr/bin/env node
// gatefold-conformance: exit code 0 conformant, 1 failures or a level not granted, 2 the suite could not run.

import { createRequire } from 'node:module';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type Level, levels } from './case.ts';
import { HarnessError, loadBackend } from './load-backend.ts';
import { defaultRuns, defaultSeed, runSuite, selectCases } from './run-suite.ts';
import { failures, formatReport, progressLine } from './terminal-report.ts';

interface RunFlags {
  readonly level?: Level[];
  readonly only?: string;
  readonly seed: number | 'random';
  readonly runs: number;
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
  .argument('<module>', 'path or package whose default export is a Backend, or makes one')
  .addOption(levelOption)
  .addOption(onlyOption)
  .option('--seed <number>', "seed of every random choice, or 'random'", readSeed, defaultSeed)
  .option('--runs <number>', 'examples for each law', readCount, defaultRuns)
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

async function run(specifier: string, flags: RunFlags): Promise<void> {
  const { level, only, runs } = flags;
  chosenCases({ level, only });
  const seed = flags.seed === 'random' ? Math.floor(Math.random() * 2 ** 31) : flags.seed;
  const backend = await loadBackend(specifier);
  const report = await runSuite(backend, {
    ...selection({ level, only }),
    seed,
    runs,
    onResult: progressLine(process.stderr),
  });
  if (!backend.disposed) backend.dispose();
  console.log(formatReport(report, specifier));
  const refused = level?.some((name) => report.granted[name] === false) ?? false;
  process.exitCode = failures(report).length > 0 || refused ? 1 : 0;
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

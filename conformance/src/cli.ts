#!/usr/bin/env node
// gatefold-conformance: exit code 0 conformant, 1 failures or a level not granted, 2 the suite could not run.

import { Command, CommanderError, Option } from 'commander';
import { driverNames } from './browser/drivers.ts';
import { diff } from './commands/diff.ts';
import { explain } from './commands/explain.ts';
import { init } from './commands/init.ts';
import { list } from './commands/list.ts';
import { merge } from './commands/merge.ts';
import {
  levelOption,
  onlyOption,
  readCount,
  readEngine,
  readSeconds,
  readSeed,
  readShard,
} from './commands/options.ts';
import { run, type RunFlags } from './commands/run.ts';
import { checkSelf } from './commands/self-check.ts';
import { reportNames } from './commands/write-reports.ts';
import { HarnessError } from './harness-error.ts';
import { messageOf } from './message-of.ts';
import { endAll } from './on-signal.ts';
import { githubCommands } from './report/github.ts';
import { plainText } from './report/text.ts';
import { defaultRuns, defaultSeed } from './run-on.ts';
import { selfCheckRuns } from './self-check.ts';
import { stackLines, stackOf } from './stack.ts';
import { version } from './version.ts';

const reportOption = new Option('--report <formats...>', 'what to write')
  .choices(reportNames)
  .default(['terminal']);
const outOption = new Option(
  '--out <path>',
  'where reports that are files go: a file for one, a folder for several',
);

const name = 'gatefold-conformance';
const program = new Command(name)
  .description('Proves a backend for recurrent layers right, or says where it is not.')
  .version(version)
  .exitOverride()
  .showHelpAfterError();

program
  .command('run')
  .description('run the suite on a backend')
  .argument(
    '[module]',
    'path or package whose default export is a Backend, or makes one; or mutant:<id>, to see a run fail',
  )
  .optionsGroup('Where the backend is:')
  .option('--exec <command>', 'a program in any language that speaks JSON lines on stdio')
  .addOption(
    new Option(
      '--browser [engine]',
      'bundle the module with the suite and run both in a browser that nobody sees: chromium, or firefox',
    )
      .preset('chromium')
      .argParser(readEngine),
  )
  .option('--headed', 'in a browser with a window, on the GPU of this machine')
  .addOption(
    new Option('--driver <name>', 'what draws in Chromium: two in software, or the GPU').choices(
      driverNames,
    ),
  )
  .option('--gpu', 'short for --driver gpu')
  .option('--url', 'in whatever browser of this machine opens the address that is printed')
  .option(
    '--host <address>',
    'with --url, for other machines: listen there, or on all with 0.0.0.0',
  )
  .option('--timeout <seconds>', 'how long a case may take, or with --exec a call', readSeconds, 60)
  .option(
    '--workers <number>',
    'processes that share the cases, each with a backend of its own: 2 for a module unless given, and 1 for cases that --only names, which may need one another',
    readCount,
  )
  .optionsGroup('What is run:')
  .addOption(levelOption)
  .addOption(onlyOption)
  .option('--known <file>', 'failures that are expected, each with a reason; strict both ways')
  .option('--shard <i/n>', 'the ith of n parts; merge puts their reports together', readShard)
  .option(
    '--seed <number>',
    'of every random choice; a fresh one unless given, or with --shard the date',
    readSeed,
  )
  .option('--runs <number>', 'examples for each law', readCount, defaultRuns)
  .option(
    '--time-budget <seconds>',
    'for the laws together: each tries one example, and more while its share lasts',
    readSeconds,
  )
  .option('--path <path>', 'the one example that a law failed on, as its message says')
  .option('--replay <file>', 'a counterexample that was saved, before any is drawn')
  .option(
    '--counterexamples <folder>',
    'replay those in the folder before any is drawn, and save new ones there',
  )
  .option('--no-diagnosis', 'do not compare failures with the mutants')
  .optionsGroup('What is told:')
  .addOption(reportOption)
  .addOption(outOption)
  .action(async (specifier: string | undefined, flags: RunFlags) => {
    process.exitCode = await run(specifier, flags);
  });

program
  .command('list')
  .description('list the cases: id, levels, clauses and what each says')
  .addOption(levelOption)
  .addOption(onlyOption)
  .option(
    '--covering [module]',
    'the calls of the laws over sizes and pairs in place of the cases: those of what a backend claims, or all',
  )
  .option('--seed <number>', 'seed of the covering', readSeed, defaultSeed)
  .option('--json', 'as JSON')
  .action(list);

program
  .command('explain')
  .description('say what a case tries: clauses, inputs, what is expected and how near')
  .argument('<id>', 'a case, as list shows it')
  .action(explain);

program
  .command('self-check')
  .description('run the mutants: each must fail a case of the clause that it breaks')
  .option('--full', 'look for a second case that kills each mutant, and list those that have none')
  .option('--markdown', 'print the page of all mutants, and what kills each')
  .option('--seed <number>', 'seed of every random choice', readSeed, defaultSeed)
  .option('--runs <number>', 'examples for each law', readCount, selfCheckRuns)
  .action(async (flags: Parameters<typeof checkSelf>[0]) => {
    process.exitCode = await checkSelf(flags);
  });

program
  .command('init')
  .description('write a small backend and its five-line test, to start from')
  .argument('[folder]', 'where; here unless given')
  .action(init);

program
  .command('diff')
  .description('say what changed from one JSON report to another; exit code 1 when it got worse')
  .argument('<before>', 'a JSON report')
  .argument('<after>', 'a later one')
  .action((before: string, after: string) => {
    process.exitCode = diff(before, after);
  });

program
  .command('merge')
  .description('make one report of the JSON reports of all shards')
  .argument('<reports...>', 'one for each shard, or folders that hold nothing else')
  .addOption(reportOption)
  .addOption(outOption)
  .action((files: string[], flags: Pick<RunFlags, 'report' | 'out'>) => {
    process.exitCode = merge(files, flags);
  });

// Something of the suite's own that nobody waited for, or an output that takes no more.
process.on('uncaughtException', (error) => {
  console.error(complaintOf(error));
  endAll(() => process.exit(2));
});
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', ({ message }: Error) => {
    if (stream === process.stdout) console.error(`${name}: could not print: ${message}`);
    endAll(() => process.exit(2));
  });
}

try {
  await program.parseAsync();
} catch (error) {
  // commander has printed its own message, and its help and version end with exit code 0.
  const isTold = error instanceof CommanderError;
  if (!isTold) console.error(complaintOf(error));
  process.exitCode = isTold && error.exitCode === 0 ? 0 : 2;
}

/** A sentence; in GitHub Actions an annotation, so that it stands on the pull request. */
function complaintOf(error: unknown): string {
  const message = error instanceof HarnessError ? error.message : faultOf(error);
  return process.env['GITHUB_ACTIONS'] === 'true'
    ? githubCommands([{ title: name, message }])
    : `${name}: ${plainText(message)}`;
}

/** What is no verdict on anything but the suite itself. */
function faultOf(error: unknown): string {
  const [at = 'somewhere'] = stackLines(stackOf(error));
  return `the suite itself went wrong: ${messageOf(error)}, ${at}; please tell https://github.com/gatefold/gatefold/issues`;
}

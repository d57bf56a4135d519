// gatefold-conformance run

import { browserHost, type EngineName } from '../browser/browser-host.ts';
import type { DriverName } from '../browser/drivers.ts';
import type { Counterexample } from '../counterexample.ts';
import {
  readCounterexample,
  readCounterexamples,
  saveCounterexample,
} from '../counterexample-file.ts';
import { execHost } from '../exec/exec-host.ts';
import { HarnessError } from '../harness-error.ts';
import type { Host } from '../hosts/host.ts';
import { closeAll, severalHosts } from '../hosts/several-hosts.ts';
import { localHost } from '../hosts/local-host.ts';
import { workerHost } from '../hosts/worker-host.ts';
import { readKnownFailures } from '../read-known-failures.ts';
import { mutants } from '../mutants/catalogue.ts';
import { type Progress, showProgress } from '../progress.ts';
import { failuresOf, type Report } from '../report/report.ts';
import { freshSeed, runOn, seedOfDay } from '../run-on.ts';
import { chosenCases, type SelectionFlags, selectionOf } from './options.ts';
import { planReports, type ReportName } from './write-reports.ts';

export interface RunFlags extends SelectionFlags {
  readonly exec?: string;
  readonly browser?: EngineName;
  readonly headed?: true;
  readonly gpu?: true;
  readonly driver?: DriverName;
  readonly url?: true;
  readonly host?: string;
  /** Seconds. */
  readonly timeout: number;
  /** Processes that share the cases; see {@link workersFor}. */
  readonly workers?: number;
  readonly known?: string;
  /** A fresh one unless given. */
  readonly seed?: number;
  readonly runs: number;
  readonly timeBudget?: number;
  readonly path?: string;
  readonly replay?: string;
  readonly counterexamples?: string;
  readonly diagnosis: boolean;
  readonly report: readonly ReportName[];
  readonly out?: string;
}

/** @returns the exit code: 1 for a failure, or a level that was asked for and not granted */
export async function run(specifier: string | undefined, flags: RunFlags): Promise<number> {
  checkWays(specifier, flags);
  const { level, shard, runs, timeBudget, path, counterexamples, diagnosis } = flags;
  // Shards must draw alike, wherever they run.
  const { seed = shard === undefined ? freshSeed() : seedOfDay() } = flags;
  const { length: count } = chosenCases(flags);
  if (count === 0) throw new HarnessError('--shard: there are fewer cases');
  const saved = savedExamples(flags);
  const known = flags.known === undefined ? [] : readKnownFailures(flags.known);
  const write = planReports(flags.report, flags.out);
  const progress = showProgress(process.stderr);
  let report: Report;
  try {
    const workers = Math.min(workersFor(specifier, flags), count);
    const hosts = await severalHosts(workers, () => hostOf(specifier ?? '', flags, progress));
    try {
      // Whatever becomes of the run, it can be repeated.
      if (flags.seed === undefined) {
        progress.end();
        console.error(`seed ${seed}; --seed ${seed} draws the same again`);
      }
      report = await runOn(hosts, {
        ...selectionOf(flags),
        ...(path === undefined ? {} : { path }),
        ...(timeBudget === undefined ? {} : { timeBudget }),
        seed,
        runs,
        saved,
        known,
        diagnosis,
        onResult: progress.step,
      });
    } finally {
      await closeAll(hosts);
    }
  } finally {
    progress.end();
  }
  write(report);
  if (counterexamples !== undefined) saveNew(report, counterexamples);
  const refused = level?.some((name) => report.granted[name] === false) ?? false;
  return failuresOf(report.results).length > 0 || refused ? 1 : 0;
}

/**
 * How many processes share the cases, where nobody has said it. A program of another language may hold a device alone;
 * and cases that are named may need one another.
 */
function workersFor(
  specifier: string | undefined,
  { workers, exec, browser, only }: RunFlags,
): number {
  if (workers !== undefined) return workers;
  const isAlone = exec !== undefined || browser !== undefined || isMutant(specifier);
  return isAlone || only !== undefined ? 1 : 2;
}

function isMutant(specifier = ''): boolean {
  return specifier.startsWith('mutant:');
}

/** Refuses flags that would be ignored. */
function checkWays(specifier: string | undefined, flags: RunFlags): void {
  const { exec, browser, headed, gpu, driver, url, host, workers } = flags;
  if ((specifier === undefined) === (exec === undefined)) {
    throw new HarnessError('run: must be given a module, or --exec with a command, and not both');
  }
  if (exec !== undefined && browser !== undefined)
    throw new HarnessError('--browser: needs a module, got --exec');
  for (const [name, flag] of Object.entries({ headed, gpu, driver, url })) {
    if (flag && browser === undefined) throw new HarnessError(`--${name}: needs --browser`);
  }
  if (workers !== undefined && (browser !== undefined || isMutant(specifier))) {
    throw new HarnessError(
      `--workers: are processes that a module or a program runs in, got ${browser === undefined ? 'a mutant' : '--browser'}; leave it out`,
    );
  }
  if (host !== undefined && !url) throw new HarnessError('--host: needs --url');
  if (browser === 'firefox' && (gpu || driver !== undefined)) {
    throw new HarnessError(
      `--${gpu ? 'gpu' : 'driver'}: chooses what draws in Chromium; Firefox draws with Mesa, in software, and with --headed as its display has it`,
    );
  }
  if (browser === 'firefox' && url) {
    throw new HarnessError(
      '--url: starts no browser; open the address in Firefox, with --browser alone',
    );
  }
  if (url && (headed || gpu || driver)) {
    throw new HarnessError(
      '--url: starts no browser, so --headed, --gpu and --driver have no meaning',
    );
  }
  if (gpu && driver !== undefined && driver !== 'gpu') {
    throw new HarnessError(`--gpu: is short for --driver gpu, got --driver ${driver} too`);
  }
}

async function hostOf(specifier: string, flags: RunFlags, progress: Progress): Promise<Host> {
  const timeout = flags.timeout * 1000;
  const { exec, browser, headed = false, url = false, host } = flags;
  const driver = flags.gpu ? 'gpu' : flags.driver;
  if (exec !== undefined) {
    progress.wait(`starting ${exec}`);
    return execHost(exec, timeout);
  }
  if (isMutant(specifier)) {
    const make = makerOf(specifier.slice('mutant:'.length));
    return localHost(make(), 'module', specifier, async () => make());
  }
  if (browser === undefined) {
    progress.wait(`starting ${specifier}`);
    return workerHost(specifier, timeout);
  }
  progress.wait(`bundling ${specifier}`);
  const announce = (addresses: readonly string[]): void => {
    progress.end();
    console.error(
      `open ${addresses.join(' or ')} in the browser to be tried, and open it again should the page hang; whoever has the address can answer for the backend`,
    );
  };
  return browserHost(specifier, {
    engine: browser,
    timeout,
    headed,
    ...(driver === undefined ? {} : { driver }),
    ...(url ? { announce } : {}),
    ...(host === undefined ? {} : { host }),
  });
}

function makerOf(id: string): (typeof mutants)[number]['make'] {
  const mutant = mutants.find((one) => one.id === id);
  if (mutant === undefined) {
    throw new HarnessError(`there is no mutant ${id}; gatefold-conformance self-check lists them`);
  }
  return () => mutant.make();
}

function savedExamples({ replay, counterexamples }: RunFlags): Counterexample[] {
  return [
    ...(replay === undefined ? [] : [readCounterexample(replay)]),
    ...(counterexamples === undefined ? [] : readCounterexamples(counterexamples)),
  ];
}

function saveNew({ results }: Report, folder: string): void {
  for (const { title, message, failure } of results) {
    // Without a path it came from a file.
    if (failure?.path === undefined) continue;
    const { seed, path, shrunk, program } = failure;
    const file = saveCounterexample(folder, shrunk, { title, message, seed, path, program });
    console.error(`saved ${file}`);
  }
}

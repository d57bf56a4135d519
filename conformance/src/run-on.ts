// Runs the cases that were chosen, one after another, and says what came of each and which levels that grants.

import { cases } from './cases.ts';
import { backendEndCase } from './cases/backend-end.ts';
import type { Counterexample } from './counterexample.ts';
import { timeFor } from './diagnosis/budget.ts';
import { runToExplain } from './diagnosis/told.ts';
import { HarnessError } from './harness-error.ts';
import type { Host } from './hosts/host.ts';
import { entriesFor, expectUsed, judged } from './known-failures.ts';
import type { LabSettings } from './lab.ts';
import { judgeLevels } from './report/levels.ts';
import type { CaseResult, KnownFailure, Report, Selection } from './report/report.ts';
import { now } from './now.ts';
import { selectCases } from './selection.ts';
import { unlessStopped } from './unless-stopped.ts';
import { version } from './version.ts';

export interface SuiteOptions extends Selection {
  /** For every random choice; the same seed draws the same numbers. */
  readonly seed?: number;
  /** Examples for each law. */
  readonly runs?: number;
  /** Seconds for the laws together: each tries at least one example, and stops drawing when its share is spent. */
  readonly timeBudget?: number;
  /** Where a law failed, as its message says: that example alone is tried. */
  readonly path?: string;
  /** Counterexamples of other days: each law tries its own before it draws any. */
  readonly saved?: readonly Counterexample[];
  /** What is expected to fail. */
  readonly known?: readonly KnownFailure[];
  /** Whether it is sought what failures have in common and which known mistake they look like; true unless set. */
  readonly diagnosis?: boolean;
  readonly onResult?: (result: CaseResult, index: number, total: number) => void;
  /** Stops the run at once: the report then holds the cases before that, and grants nothing. */
  readonly signal?: AbortSignal;
}

export const defaultSeed = 20260701;
export const defaultRuns = 100;

/** Another seed each time: numbers that are known beforehand can be known by heart. */
export function freshSeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}

/** A seed that all know alike on one day: its date, as 20261224, in Greenwich. */
export function seedOfDay(): number {
  return Number(new Date().toISOString().slice(0, 10).replaceAll('-', ''));
}

/** The case that disposes of the backend. */
const lastCase = backendEndCase.id;

/** Outages in a row, or hangs in all, of which each takes as long as a case may, after which nothing more is to be learned. */
const mostOutages = 25;

/** Runs the suite wherever the backend is. */
export async function runOn(host: Host, options: SuiteOptions = {}): Promise<Report> {
  const { seed = defaultSeed, runs = defaultRuns, timeBudget, known = [] } = options;
  const { onResult, signal } = options;
  const selection = selectionOf(options);
  const chosen = selectCases(selection);
  const entries = entriesFor(known, host.backend.version);
  const start = now();
  const startedAt = new Date().toISOString();
  const budget = new Budget(
    chosen.map(({ id }) => id),
    timeBudget,
  );
  let results: CaseResult[] = [];
  const outages = new Outages(host.backend.name);
  for (const { id } of chosen) {
    // A backend that the last case has ended answers no more questions.
    if (id === lastCase) results = await withDiagnosis(host, results, options);
    const got = await unlessStopped(signal, () =>
      host.runCase(id, settingsOf(options, entries, budget.limitFor(id))),
    );
    if (got === undefined) break;
    const result = judged(got, entries);
    results.push(result);
    onResult?.(result, results.length, chosen.length);
    outages.count(result);
  }
  if (!chosen.some(({ id }) => id === lastCase)) {
    results = await withDiagnosis(host, results, options);
  }
  const stopped = results.length < chosen.length ? { chosen: chosen.length } : undefined;
  if (Object.keys(selection).length === 0 && !stopped) expectUsed(entries, results);
  return {
    format: 'gatefold-report/1',
    suite: { version, cases: cases.length },
    backend: host.backend,
    environment: host.environment,
    selection,
    seed,
    runs,
    ...(timeBudget === undefined ? {} : { timeBudget }),
    startedAt,
    milliseconds: now() - start,
    ...(stopped && { stopped }),
    results,
    ...judgeLevels({ results, selection, ...(stopped && { stopped }) }),
  };
}

function selectionOf({ levels, only, shard }: SuiteOptions): Selection {
  return {
    ...(levels === undefined ? {} : { levels }),
    ...(only === undefined ? {} : { only }),
    ...(shard === undefined ? {} : { shard }),
  };
}

/** What a case is run with. */
export function settingsOf(
  { seed = defaultSeed, runs = defaultRuns, path, saved = [] }: SuiteOptions,
  known: readonly KnownFailure[] = [],
  timeLimit?: number,
): LabSettings {
  return {
    seed,
    runs,
    saved: [...saved, ...known.flatMap(({ counterexamples = [] }) => counterexamples)],
    ...(path === undefined ? {} : { path }),
    ...(timeLimit === undefined ? {} : { timeLimit }),
  };
}

/** Adds to the failures what they look like, and what they have in common. */
export async function withDiagnosis(
  host: Host,
  results: readonly CaseResult[],
  {
    diagnosis = true,
    seed = defaultSeed,
    runs = defaultRuns,
    signal,
  }: Pick<SuiteOptions, 'diagnosis' | 'seed' | 'runs' | 'signal'>,
): Promise<CaseResult[]> {
  const isFailure = ({ status }: CaseResult): boolean => status === 'fail' || status === 'errored';
  if (!diagnosis || !results.some(isFailure)) return [...results];
  const took = results.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const run = runToExplain(results, { seed, runs, time: timeFor(took) });
  const told = await unlessStopped(signal, () => host.diagnose(run));
  return results.map((result) => ({ ...result, ...told?.get(result.id) }));
}

class Outages {
  readonly #name: string;
  #inARow = 0;
  #hangs = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** @throws {HarnessError} when there are too many */
  count({ id, status, message }: CaseResult): void {
    if (status === 'timeout') this.#hangs++;
    if (status === 'timeout' || status === 'crashed') this.#inARow++;
    else if (status !== 'unsupported') this.#inARow = 0;
    const too =
      this.#inARow === mostOutages
        ? `crashed or timed out in ${mostOutages} cases in a row`
        : this.#hangs === mostOutages && `timed out in ${mostOutages} cases`;
    if (!too) return;
    throw new HarnessError(
      `${this.#name} ${too}, ending with ${id}: ${message}; there is no report`,
    );
  }
}

/** Shares what is left of the time among the laws that are left. */
class Budget {
  readonly #end: number | undefined;
  #laws: number;

  constructor(ids: readonly string[], seconds: number | undefined) {
    this.#end = seconds === undefined ? undefined : now() + seconds * 1000;
    this.#laws = ids.filter((id) => isLaw(id)).length;
  }

  /** Milliseconds; undefined for no limit. */
  limitFor(id: string): number | undefined {
    if (this.#end === undefined || !isLaw(id)) return undefined;
    return Math.max(this.#end - now(), 0) / this.#laws--;
  }
}

function isLaw(id: string): boolean {
  return id.startsWith('law/');
}

// Runs the cases that were chosen, and says what came of each and which levels that grants.

import { cases } from './cases.ts';
import { backendEndCase } from './cases/backend-end.ts';
import type { Counterexample } from './counterexample.ts';
import { timeFor } from './diagnosis/budget.ts';
import { runToExplain } from './diagnosis/told.ts';
import { type Host, presentedTogether } from './hosts/host.ts';
import { entriesFor, expectUsed, judged } from './known-failures.ts';
import type { LabSettings } from './lab.ts';
import { Budget, type LaneRun, runLanes } from './lanes.ts';
import { judgeLevels } from './report/levels.ts';
import type { CaseResult, KnownFailure, Report, Selection } from './report/report.ts';
import { now } from './now.ts';
import { inOrder, selectCases } from './selection.ts';
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

/**
 * Runs the suite wherever the backend is.
 *
 * @param at  a host, or several that share the cases: the first runs the first case, the second the second, and so on
 */
export async function runOn(
  at: Host | readonly [Host, ...Host[]],
  options: SuiteOptions = {},
): Promise<Report> {
  const { seed = defaultSeed, runs = defaultRuns, timeBudget, known = [], onResult } = options;
  const hosts: readonly Host[] = [at].flat();
  const host = hosts[0] as Host;
  const selection = selectionOf(options);
  const chosen = selectCases(selection).map(({ id }) => id);
  const entries = entriesFor(known, host.backend.version);
  const start = now();
  const startedAt = new Date().toISOString();
  const budget = new Budget(chosen, timeBudget);
  let asked = 0;
  const run: LaneRun = {
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    settingsFor: (id) => settingsOf(options, entries, budget.limitFor(id)),
    judge: (got) => {
      const result = judged(got, entries);
      onResult?.(result, ++asked, chosen.length);
      return result;
    },
  };
  // A backend that the last case has ended answers no more questions.
  const [ends, others] = [chosen.filter(isLast), chosen.filter((id) => !isLast(id))];
  const before = await runLanes(hosts, others, run);
  const told = await withDiagnosis(host, before, options, now() - start);
  const results = inOrder([...told, ...(await runLanes([host], ends, run))]);
  const stopped = results.length < chosen.length ? { chosen: chosen.length } : undefined;
  if (Object.keys(selection).length === 0 && !stopped) expectUsed(entries, results);
  return {
    format: 'gatefold-report/1',
    suite: { version, cases: cases.length },
    backend: presentedTogether(hosts.map(({ backend }) => backend)),
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

/** Whether it is the case that disposes of the backend. */
function isLast(id: string): boolean {
  return id === backendEndCase.id;
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

/**
 * Adds to the failures what they look like, and what they have in common.
 *
 * @param took  milliseconds of the run: what its cases took together, unless several ran at once
 */
export async function withDiagnosis(
  host: Host,
  results: readonly CaseResult[],
  {
    diagnosis = true,
    seed = defaultSeed,
    runs = defaultRuns,
    signal,
  }: Pick<SuiteOptions, 'diagnosis' | 'seed' | 'runs' | 'signal'>,
  took: number = results.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
): Promise<CaseResult[]> {
  const isFailure = ({ status }: CaseResult): boolean => status === 'fail' || status === 'errored';
  if (!diagnosis || !results.some(isFailure)) return [...results];
  const run = runToExplain(results, { seed, runs, time: timeFor(took) });
  const told = await unlessStopped(signal, () => host.diagnose(run));
  return results.map((result) => ({ ...result, ...told?.get(result.id) }));
}

// What a run came to: the one source of every report. `gatefold-report/1`, schema/report.schema.json.

import type { Supports } from '@gatefold/contract';
import type { Claim, Level } from '../case.ts';
import type { Comparison } from '../comparison.ts';
import type { Counterexample, LawFailure } from '../counterexample.ts';
import type { StackFrame } from '../stack.ts';

/**
 * What came of a case.
 *
 * - `pass`: as its clauses require
 * - `ill-conditioned`: rounding alone moves the whole sequence too far to compare; every single step was right
 * - `unsupported`: not asked, because the backend does not claim it
 * - `known-failure`: wrong, as the file of known failures says
 * - `fail`: wrong
 * - `under-claimed`: served without being claimed
 * - `errored`: the backend threw something that no clause speaks of
 * - `crashed`: the backend's process or page ended
 * - `timeout`: the backend did not answer in time
 * - `unexpected-pass`: right, although the file of known failures says otherwise
 */
export const statuses = [
  'pass',
  'ill-conditioned',
  'unsupported',
  'known-failure',
  'fail',
  'under-claimed',
  'errored',
  'crashed',
  'timeout',
  'unexpected-pass',
] as const;

export type Status = (typeof statuses)[number];

/** Those that count for a level. */
export const passing: readonly Status[] = ['pass', 'ill-conditioned'];

/** Those that make a run fail. */
export const failing: readonly Status[] = [
  'fail',
  'under-claimed',
  'errored',
  'crashed',
  'timeout',
  'unexpected-pass',
];

/** A failure that is expected: an entry of the file of known failures. */
export interface KnownFailure {
  /** A case id; `*` stands for any part of it. */
  readonly id: string;
  /** What is wrong. */
  readonly reason: string;
  /** Where that is told: an issue, a line of source, the smallest reproduction. */
  readonly url: string;
  /** The version of the backend that the entry speaks of; of all versions where it is absent. */
  readonly version?: string;
  /** Of laws: what they failed on. They try it before they draw any, so that luck never makes them pass. */
  readonly counterexamples?: readonly Counterexample[];
}

export interface CaseResult {
  readonly id: string;
  readonly title: string;
  readonly clauses: readonly string[];
  readonly levels: readonly Level[];
  readonly status: Status;
  /** What went wrong, or which claim is missing. */
  readonly message?: string;
  /** Where the backend threw: the calls of its own that led there, innermost first. */
  readonly stack?: readonly StackFrame[];
  /** Of a case that was not asked: the claims of which it needs more, all of them. */
  readonly lacks?: readonly Claim[];
  /** The numbers that were compared when it went wrong. */
  readonly comparison?: Comparison;
  /** Of a law: what it failed on. */
  readonly failure?: LawFailure;
  /** Of a failure whose numbers are those of a mutant: what that does, as a phrase that follows "looks like". */
  readonly looksLike?: readonly string[];
  /** Of a failure: sentences about which calls go wrong, what it leaves behind, and whether it needs a history. */
  readonly diagnosis?: readonly string[];
  /**
   * Of a failure that does not come alone: the cases that must run before it. None where a law needs no more than the
   * examples that it draws before.
   */
  readonly after?: readonly string[];
  /** Of a known failure, and of a pass that was not expected. */
  readonly known?: Pick<KnownFailure, 'reason' | 'url'>;
  /** What the backend printed to its standard error, or the console, while a failing case ran. */
  readonly printed?: string;
  /** The largest share of a tolerance that was used, 0 to 1. */
  readonly headroom: number;
  readonly milliseconds: number;
}

/** Which cases were chosen; all of them when it is empty. */
export interface Selection {
  readonly levels?: readonly Level[];
  /** As it was given: ids with `*`. */
  readonly only?: readonly string[];
  /** Every `of`th case, beginning with the `index`th, 1 to `of`. */
  readonly shard?: { readonly index: number; readonly of: number };
}

/** What keeps a level from being granted. */
export interface Refusal {
  /** Claims that the level is about, and of which its cases need more. */
  readonly lacks: readonly Claim[];
  /** The cases that are not asked for want of those claims, by id. */
  readonly unsupported: readonly string[];
  /** The cases that do not pass, by id. */
  readonly failed: readonly string[];
}

export interface Report {
  readonly format: 'gatefold-report/1';
  /** The suite's own version, and how many cases it has in all. */
  readonly suite: { readonly version: string; readonly cases: number };
  readonly backend: {
    readonly name: string;
    readonly version?: string;
    /** What its numbers depend on, as the backend says: libraries, renderer, device. */
    readonly environment?: Readonly<Record<string, string>>;
    readonly supports: Supports;
    /** What was given to the command: a module, a command, or nothing where a program called the suite. */
    readonly specifier?: string;
    /**
     * How it was reached. Behind `exec`, and behind `backendFromEngine`, arguments, refusals and memory are the
     * contract package's own; layers and numbers are the backend's.
     */
    readonly through: 'module' | 'exec' | 'browser' | 'library';
  };
  /** Where the suite ran. */
  readonly environment: Readonly<Record<string, string>>;
  readonly selection: Selection;
  readonly seed: number;
  /** Examples for each law. */
  readonly runs: number;
  /** Seconds that the laws were given together. */
  readonly timeBudget?: number;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly milliseconds: number;
  /** Of a run that was stopped before its end: how many cases were chosen. The results are those that came before. */
  readonly stopped?: { readonly chosen: number };
  /** In the order of the catalogue: one for each case that was chosen, all of them unless the run was stopped. */
  readonly results: readonly CaseResult[];
  /** Of the levels that were run whole: whether it is granted. */
  readonly granted: Readonly<Partial<Record<Level, boolean>>>;
  /** Of those that are not: what keeps each. */
  readonly refused: Readonly<Partial<Record<Level, Refusal>>>;
}

/** How many results have each status. */
export function countStatuses(
  results: readonly Pick<CaseResult, 'status'>[],
): Record<Status, number> {
  const counts = Object.fromEntries(statuses.map((status) => [status, 0])) as Record<
    Status,
    number
  >;
  for (const { status } of results) counts[status]++;
  return counts;
}

export function failuresOf(results: readonly CaseResult[]): readonly CaseResult[] {
  return results.filter(({ status }) => failing.includes(status));
}

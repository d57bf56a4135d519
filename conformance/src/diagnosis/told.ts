// What a diagnosis is asked, and what it says: plain data, since the one may be in another process than the other.

import type { CaseResult } from '../report/report.ts';

/** A run, as far as a diagnosis needs it. */
export interface RunToExplain {
  /** Of the cases that were asked, in the order in which they ran. */
  readonly results: readonly Pick<CaseResult, 'id' | 'status' | 'milliseconds' | 'failure'>[];
  readonly seed: number;
  /** Examples for each law. */
  readonly runs: number;
  /** Milliseconds that it may take. */
  readonly time: number;
}

/** What is said of a failure: parts of its {@link CaseResult}. */
export type Told = Pick<CaseResult, 'looksLike' | 'diagnosis' | 'after'>;

/** By the id of a case. */
export type Diagnosis = ReadonlyMap<string, Told>;

/** The part of a run that is sent: numbers of comparisons and messages stay where they are. */
export function runToExplain(
  results: readonly CaseResult[],
  rest: Omit<RunToExplain, 'results'>,
): RunToExplain {
  return {
    ...rest,
    results: results
      .filter(({ status }) => status !== 'unsupported')
      .map(({ id, status, milliseconds, failure }) => ({
        id,
        status,
        milliseconds,
        ...(failure === undefined ? {} : { failure }),
      })),
  };
}

// The suite on one backend of the list, in a worker, so that the page is free meanwhile.

import {
  type CaseResult,
  type Level,
  levels as everyLevel,
  type Report,
  runSuite,
} from '@gatefold/conformance/page';

/** Examples for each law: a fifth of the command's, since a visitor waits. */
const runs = 20;

/** Seconds that a case may take: a phone that draws in software is slow. */
const timeout = 120;

export interface SuiteWatch {
  readonly signal: AbortSignal;
  readonly onResult: (result: CaseResult, index: number, total: number) => void;
}

/**
 * Runs the chosen levels; all of them are the whole suite, with the cases of no level.
 *
 * @param id  of the backend
 * @throws {Error} where the backend does not start, with what it says; the signal's reason when it is stopped before
 */
export function runSuiteOn(
  id: string,
  levels: readonly Level[],
  watch: SuiteWatch,
): Promise<Report> {
  const start = (): Worker =>
    new Worker(new URL('./suite-worker.ts', import.meta.url), { type: 'module', name: id });
  const selection = levels.length < everyLevel.length ? { levels } : {};
  return runSuite(start, { ...selection, runs, timeout, ...watch });
}

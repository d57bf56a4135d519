// Known failures: what is wrong with a backend, said and linked, and strict in both directions.

import { HarnessError } from './harness-error.ts';
import { type CaseResult, failing, type KnownFailure } from './report/report.ts';
import { matches } from './selection.ts';

/** Those entries that speak of a backend's version. */
export function entriesFor(
  known: readonly KnownFailure[],
  version: string | undefined,
): readonly KnownFailure[] {
  return known.filter((entry) => entry.version === undefined || entry.version === version);
}

/**
 * Judges a result by the entry that speaks of its case, if one does.
 *
 * @throws {HarnessError} when two entries do: one of them would never be missed
 */
export function judged(result: CaseResult, known: readonly KnownFailure[]): CaseResult {
  const entries = known.filter(({ id }) => matches(id, result.id));
  const [entry] = entries;
  if (entry === undefined) return result;
  if (entries.length > 1) {
    throw new HarnessError(
      `${result.id} is matched by ${entries.length} known failures, ${entries.map(({ id }) => id).join(' and ')}; let one match it`,
    );
  }
  const { reason, url } = entry;
  if (result.status === 'unsupported') return result;
  if (failing.includes(result.status)) {
    return { ...result, status: 'known-failure', known: { reason, url } };
  }
  return {
    ...result,
    status: 'unexpected-pass',
    known: { reason, url },
    message: `known to fail (${entry.id}: ${reason}), but it passes; remove or narrow the entry${luck(result)}`,
  };
}

/** A law may pass by luck: another seed draws other examples. */
function luck({ id }: CaseResult): string {
  return id.startsWith('law/')
    ? ', or give it the counterexamples that fail whatever the seed'
    : '';
}

/**
 * Looks for entries that nothing came of, after a run of every case.
 *
 * @throws {HarnessError} when all that an entry matches was not asked, since the backend does not claim it
 */
export function expectUsed(known: readonly KnownFailure[], results: readonly CaseResult[]): void {
  const idle = known.filter(
    ({ id }) =>
      !results.some((result) => result.status !== 'unsupported' && matches(id, result.id)),
  );
  if (idle.length === 0) return;
  throw new HarnessError(
    `${idle.map(({ id }) => id).join(', ')}: known to fail, but the backend claims none of these cases and is not asked; remove the entry`,
  );
}

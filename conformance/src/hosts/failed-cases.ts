import { caseOf } from '../cases.ts';
import type { Failed } from '../diagnosis.ts';
import type { CaseResult } from '../report/report.ts';

/** The cases of failures that have wrong numbers, and what the laws among them found. */
export function failedCases(results: readonly CaseResult[]): Failed[] {
  return results
    .filter(({ status, looksLike }) => status === 'fail' && looksLike === undefined)
    .map(({ id, failure }) => ({
      item: caseOf(id),
      ...(failure === undefined ? {} : { found: failure.found }),
    }));
}

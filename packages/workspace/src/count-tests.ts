// Counts what vitest's JSON reporter wrote.

export interface VitestReport {
  readonly success: boolean;
  readonly startTime: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly endTime: number;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * A test file that could not be loaded counts as one failure, and so do an error outside of every test and a report
 * of no test at all.
 */
export function countTests({
  success,
  testResults,
}: Pick<VitestReport, 'success' | 'testResults'>): TestCounts {
  const statuses = testResults.flatMap(({ status, assertionResults }) => {
    const own = assertionResults.map((assertion) => assertion.status);
    return status === 'failed' && !own.includes('failed') ? [...own, 'failed'] : own;
  });
  const count = (status: string): number => statuses.filter((each) => each === status).length;
  const [passed, failed] = [count('passed'), count('failed')];
  const skipped = statuses.length - passed - failed;
  const silentFailure = failed === 0 && (!success || passed === 0);
  return { passed, failed: silentFailure ? 1 : failed, skipped };
}

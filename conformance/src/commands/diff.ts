// gatefold-conformance diff

import { formatDiff } from '../report/diff-text.ts';
import { diffReports } from '../report/diff.ts';
import { readReport } from './read-report.ts';

/** @returns the exit code: 1 when it got worse */
export function diff(before: string, after: string): number {
  const changes = diffReports(readReport(before), readReport(after));
  console.log(formatDiff(changes));
  return changes.isWorse ? 1 : 0;
}

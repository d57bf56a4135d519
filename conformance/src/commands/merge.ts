// gatefold-conformance merge

import { mergeReports } from '../report/merge.ts';
import { failuresOf } from '../report/report.ts';
import { readReport } from './read-report.ts';
import { planReports, type ReportName } from './write-reports.ts';

interface Flags {
  readonly report: readonly ReportName[];
  readonly out?: string;
}

/** @returns the exit code, as of the run that the reports are parts of */
export function merge(files: readonly string[], { report: names, out }: Flags): number {
  const parts = files.map((file) => ({ where: file, report: readReport(file) }));
  const merged = mergeReports(parts);
  planReports(names, out)(merged);
  const { levels } = merged.selection;
  const refused = levels?.some((level) => merged.granted[level] === false) ?? false;
  return failuresOf(merged.results).length > 0 || refused ? 1 : 0;
}

// gatefold-conformance merge

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { HarnessError } from '../harness-error.ts';
import { mergeReports } from '../report/merge.ts';
import { failuresOf } from '../report/report.ts';
import { readReport } from './read-report.ts';
import { isFolder, planReports, type ReportName } from './write-reports.ts';

interface Flags {
  readonly report: readonly ReportName[];
  readonly out?: string;
}

/** @returns the exit code, as of the run that the reports are parts of */
export function merge(paths: readonly string[], { report: names, out }: Flags): number {
  const parts = paths.flatMap(filesAt).map((file) => ({ where: file, report: readReport(file) }));
  const merged = mergeReports(parts);
  planReports(names, out)(merged);
  const { levels } = merged.selection;
  const refused = levels?.some((level) => merged.granted[level] === false) ?? false;
  return failuresOf(merged.results).length > 0 || refused ? 1 : 0;
}

/** The path itself, or what is in it where it is a folder. */
function filesAt(path: string): string[] {
  if (!isFolder(path)) return [path];
  const files = readdirSync(path).toSorted();
  if (files.length > 0) return files.map((file) => join(path, file));
  throw new HarnessError(
    `${path}: must hold the JSON reports of all shards, is empty; give it them`,
  );
}

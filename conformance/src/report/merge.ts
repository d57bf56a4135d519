// Shards of one run, as a CI matrix makes them, become one report.

import { cases } from '../cases.ts';
import { HarnessError } from '../harness-error.ts';
import { joined, presentedTogether } from '../hosts/host.ts';
import { inOrder } from '../selection.ts';
import { version } from '../version.ts';
import { complaintAbout } from './check-report.ts';
import { judgeLevels } from './levels.ts';
import type { Report, Selection } from './report.ts';

export interface Part {
  /** Begins every message: the name of the file. */
  readonly where: string;
  /** Of a shard. */
  readonly report: Report;
}

/**
 * Puts the shards of one run together.
 *
 * @throws {HarnessError} when they are not of one run of this suite, one is missing or there twice, or says of a case what that does not say of itself
 */
export function mergeReports(parts: readonly Part[]): Report {
  const [first] = parts;
  if (first === undefined) throw new HarnessError('merge: must have the shards of a run, got none');
  for (const part of parts) expectOneRun(first, part);
  expectThisSuite(first);
  expectEveryShard(parts);
  for (const { where, report } of parts) {
    const complaint = complaintAbout(report);
    if (complaint !== undefined) throw new HarnessError(`${where}: ${complaint}`);
  }
  const reports = parts.map(({ report }) => report);
  const { shard: _, ...selection } = first.report.selection;
  const results = inOrder(reports.flatMap((report) => report.results));
  return {
    ...first.report,
    backend: mergedBackend(reports),
    environment: joined(reports.map(({ environment }) => environment)),
    selection,
    ...mergedBudget(reports),
    startedAt: reports
      .map(({ startedAt }) => startedAt)
      .reduce((a, b) => (Date.parse(b) < Date.parse(a) ? b : a)),
    milliseconds: reports.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
    results,
    ...judgeLevels({ results, selection }),
  };
}

/** What all shards of a run have in common. */
const common: Readonly<Record<string, (report: Report) => unknown>> = {
  "suite's version": ({ suite }) => suite.version,
  "suite's number of cases": ({ suite }) => suite.cases,
  backend: ({ backend }) => backend.name,
  "backend's version": ({ backend }) => backend.version ?? 'none',
  "backend's supports": ({ backend }) => sorted(backend.supports),
  'way to the backend': ({ backend }) => backend.through,
  seed: ({ seed }) => seed,
  runs: ({ runs }) => runs,
  levels: ({ selection }) => selection.levels ?? 'all',
  only: ({ selection }) => selection.only ?? 'all',
  'number of shards': ({ selection }) => selection.shard?.of,
};

/** Of another one nobody here could say whether the parts make the whole. */
function expectThisSuite({ where, report: { suite } }: Part): void {
  if (suite.version === version && suite.cases === cases.length) return;
  throw new HarnessError(
    `${where}: must be of this suite, ${version} with ${cases.length} cases, got ${suite.version} with ${suite.cases}; merge with the version that made it`,
  );
}

function expectOneRun(first: Part, { where, report }: Part): void {
  if (report.selection.shard === undefined) {
    throw new HarnessError(
      `${where}: must be a shard, got a run without --shard; merge only what --shard made`,
    );
  }
  if (report.stopped !== undefined) {
    throw new HarnessError(
      `${where}: must be a whole shard, got one that was stopped; run it again`,
    );
  }
  for (const [what, of] of Object.entries(common)) {
    const [wanted, got] = [of(first.report), of(report)].map((one) => JSON.stringify(one));
    if (wanted !== got) {
      throw new HarnessError(
        `${where}: must have the ${what} of ${first.where}, ${wanted}, got ${got}; merge the shards of one run`,
      );
    }
  }
}

function expectEveryShard(parts: readonly Part[]): void {
  const seen = new Map<number, string>();
  const { of } = shardOf(parts[0] as Part);
  for (const part of parts) {
    const { index } = shardOf(part);
    const other = seen.get(index);
    if (other !== undefined) {
      throw new HarnessError(
        `${part.where}: must be another shard than ${other}, got ${index} of ${of} again; give each shard once`,
      );
    }
    seen.set(index, part.where);
  }
  const missing = Array.from({ length: of }, (_, k) => k + 1).filter((index) => !seen.has(index));
  if (missing.length > 0) {
    throw new HarnessError(
      `${[...seen.values()].join(', ')}: must be all ${of} shards, got none with ${missing.join(', ')}; give them too`,
    );
  }
}

function shardOf({ report }: Part): Required<Selection>['shard'] {
  return report.selection.shard as Required<Selection>['shard'];
}

function mergedBackend(reports: readonly Report[]): Report['backend'] {
  const backends = reports.map(({ backend }) => backend);
  const { specifier, ...rest } = presentedTogether(backends);
  const isShared = backends.every((backend) => backend.specifier === specifier);
  return { ...rest, ...(specifier === undefined || !isShared ? {} : { specifier }) };
}

function mergedBudget(reports: readonly Report[]): Pick<Report, 'timeBudget'> {
  const budgets = reports.flatMap(({ timeBudget }) => timeBudget ?? []);
  return budgets.length === 0 ? {} : { timeBudget: budgets.reduce((a, b) => a + b, 0) };
}

/** Two programs may write the same claims in another order. */
function sorted(supports: Report['backend']['supports']): string[] {
  return Object.entries(supports)
    .map(
      ([name, value]) =>
        `${name}: ${Array.isArray(value) ? value.map(String).toSorted(byText).join(', ') : value}`,
    )
    .toSorted(byText);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : 1;
}

// What changed between two reports, and whether it got worse.

import type { Level } from '../case.ts';
import { type CaseResult, failing, passing, type Report, type Status } from './report.ts';
import { partOf } from './summary.ts';

export interface StatusChange {
  readonly id: string;
  readonly title: string;
  readonly before: Status;
  readonly after: Status;
  /** What went wrong after. */
  readonly message?: string;
}

export interface HeadroomChange {
  readonly id: string;
  readonly before: number;
  readonly after: number;
}

export interface ReportDiff {
  /** What is not alike about the two runs themselves: versions, seeds, which cases were chosen. */
  readonly unlike: readonly {
    readonly what: string;
    readonly before: string;
    readonly after: string;
  }[];
  readonly newlyFailing: readonly StatusChange[];
  readonly fixed: readonly StatusChange[];
  /** Neither of the two, such as a pass that became unsupported. */
  readonly changed: readonly StatusChange[];
  readonly onlyBefore: readonly CaseResult[];
  readonly onlyAfter: readonly CaseResult[];
  /** Passes that came near their tolerance: over half of it, and more than twice as much as before. */
  readonly headroom: readonly HeadroomChange[];
  readonly levels: { readonly won: readonly Level[]; readonly lost: readonly Level[] };
  /** A case fails, or passes no longer, or a level is lost, that both runs had. */
  readonly isWorse: boolean;
}

const nearTolerance = 0.5;
const growth = 2;

export function diffReports(before: Report, after: Report): ReportDiff {
  const old = new Map(before.results.map((result) => [result.id, result]));
  const ids = new Set(after.results.map(({ id }) => id));
  const pairs = after.results.flatMap((now) => {
    const was = old.get(now.id);
    return was === undefined ? [] : [{ was, now }];
  });
  const changes = pairs.filter(({ was, now }) => was.status !== now.status).map(changeOf);
  const newlyFailing = changes.filter(
    (one) => !failing.includes(one.before) && failing.includes(one.after),
  );
  const fixed = changes.filter(
    (one) => failing.includes(one.before) && passing.includes(one.after),
  );
  const levels = levelChanges(before, after);
  return {
    unlike: unlikeness(before, after),
    newlyFailing,
    fixed,
    changed: changes.filter((one) => !newlyFailing.includes(one) && !fixed.includes(one)),
    onlyBefore: before.results.filter(({ id }) => !ids.has(id)),
    onlyAfter: after.results.filter(({ id }) => !old.has(id)),
    headroom: pairs
      .filter(
        ({ was, now }) =>
          passing.includes(was.status) &&
          passing.includes(now.status) &&
          now.headroom > nearTolerance &&
          now.headroom > growth * was.headroom,
      )
      .map(({ was, now }) => ({ id: now.id, before: was.headroom, after: now.headroom })),
    levels,
    isWorse:
      newlyFailing.length > 0 ||
      levels.lost.length > 0 ||
      changes.some((one) => passing.includes(one.before) && !passing.includes(one.after)),
  };
}

function changeOf({ was, now }: { was: CaseResult; now: CaseResult }): StatusChange {
  const { id, title, status, message } = now;
  return {
    id,
    title,
    before: was.status,
    after: status,
    ...(message === undefined ? {} : { message }),
  };
}

/** A level that only one of the runs had whole is neither won nor lost. */
function levelChanges(before: Report, after: Report): ReportDiff['levels'] {
  const became = (is: boolean): Level[] =>
    (Object.keys(after.granted) as Level[]).filter(
      (level) => after.granted[level] === is && before.granted[level] === !is,
    );
  return { won: became(true), lost: became(false) };
}

function unlikeness(before: Report, after: Report): ReportDiff['unlike'] {
  const facts: Record<string, (report: Report) => string> = {
    suite: ({ suite }) => `${suite.version}, ${suite.cases} cases`,
    backend: ({ backend }) => backend.name,
    'backend version': ({ backend }) => backend.version ?? 'none',
    ...environmentFacts(before, after),
    selection: (report) => partOf(report) ?? 'all cases',
    seed: ({ seed }) => String(seed),
    runs: ({ runs }) => String(runs),
  };
  return Object.entries(facts)
    .map(([what, fact]) => ({ what, before: fact(before), after: fact(after) }))
    .filter((one) => one.before !== one.after);
}

function environmentFacts(before: Report, after: Report): Record<string, (one: Report) => string> {
  const names = [before, after].flatMap(({ backend }) => Object.keys(backend.environment ?? {}));
  return Object.fromEntries(
    names.map((name) => [
      `backend's ${name}`,
      ({ backend }) => backend.environment?.[name] ?? 'none',
    ]),
  );
}

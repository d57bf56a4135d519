// A row of the matrix: what a report comes to, without times and numbers, so that it changes when the backend does.

import { countStatuses, type Level, type Report, type Status } from '@gatefold/conformance';
import { clauseGroups } from '@gatefold/contract/clauses';

export interface Defect {
  readonly reason: string;
  readonly url: string;
  /** Of the cases that fail for it. */
  readonly clauses: readonly string[];
  readonly cases: number;
}

export interface Row {
  readonly name: string;
  readonly version?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly suite: string;
  readonly cases: number;
  readonly runs: number;
  readonly granted: readonly Level[];
  /** By the letter of the group, how many cases have each status that any has. */
  readonly groups: Readonly<Record<string, Readonly<Partial<Record<Status, number>>>>>;
  readonly defects: readonly Defect[];
}

export function rowOf({ backend, suite, runs, granted, results }: Report): Row {
  const { name, version, environment } = backend;
  const groups = Object.keys(clauseGroups).flatMap((letter) => {
    const inGroup = results.filter(({ clauses }) => clauses[0]?.startsWith(letter));
    const counts = Object.entries(countStatuses(inGroup)).filter(([, count]) => count > 0);
    return inGroup.length === 0 ? [] : [[letter, Object.fromEntries(counts)] as const];
  });
  return {
    name,
    ...(version === undefined ? {} : { version }),
    ...(environment === undefined ? {} : { environment }),
    suite: suite.version,
    cases: suite.cases,
    runs,
    granted: Object.entries(granted).flatMap(([level, is]) => (is ? [level as Level] : [])),
    groups: Object.fromEntries(groups),
    defects: defectsOf(results),
  };
}

/** The cases of a group that pass, of those that are asked; nothing where the backend claims nothing of the group. */
export function passesOf(
  { groups }: Row,
  letter: string,
): { readonly passed: number; readonly asked: number } | undefined {
  const { unsupported: _unsupported, ...counts } = groups[letter] ?? {};
  const asked = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const { pass = 0, 'ill-conditioned': illConditioned = 0 } = counts;
  return asked === 0 ? undefined : { passed: pass + illConditioned, asked };
}

/** One for each reason; the gravest, by cases, first. */
function defectsOf(results: Report['results']): Defect[] {
  const found = new Map<string, { url: string; clauses: Set<string>; cases: number }>();
  for (const { known, clauses, status } of results) {
    if (known === undefined || status !== 'known-failure') continue;
    const defect = found.get(known.reason) ?? { url: known.url, clauses: new Set(), cases: 0 };
    defect.cases++;
    // The first clause is the one that the case is there for.
    defect.clauses.add(clauses[0] as string);
    found.set(known.reason, defect);
  }
  return [...found]
    .map(([reason, { url, clauses, cases }]) => ({ reason, url, clauses: [...clauses], cases }))
    .toSorted((a, b) => b.cases - a.cases || (a.reason < b.reason ? -1 : 1));
}

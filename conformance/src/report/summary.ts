// What every report says first: how many passed, of what, and how that is put into words.

import { clauseGroups } from '@gatefold/contract/clauses';
import type { Level } from '../case.ts';
import {
  type CaseResult,
  countStatuses,
  failing,
  type Refusal,
  type Report,
  type Status,
} from './report.ts';
import { count, plainText } from './text.ts';

export interface Tally {
  readonly total: number;
  readonly passed: number;
  /** Of goldens that rounding alone moves too far to compare whole: every single step was right. */
  readonly illConditioned: number;
  readonly failed: number;
  readonly known: number;
  readonly unsupported: number;
}

export function tallyOf(results: readonly Pick<CaseResult, 'status'>[]): Tally {
  const counts = countStatuses(results);
  const sum = (statuses: readonly Status[]): number =>
    statuses.map((status) => counts[status]).reduce((a, b) => a + b, 0);
  return {
    total: results.length,
    passed: counts.pass,
    illConditioned: counts['ill-conditioned'],
    failed: sum(failing),
    known: counts['known-failure'],
    unsupported: counts.unsupported,
  };
}

export interface Group {
  readonly letter: string;
  readonly name: string;
  readonly results: readonly CaseResult[];
}

/** Results by the group of their first clause, in the order of the groups; none is left out, and no group is empty. */
export function groupsOf(results: readonly CaseResult[]): Group[] {
  const letters = Object.keys(clauseGroups);
  const foreign = results.map(letterOf).filter((letter) => !letters.includes(letter));
  return [...letters, ...new Set(foreign)]
    .map((letter) => ({
      letter,
      name: clauseGroups[letter] ?? 'Unknown to this suite',
      results: results.filter((result) => letterOf(result) === letter),
    }))
    .filter((group) => group.results.length > 0);
}

function letterOf({ clauses }: CaseResult): string {
  return (clauses[0] ?? '?').slice(0, 1);
}

/** `tfjs 4.22.0` */
export function nameOf({ name, version }: Report['backend']): string {
  return plainText(version === undefined ? name : `${name} ${version}`);
}

/** `12 of 982 cases fail`, or how many pass and why not all. */
export function headlineOf(tally: Tally): string {
  const { total, passed, illConditioned, failed, known, unsupported } = tally;
  if (failed > 0) return `${failed} of ${count(total, 'case')} ${failed === 1 ? 'fails' : 'fail'}`;
  const rest = [
    ...(illConditioned > 0 ? [`${illConditioned} ill-conditioned`] : []),
    ...(known > 0 ? [`${known} known to fail`] : []),
    ...(unsupported > 0 ? [`${unsupported} unsupported`] : []),
  ];
  return [`${passed} of ${count(total, 'case')} ${passed === 1 ? 'passes' : 'pass'}`, ...rest].join(
    ', ',
  );
}

/** Which part of the suite was run; undefined when it was all of it. */
export function partOf({
  selection: { levels, only, shard },
  stopped,
  results,
}: Pick<Report, 'selection' | 'stopped' | 'results'>): string | undefined {
  const parts = [
    ...(levels === undefined ? [] : [`levels ${levels.join(', ')}`]),
    ...(only === undefined ? [] : [`cases ${only.join(', ')}`]),
    ...(shard === undefined ? [] : [`shard ${shard.index} of ${shard.of}`]),
    ...(stopped === undefined
      ? []
      : [`stopped after ${results.length} of ${count(stopped.chosen, 'case')}`]),
  ];
  return parts.length === 0 ? undefined : plainText(parts.join('; '));
}

/** What keeps a level: `it takes more than supports.masking claims, in mask/forms and 44 other cases; mask/head does not pass`. */
export function refusalText({ lacks, unsupported, failed }: Refusal): string {
  const claims = lacks.map((claim) => `supports.${claim}`).join(' and ');
  const verb = lacks.length === 1 ? 'claims' : 'claim';
  const parts = [
    ...(unsupported.length > 0
      ? [`it takes more than ${claims} ${verb}, in ${firstOf(unsupported)}`]
      : []),
    ...(failed.length > 0
      ? [`${firstOf(failed)} ${failed.length === 1 ? 'does' : 'do'} not pass`]
      : []),
  ];
  return parts.length === 0 ? 'no case of it was run' : parts.join('; ');
}

/** `mask/forms and 44 other cases` */
function firstOf(ids: readonly string[]): string {
  const rest = ids.length - 1;
  return `${ids[0]}${rest === 0 ? '' : ` and ${count(rest, 'other case')}`}`;
}

/** The levels that were run whole, as granted or not. */
export function levelsOf({ granted }: Pick<Report, 'granted'>): {
  readonly granted: Level[];
  readonly refused: Level[];
} {
  const entries = Object.entries(granted) as [Level, boolean][];
  const those = (is: boolean): Level[] =>
    entries.flatMap(([level, isGranted]) => (isGranted === is ? [level] : []));
  return { granted: those(true), refused: those(false) };
}

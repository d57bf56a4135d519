// What a schema cannot say about a report: that nothing is missing, and that what it grants follows from its results.

import { caseOf, cases } from '../cases.ts';
import { identityOf } from '../run-case.ts';
import { selectCases } from '../selection.ts';
import { version } from '../version.ts';
import { judgeLevels } from './levels.ts';
import type { CaseResult, Report } from './report.ts';
import { count } from './text.ts';

/** Milliseconds by which the clock of another machine may be ahead. */
const aheadAtMost = 86_400_000;

/** Whether the report is of this very suite, which then knows what must be in it. */
function isOwn({ suite }: Report): boolean {
  return suite.version === version && suite.cases === cases.length;
}

/** Says why a report is no whole one; undefined when it is. */
export function complaintAbout(report: Report): string | undefined {
  return (
    shardComplaint(report) ??
    duplicateComplaint(report) ??
    dateComplaint(report) ??
    countComplaint(report) ??
    identityComplaint(report) ??
    grantedComplaint(report) ??
    report.results.map((result) => comparisonComplaint(result)).find((one) => one !== undefined)
  );
}

function shardComplaint({ selection: { shard } }: Report): string | undefined {
  if (shard === undefined || shard.index <= shard.of) return undefined;
  return `must be a shard from 1 to ${shard.of}, got ${shard.index}; run the shard again`;
}

function duplicateComplaint({ results }: Report): string | undefined {
  const seen = new Set<string>();
  for (const { id } of results) {
    if (seen.has(id))
      return `must have one result for each case, got two of ${id}; run the suite again`;
    seen.add(id);
  }
  return undefined;
}

function dateComplaint({ startedAt }: Report): string | undefined {
  const at = Date.parse(startedAt);
  if (at <= Date.now() + aheadAtMost) return undefined;
  return `must have been started at a time that has been, got ${startedAt}; run the suite again`;
}

/** What a result says of its case is what the case says of itself. */
function identityComplaint(report: Report): string | undefined {
  if (!isOwn(report)) return undefined;
  for (const result of report.results) {
    const wanted = Object.entries(identityOf(caseOf(result.id)));
    const strange = wanted.find(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(result[name as keyof CaseResult]),
    );
    if (strange === undefined) continue;
    const [name, value] = strange;
    return `must have the ${name} that ${result.id} has, ${JSON.stringify(value)}, got ${JSON.stringify(result[name as keyof CaseResult])}; run the suite again`;
  }
  return undefined;
}

function countComplaint(report: Report): string | undefined {
  const { suite, selection, stopped, results } = report;
  const { levels, only, shard } = selection;
  if (stopped !== undefined && results.length >= stopped.chosen) {
    return `must have fewer results than the ${stopped.chosen} cases of the run that was stopped, got ${results.length}; run the suite again`;
  }
  // All of them, whether the run came to them or not.
  const chosen = stopped?.chosen ?? results.length;
  if (levels === undefined && only === undefined) {
    const wanted =
      shard === undefined ? suite.cases : Math.ceil((suite.cases - shard.index + 1) / shard.of);
    if (chosen !== wanted) {
      return `must have ${count(wanted, 'result')}, as its selection says, got ${count(chosen, 'result')}; ${partial}`;
    }
  }
  // What a query chooses, only the suite that ran it can tell.
  if (!isOwn(report)) return undefined;
  const wanted = selectCases(selection);
  const ran = stopped === undefined ? wanted : wanted.slice(0, results.length);
  const strange = ran.find(({ id }, place) => id !== results[place]?.id);
  if (wanted.length === chosen && strange === undefined) return undefined;
  const missing = strange === undefined ? '' : ` and ${strange.id} not in its place`;
  return `must have the ${count(wanted.length, 'result')} that its selection chooses, got ${chosen}${missing}; ${partial}`;
}

const partial = 'part of a run that does not say so is no report, run the suite again';

function grantedComplaint(report: Report): string | undefined {
  const wanted = judgeLevels(report);
  const sorted = (levels: object): string =>
    JSON.stringify(Object.entries(levels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  if (sorted(wanted.granted) !== sorted(report.granted)) {
    return `must grant what its results do, ${toList(wanted.granted)}, got ${toList(report.granted)}; run the suite again`;
  }
  if (sorted(wanted.refused) === sorted(report.refused)) return undefined;
  return 'must refuse levels for what its results say, got other reasons; run the suite again';
}

function toList(granted: Report['granted']): string {
  const names = Object.entries(granted).map(([level, is]) => (is ? level : `no ${level}`));
  return names.length === 0 ? 'nothing' : names.join(', ');
}

function comparisonComplaint({ id, comparison }: CaseResult): string | undefined {
  if (comparison === undefined) return undefined;
  const { shape, origin, size, first, wanted, got, allowed } = comparison;
  const total = size.reduce((a, b) => a * b, 1);
  const isWhole = [wanted, got, allowed].every(({ length }) => length === total);
  const fits = [origin, size, first].every(({ length }) => length === shape.length);
  const lies = first.every((place, axis) => {
    const [start, width] = [origin[axis] as number, size[axis] as number];
    return place >= start && place < start + width && start + width <= (shape[axis] as number);
  });
  if (isWhole && fits && lies) return undefined;
  return `must compare [${size.join(', ')}] numbers around [${first.join(', ')}] in ${id}, got ${wanted.length}, ${got.length} and ${allowed.length} from [${origin.join(', ')}] on; run the suite again`;
}

// A mistake that is known is named, and none is named that is not the backend's.

import { expect, test } from 'vitest';
import type { Case } from '../src/case.ts';
import { cases } from '../src/cases.ts';
import { Deadline } from '../src/diagnosis/budget.ts';
import { Judge } from '../src/diagnosis/judge.ts';
import { knownMistakes, likenessesOf } from '../src/diagnosis/likeness.ts';
import type { Ran } from '../src/diagnosis/watch-case.ts';
import type { LabSettings } from '../src/lab.ts';
import { wholeRuns } from '../src/laws/coverings.ts';
import type { Mutant } from '../src/mutants/mutant.ts';
import { runCase } from '../src/run-case.ts';
import { isWhole, ofTheDay } from '../../packages/workspace/src/of-the-day.ts';

const seed = 20260701;
/** A law over pairs has all of its rows, a few of which alone may see a mistake. */
const settingsOf = ({ id }: Case): LabSettings => ({
  seed,
  runs: id.startsWith('law/pairs/') ? wholeRuns : 10,
});

/** What is tried on a mutant: cases of its clause, and a few others of every kind. */
function casesFor({ clause }: Mutant): Case[] {
  const others = cases.filter(({ id }) => !id.startsWith('golden/') && !id.startsWith('refusal/'));
  const goldens = cases.filter(({ id }) => id.startsWith('golden/cells/'));
  return [
    ...others.filter(({ clauses }) => clauses.includes(clause)).slice(0, 8),
    ...goldens.filter(({ clauses }) => clauses.includes(clause)).slice(0, 4),
    ...others.filter(({ clauses }, index) => !clauses.includes(clause) && index % 9 === 0),
  ];
}

interface Named {
  readonly names: readonly string[];
  readonly isUnlike: boolean;
}

/** What a mutant is said to look like, as if it were a stranger. */
async function namedAs(mutant: Mutant, known: readonly Mutant[]): Promise<Named> {
  const failed: Ran[] = [];
  const passed: Ran[] = [];
  const tried = casesFor(mutant);
  const rest = cases.filter(
    (item) => item.clauses.includes(mutant.clause) && !tried.includes(item),
  );
  for (const [turn, item] of [...tried, ...rest].entries()) {
    // Of the others of its clause, up to the first that sees it.
    if (turn >= tried.length && failed.length > 0) break;
    const { status, failure, milliseconds } = await runCase(mutant.make(), item, settingsOf(item));
    if (status === 'pass') passed.push({ item, milliseconds });
    if (status === 'fail')
      failed.push({ item, milliseconds, ...(failure && { found: failure.found }) });
  }
  expect(failed.length, `${mutant.id} must fail a case`).toBeGreaterThan(0);
  // As long as it takes: where time runs out a diagnosis says nothing.
  const deadline = new Deadline(3_600_000);
  const judge = new Judge({ backend: mutant.make() }, seed, deadline);
  const { phrases, unlike } = await likenessesOf(
    judge,
    { failed, passed, findings: [] },
    deadline,
    known,
  );
  return { names: [...new Set([...phrases.values()].flat())], isUnlike: unlike.size > 0 };
}

/**
 * All of them, each beside all others, take twenty minutes: `pnpm test:all`. So do those that only a long law sees, or one
 * activation, a minute each; the day's are of the rest, and are looked for among a seventh of the others. On 2026-11-26 182
 * of 185 were named, 3 not, and none wrongly.
 */
const some = ofTheDay(
  knownMistakes.filter(({ id }) => isWhole || !/^(pairs|sizes|large|values)\/|fiftieth/.test(id)),
  120,
);
const those = ofTheDay(knownMistakes, 7);

/** The others that a mutant may be taken for. */
const othersOf = (mutant: Mutant): Mutant[] => those.filter((one) => one !== mutant);

/** A share of a few says little: not all of them. */
function expectFew(ids: readonly string[]): void {
  expect(ids.length / some.length).toBeLessThan(isWhole ? 0.1 : 1);
}

test('a mistake that a mutant makes is named, and by no other name', async () => {
  const missed: string[] = [];
  const misnamed: string[] = [];
  for (const mutant of some) {
    const { names } = await namedAs(mutant, [mutant, ...othersOf(mutant)]);
    if (names.length === 0) missed.push(mutant.id);
    else if (!names.includes(mutant.says)) misnamed.push(`${mutant.id}: ${names.join()}`);
  }
  expect(misnamed).toEqual([]);
  expectFew(missed);
}, 7_200_000);

test('a mistake that is not known gets no name, unless that of its nearest relative', async () => {
  const named: string[] = [];
  const unexplained: string[] = [];
  for (const mutant of some) {
    const { names, isUnlike } = await namedAs(mutant, othersOf(mutant));
    if (names.length > 0) named.push(mutant.id);
    else if (!isUnlike) unexplained.push(mutant.id);
  }
  expect(unexplained).toEqual([]);
  expectFew(named);
}, 7_200_000);

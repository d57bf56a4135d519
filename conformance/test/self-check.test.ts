// The mutants die, each by its own clause.

import { readFileSync } from 'node:fs';
import { clauses } from '@gatefold/contract/clauses';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Case } from '../src/case.ts';
import { caseOf } from '../src/cases.ts';
import { mutants } from '../src/mutants/catalogue.ts';
import type { Mutant } from '../src/mutants/mutant.ts';
import { unseenByLaws } from '../src/mutants/unseen-by-laws.ts';
import { mutantsPage } from '../src/report/mutants-page.ts';
import { complaints, kills, lawScore, type SelfCheck, selfCheck } from '../src/self-check.ts';
import { isWhole, ofTheDay } from '../../packages/workspace/src/of-the-day.ts';

const settings = { seed: 20260701, runs: 25 };
const page = readFileSync(new URL('../../docs/contribute/mutants.md', import.meta.url), 'utf8');

describe('docs/contribute/mutants.md', () => {
  const killers = new Map(
    [...page.matchAll(/^\| \S+ +\| `(\S+)` .* `(\S+)` +\|$/gm)].map(([, id, killer]) => [
      id as string,
      caseOf(killer as string),
    ]),
  );
  const killerOf = ({ id }: Mutant): Case => killers.get(id) as Case;

  test('names for every mutant a case of the clause that it breaks', () => {
    expect([...killers.keys()]).toEqual(mutants.map(({ id }) => id));
    const strange = mutants.filter((one) => !killerOf(one).clauses.includes(one.clause));
    expect(strange.map(({ id }) => id)).toEqual([]);
  });

  test('every mutant is killed by the case that it names', { timeout: 600_000 }, async () => {
    // A law over sizes or many steps takes a hundred times as long as another case.
    const isDear = (one: Mutant): boolean => /^law\/(sizes|long-reading)/.test(killerOf(one).id);
    const named = mutants.filter(({ id }) => killers.has(id));
    const alive: string[] = [];
    for (const one of ofTheDay(named, 8, isDear)) {
      if (!(await kills(killerOf(one), one, settings))) alive.push(one.id);
    }
    expect(alive).toEqual([]);
  });
});

/** What kills each is sought anew, among all cases, by `pnpm test:all`; it takes minutes. */
describe.runIf(isWhole)('self-check', () => {
  let checked: SelfCheck;

  beforeAll(async () => {
    checked = await selfCheck({ ...settings, full: true });
  }, 900_000);

  test('every mutant is killed by a case of the clause that it breaks', () => {
    expect(checked.verdicts.length).toBe(mutants.length);
    expect(complaints(checked)).toEqual([]);
  });

  test('laws alone kill at least 90 % of the mutants that change values', () => {
    const { killed, of } = lawScore(checked);
    expect(of).toBeGreaterThan(150);
    expect(killed / of).toBeGreaterThan(0.9);
  });

  test('those that no law sees are listed', () => {
    const changing = checked.verdicts.filter(({ mutant }) => mutant.changesValues);
    const unseen = changing.filter(({ law }) => law === undefined).map(({ id }) => id);
    expect(unseen.toSorted()).toEqual([...unseenByLaws].toSorted());
  });

  test('every case kills some mutant', () => {
    expect(checked.idle).toEqual([]);
  });

  test('docs/contribute/mutants.md is what `self-check --markdown` prints', () => {
    expect(page).toBe(mutantsPage(checked));
  });
});

test('a survivor, one that dies by another clause only, and a broken oracle are complained of', () => {
  const [mutant] = mutants as readonly [Mutant];
  const { id, clause, says } = mutant;
  const spoilt: SelfCheck = {
    verdicts: [
      { id, mutant, killers: [], strangers: [] },
      { id, mutant, killers: [], strangers: ['mask/head'] },
    ],
    honestFailures: ['law/split'],
    idle: [],
    milliseconds: 0,
  };
  expect(complaints(spoilt)).toEqual([
    'law/split fails on the honest plain backend',
    `${id} survives: ${says}`,
    `${id} is not killed by a case of ${clause}, only by mask/head`,
  ]);
});

describe('the catalogue', () => {
  test('ids are unique, clauses exist and bind backends', () => {
    const ids = mutants.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    const binding = clauses.filter(({ binds }) => binds === 'backend').map(({ id }) => id);
    expect(mutants.filter(({ clause }) => !binding.includes(clause))).toEqual([]);
  });

  test('nearly every clause that binds backends has a mutant', () => {
    const broken = new Set(mutants.map(({ clause }) => clause));
    const binding = clauses.filter(({ binds }) => binds === 'backend').map(({ id }) => id);
    // A config that has been through JSON cannot be told from one that has not.
    expect(binding.filter((id) => !broken.has(id))).toEqual(['L14']);
  });
});

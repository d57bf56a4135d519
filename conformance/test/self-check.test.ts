// The mutants die, each by its own clause.

import { readFileSync } from 'node:fs';
import { clauses } from '@gatefold/contract/clauses';
import { beforeAll, describe, expect, test } from 'vitest';
import { mutants } from '../src/mutants/catalogue.ts';
import { unseenByLaws } from '../src/mutants/unseen-by-laws.ts';
import { mutantsPage } from '../src/report/mutants-page.ts';
import {
  complaints,
  lawScore,
  type MutantVerdict,
  type SelfCheck,
  selfCheck,
} from '../src/self-check.ts';
import { isWhole } from '../../packages/workspace/src/of-the-day.ts';

const settings = { seed: 20260701, runs: 25, full: isWhole };
let checked: SelfCheck;

beforeAll(async () => {
  checked = await selfCheck(settings);
}, 900_000);

describe('self-check', () => {
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
    const page = new URL('../../docs/contribute/mutants.md', import.meta.url);
    expect(readFileSync(page, 'utf8')).toBe(mutantsPage(checked));
  });

  test('a survivor, one that dies by another clause only, and a broken oracle are complained of', () => {
    const [verdict] = checked.verdicts as [MutantVerdict];
    const spoilt: SelfCheck = {
      ...checked,
      verdicts: [
        { ...verdict, killers: [], strangers: [] },
        { ...verdict, killers: [], strangers: ['mask/head'] },
      ],
      honestFailures: ['law/split'],
    };
    expect(complaints(spoilt)).toEqual([
      'law/split fails on the honest plain backend',
      `${verdict.id} survives: ${verdict.mutant.says}`,
      `${verdict.id} is not killed by a case of ${verdict.mutant.clause}, only by mask/head`,
    ]);
  });
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

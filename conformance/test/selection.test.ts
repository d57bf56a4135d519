// Which cases a run takes: every shard its own, and together all of them.

import { expect, test } from 'vitest';
import { cases } from '../src/cases.ts';
import type { Selection } from '../src/report/report.ts';
import { selectCases } from '../src/selection.ts';

const idsOf = (selection: Selection): string[] => selectCases(selection).map(({ id }) => id);
const shards = (of: number, selection: Selection = {}): string[][] =>
  Array.from({ length: of }, (_, k) => idsOf({ ...selection, shard: { index: k + 1, of } }));

test.each([1, 2, 4, 7, cases.length, cases.length + 3])(
  'each case is in exactly one of %i shards, wherever and however often they are made',
  (of) => {
    const parts = shards(of);
    expect(parts.flat().toSorted()).toEqual(idsOf({}).toSorted());
    expect(shards(of)).toEqual(parts);
    const sizes = parts.map(({ length }) => length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  },
);

test('shards part what levels and ids have chosen', () => {
  const chosen = { levels: ['masking'], only: ['golden/*'] } as const;
  expect(idsOf(chosen).length).toBeGreaterThan(10);
  expect(shards(3, chosen).flat().toSorted()).toEqual(idsOf(chosen).toSorted());
});

// What the laws over sizes and pairs try: every two choices that are claimed and go together, and nothing else.

import { activationNames, type Supports } from '@gatefold/contract';
import { missingSupport } from '@gatefold/contract/author';
import { describe, expect, test } from 'vitest';
import {
  coverActivations,
  coverPairs,
  coverSizes,
  type Covering,
  levelOf,
  shareOf,
  wholeRuns,
} from '../src/laws/coverings.ts';
import { pairwise } from '../src/laws/pairwise.ts';
import { configOf, excludesTrial, type Trial } from '../src/laws/trial.ts';
import { plainBackend } from '../src/plain/plain-backend.ts';
import { seeded } from '../src/random.ts';

const { supports: all } = plainBackend();

const narrow: readonly (readonly [string, Supports])[] = [
  ['all that there is', all],
  [
    'a SimpleRNN of linear, forwards',
    {
      ...all,
      cells: ['simpleRNN'],
      activations: ['linear'],
      recurrentActivations: [],
      resetAfter: [],
      masking: false,
      goBackwards: false,
      alignOutput: false,
      stateful: false,
      bidirectional: false,
      stacked: false,
      streaming: false,
    },
  ],
  [
    'a GRU that resets before the product, with masks',
    { ...all, cells: ['gru'], resetAfter: [false], goBackwards: false, bidirectional: false },
  ],
  [
    'cells of relu and hardSigmoid',
    { ...all, activations: ['relu'], recurrentActivations: ['hardSigmoid'] },
  ],
];

/** `activation relu & within stack of 2`, of every two choices of a trial. */
function pairsIn(trial: Trial): string[] {
  const choices = Object.entries(trial).map(
    ([name, value]) =>
      `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
  );
  return choices.flatMap((one, place) =>
    choices.slice(place + 1).map((other) => [one, other].toSorted().join(' & ')),
  );
}

/** Every choice that a covering makes of a name. */
function choicesIn(trials: readonly Trial[]): Record<string, unknown[]> {
  const names = Object.keys(trials[0] as Trial) as (keyof Trial)[];
  return Object.fromEntries(
    names.map((name) => [
      name,
      [...new Map(trials.map((trial) => [JSON.stringify(trial[name]), trial[name]])).values()],
    ]),
  );
}

const trialsOf = ({ rows, trialOf }: Covering): Trial[] => rows.map((row) => trialOf(row));

describe.each(narrow)('%s', (_, supports) => {
  test.each([1, 2, 3])(
    'has every two choices that go together among its pairs, seed %i',
    (seed) => {
      const trials = [coverPairs, coverActivations].flatMap((cover) =>
        trialsOf(cover(supports, seed)),
      );
      const covered = new Set(trials.flatMap((trial) => pairsIn(trial)));
      const choices = Object.entries(choicesIn(trials));
      const missing: string[] = [];
      for (const [place, [name, values]] of choices.entries()) {
        for (const [other, others] of choices.slice(place + 1)) {
          for (const a of values) {
            for (const b of others) {
              const pair = { [name]: a, [other]: b } as Partial<Trial>;
              if (excludesTrial(pair)) continue;
              const [key] = pairsIn(pair as Trial);
              if (!covered.has(key as string)) missing.push(key as string);
            }
          }
        }
      }
      expect(missing).toEqual([]);
    },
  );

  test('asks for nothing that is not claimed', () => {
    for (const cover of [coverPairs, coverActivations, coverSizes]) {
      for (const trial of trialsOf(cover(supports, 1))) {
        expect(missingSupport(supports, configOf(trial, supports))).toBeUndefined();
        expect(excludesTrial(trial)).toBe(false);
        expect(trial.mask !== 'none' && !supports.masking).toBe(false);
        expect(trial.call === 'stream' && !supports.streaming).toBe(false);
      }
    }
  });

  test('tries every size with every cell, within the core', () => {
    const core = trialsOf(coverSizes(supports, 1)).filter((trial) => levelOf(trial) === 'core');
    const { cell: cells = [] } = choicesIn(core);
    for (const units of [1, 2, 8, 9, 31, 32, 33, 64, 65, 128, 255, 256, 300]) {
      const tried = core.filter((trial) => trial.units === units);
      expect(new Set(tried.map(({ cell }) => JSON.stringify(cell))).size).toBe(cells.length);
    }
  });
});

test('all that is claimed is among the choices', () => {
  const { activation, recurrentActivation, within, call, mask } = choicesIn(
    trialsOf(coverPairs(all, 1)),
  );
  expect(activation?.toSorted()).toEqual(activationNames.toSorted());
  expect(recurrentActivation?.toSorted()).toEqual([...activationNames, 'none'].toSorted());
  expect(within).toHaveLength(9);
  expect(call).toHaveLength(3);
  expect(mask).toHaveLength(6);
});

test('every level has trials of its own, and the seed chooses what goes with what', () => {
  const levels = (seed: number): string[] =>
    trialsOf(coverPairs(all, seed)).map((trial) => levelOf(trial));
  expect(new Set(levels(1)).size).toBe(7);
  expect(trialsOf(coverPairs(all, 1))).toEqual(trialsOf(coverPairs(all, 1)));
  expect(trialsOf(coverPairs(all, 1))).not.toEqual(trialsOf(coverPairs(all, 2)));
});

test('what activations are tried in is the core, whatever the pairs before them have', () => {
  const levels = trialsOf(coverActivations(all, 1)).map((trial) => levelOf(trial));
  expect([...new Set(levels)]).toEqual(['core']);
});

test('rows that there are already are not made again', () => {
  const plan = {
    factors: { a: [1, 2, 3], b: [1, 2, 3], c: [1, 2] },
    excludes: ({ a, c }: Record<string, unknown>) => a === 3 && c === 2,
    asksFor: () => true,
    telling: {},
    random: seeded(1),
  };
  const rows = pairwise({ ...plan, known: [] });
  expect(rows.length).toBeLessThan(3 * 3 * 2);
  expect(rows.some(([a, , c]) => a === 2 && c === 1)).toBe(false);
  expect(pairwise({ ...plan, known: rows })).toEqual([]);
  expect(pairwise({ ...plan, known: rows.slice(1) }).length).toBeGreaterThan(0);
});

describe('a run with few examples', () => {
  const { rows } = coverPairs(all, 1);
  const some = (seed: number, runs: number): readonly (readonly number[])[] =>
    shareOf(rows, { seed, runs }, wholeRuns);

  test('tries its share of the rows, in their order, and from enough examples on all of them', () => {
    expect(some(1, wholeRuns)).toEqual(rows);
    const five = some(1, 5);
    expect(five).toHaveLength(Math.ceil(rows.length / 5));
    expect(five).toEqual(rows.filter((row) => five.includes(row)));
    expect(shareOf(rows.slice(0, 2), { seed: 1, runs: 1 }, wholeRuns)).toHaveLength(1);
  });

  test('tries others with another seed, so that in time every row has its turn', () => {
    expect(some(1, 5)).toEqual(some(1, 5));
    const seen = new Set(Array.from({ length: 60 }, (_, seed) => some(seed, 5)).flat());
    expect(seen.size).toBe(rows.length);
  });
});

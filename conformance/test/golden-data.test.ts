// The goldens' numbers can tell things apart, are what Keras and the plain backend agree on, and match their specs.

import { type CellConfig, type LayerConfig } from '@gatefold/contract';
import { cellsOf } from '@gatefold/contract/author';
import { describe, expect, test } from 'vitest';
import { deviations, plainOutcomes } from '../golden/deviation.ts';
import { drawGolden } from '../src/golden/draw.ts';
import { type Golden, groups, type StoredTensor } from '../src/golden/golden.ts';
import { deviationsOf, firstIllStep } from '../src/golden/compare.ts';
import { loadFile } from '../src/golden/load.ts';
import { leafOf, leavesOf } from '../src/golden/outcome.ts';
import { goldenSpecs } from '../src/golden/specs.ts';
import { canStep } from '../src/golden/stepwise.ts';
import { goldenTolerance } from '../src/tolerance.ts';
import { gateSums } from './fixtures/gate-sums.ts';

const files = await Promise.all(groups.map(loadFile));
const goldens = files.flatMap(({ cases }) => cases);
const float32 = { precision: 'f32', weightPrecision: 'f32' } as const;
const specById = new Map(goldenSpecs.map((item) => [item.id, item]));

/** Ids of the goldens for which something does not hold. */
function idsWhere(isWrong: (golden: Golden) => boolean): string[] {
  return goldens.filter(isWrong).map(({ id }) => id);
}

/** All that is given to a layer. */
function givenTensors({ weights, calls }: Golden): StoredTensor[] {
  return [
    ...(weights.kind === 'numbers' ? Object.values(weights.leaves) : []),
    ...calls.flatMap(({ x, initialState = {}, reset = {} }) => [
      x,
      ...Object.values(initialState),
      ...(reset === 'zeros' ? [] : Object.values(reset)),
    ]),
  ];
}

const directionsOf = (config: LayerConfig): readonly (readonly CellConfig[])[] =>
  config.kind === 'bidirectional'
    ? [cellsOf(config.layer), cellsOf(config.backwardLayer)]
    : [cellsOf(config)];

test('files hold the goldens of the specs, in their order and with their configs', () => {
  const ofGroups = groups.flatMap((group) => goldenSpecs.filter((item) => item.group === group));
  expect(goldens.map(({ id, clauses, config }) => ({ id, clauses, config }))).toEqual(
    ofGroups.map(({ id, clauses, config }) => ({ id, clauses, config })),
  );
});

describe('numbers that tell things apart', () => {
  test('no two numbers that a layer is given are alike, sign aside', () => {
    const alike = idsWhere((golden) => {
      const tensors = givenTensors(golden);
      const lists =
        golden.weights.kind === 'seed'
          ? tensors.map(({ data }) => data)
          : [tensors.flatMap(({ data }) => data)];
      return lists.some(
        (list) => new Set(list.map((value) => Math.fround(Math.abs(value)))).size < list.length,
      );
    });
    expect(alike).toEqual([]);
  });

  test('no matrix is symmetric', () => {
    const symmetric = idsWhere((golden) =>
      givenTensors(golden).some(({ shape, data }) => {
        const [rows, columns] = shape as [number, number];
        if (shape.length !== 2 || rows !== columns || rows === 1) return false;
        return data.every(
          (value, k) => value === data[(k % columns) * columns + Math.floor(k / columns)],
        );
      }),
    );
    expect(symmetric).toEqual([]);
  });

  test('inputDim, units, batch and timeSteps all differ, but for goldens of sizes of 1', () => {
    const same = idsWhere(({ id, config, calls }) => {
      const sizes = [...(calls[0] as Golden['calls'][0]).x.shape];
      const all = directionsOf(config).map((cells) => [
        ...sizes,
        ...cells.map(({ units }) => units),
      ]);
      return !id.startsWith('sizes/') && all.some((list) => new Set(list).size < list.length);
    });
    expect(same).toEqual([]);
  });

  test('no unit ever has two saturated gates, but for weights that were multiplied', () => {
    const saturated = idsWhere((golden) => {
      if (golden.scale !== 1 || golden.id.startsWith('activations/')) return false;
      return gateSums(golden).some((gates) => gates.filter((sum) => Math.abs(sum) > 3).length > 1);
    });
    expect(saturated).toEqual([]);
  });

  test('every seed draws what its file holds', () => {
    const otherwise = idsWhere((golden) => {
      const drawn = drawGolden(specById.get(golden.id) as (typeof goldenSpecs)[0], golden.seed);
      const numbers = golden.calls.map(({ x }) => Float32Array.from(x.data).join());
      return numbers.join('|') !== drawn.calls.map(({ x }) => x.data.join()).join('|');
    });
    expect(otherwise).toEqual([]);
  });
});

describe('what Keras computed', () => {
  /** Ids where float32 of a line of Keras is farther from the truth than allowed, given D. */
  const idsBeyond = (
    writer: 'keras3' | 'tf_keras',
    allowed: (D: number, truth: number) => number,
  ): string[] =>
    idsWhere(({ calls, disagree }) =>
      calls.some((call) => {
        const observed = call.observed[writer];
        if (observed === undefined || disagree.some((other) => other.writer === writer))
          return false;
        if (firstIllStep(deviationsOf(call, float32)) !== undefined) return false;
        return leavesOf(call.truth).some(([name, { shape, data }]) => {
          const deviation = leafOf(call.deviation.f32, name);
          const numbers = leafOf(observed, name);
          const width = shape.at(-1) as number;
          return data.some((truth, index) => {
            const D = deviation[Math.floor(index / width) % deviation.length] as number;
            return Math.abs(truth - (numbers[index] as number)) > allowed(D, truth);
          });
        });
      }),
    );

  test.each(['keras3', 'tf_keras'] as const)('%s in float32 is within the tolerance', (writer) => {
    expect(idsBeyond(writer, (D, truth) => goldenTolerance('f32', D)(truth, 0))).toEqual([]);
  });

  test.each(['keras3', 'tf_keras'] as const)('%s is near D, as src/tolerance.ts says', (writer) => {
    const near = (D: number, truth: number): number =>
      1.6 * (D + 2 ** -24 * Math.abs(truth)) + 1e-12;
    const cancelling = ['activations/tanhShrink/activation'];
    expect(idsBeyond(writer, near).filter((id) => !cancelling.includes(id))).toEqual([]);
  });

  test('every disagreement names a clause, and its numbers differ from the truth', () => {
    const found = goldens.flatMap(({ disagree }) => disagree);
    expect(found.length).toBeGreaterThan(0);
    for (const { clause, calls, raises } of found) {
      expect(clause).toMatch(/^[A-Z]\d+$/);
      expect(calls === undefined).toBe(raises !== undefined);
    }
  });

  test('both lines of Keras computed all that they have words for', () => {
    const lacking = idsWhere(({ calls }) =>
      calls.some(({ observed }) => observed.keras3 === undefined),
    );
    expect(lacking.every((id) => id.includes('hardSigmoidKeras2'))).toBe(true);
  });
});

test('deviations are those that golden/deviation.ts measures, but for roundings of tanh and exp', async () => {
  const sizes = goldens.filter(({ id }) => id.startsWith('sizes/'));
  expect(sizes.length).toBeGreaterThan(10);
  for (const { id, seed, calls } of sizes) {
    const spec = specById.get(id) as (typeof goldenSpecs)[0];
    const drawn = drawGolden(spec, seed);
    const measured = await deviations(spec, drawn, await plainOutcomes(spec, drawn));
    for (const [call, { deviation, weightDeviation }] of calls.entries()) {
      const stored = numbersIn({ deviation, weightDeviation });
      const again = numbersIn(measured[call]);
      expect(again.length, id).toBe(stored.length);
      const off = again.filter((D, k) => Math.abs(D - (stored[k] as number)) > 0.02 * D);
      expect(off, id).toEqual([]);
    }
  }
});

/** Every number in a nest of objects and lists. */
function numbersIn(nest: unknown): number[] {
  return typeof nest === 'number' ? [nest] : Object.values(nest as object).flatMap(numbersIn);
}

test.each(
  (['f64', 'f32', 'f16'] as const).flatMap((precision) =>
    (['f32', 'f16', 'bf16', 'int8'] as const).map((weightPrecision) => ({
      precision,
      weightPrecision,
    })),
  ),
)(
  'what rounding to $precision, with weights in $weightPrecision, moves too far can be checked step by step, and there is such a golden',
  (claims) => {
    const ill = goldens.filter(({ calls }) =>
      calls.some((call) => firstIllStep(deviationsOf(call, claims)) !== undefined),
    );
    // hardShrink jumps at ±0.5, and int8 moves a gate of it across.
    const jumping =
      claims.weightPrecision === 'int8' ? ['activations/hardShrink/recurrent-activation'] : [];
    expect(ill.filter(({ config }) => !canStep(config)).map(({ id }) => id)).toEqual(jumping);
    expect(ill.length).toBeGreaterThan(0);
  },
);

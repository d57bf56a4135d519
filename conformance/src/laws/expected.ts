// What the suite's own plain backend gives for a call, and how far rounding alone moves it: the oracle of the laws over
// sizes and pairs, at every shape and for every choice.

import type { ActivationName, Backend } from '@gatefold/contract';
import { leavesOf } from '../golden/outcome.ts';
import { Lab } from '../lab.ts';
import { type NumberClaims, roughSums, roughWeights, unitRoundoff } from '../perturbed.ts';
import { honestParts } from '../plain/parts.ts';
import { plainBackend, type PlainOptions } from '../plain/plain-backend.ts';
import { inFloat32Range } from '../plain/rounding.ts';
import { type Random, seeded } from '../random.ts';
import { weightRoundoff } from '../stored-weights.ts';
import { goldenTolerance, illConditioned, probeTolerance } from '../tolerance.ts';
import {
  expectClose,
  expectTrue,
  type Observation,
  type Tolerance,
  type Values,
} from '../values.ts';
import { callTrial } from './call-trial.ts';
import { type Material, materialOf, type Trial } from './trial.ts';

/** What came back, leaf by leaf: `output`, `state h`, `call 1: output`. */
type Leaves = readonly (readonly [name: string, values: Values])[];

/** Of each leaf: for each step of a sequence, or one. */
type Deviations = readonly (readonly number[])[];

export interface Expected {
  readonly leaves: Leaves;
  /** Measured once, when they are first asked for: it takes four times as long as the leaves. */
  readonly deviations: () => Promise<Deviations>;
  readonly isNearJump: boolean;
}

/** What was foreseen last, by trial: a diagnosis and the self-check ask the same of one mutant after another. */
let foreseen = { key: '', byTrial: new Map<string, readonly [Values[], Expected]>() };

/**
 * What a call must give, and how far from that an honest backend may be. Most of a law's time goes into it, so that it is
 * remembered while seed and claims stay the same; for a tensor of the device, only with the numbers that it had first.
 */
export async function expectedOf(
  trial: Trial,
  scale: number,
  material: Material,
  claims: NumberClaims,
  seed: number,
): Promise<Expected> {
  const key = `${seed} ${JSON.stringify(claims)}`;
  if (foreseen.key !== key) foreseen = { key, byTrial: new Map() };
  const { byTrial } = foreseen;
  const drawn = `${scale} ${JSON.stringify(trial)}`;
  const given = [material.x, ...Object.values(material.initialState ?? {})];
  const known = byTrial.get(drawn);
  if (known !== undefined && areSame(known[0], given)) return known[1];
  const expected = await foresee(trial, material, claims, seed);
  if (known === undefined) byTrial.set(drawn, [given, expected]);
  return expected;
}

function areSame(some: readonly Values[], others: readonly Values[]): boolean {
  return some.every(({ data }, leaf) =>
    data.every((value, place) => Object.is(value, others[leaf]?.data[place])),
  );
}

/** So many numbers are seen, or more, in the first steps: few would hide how far one of them may be off. */
const [numbersSeen, firstSteps] = [16, 4];

/**
 * Two sums that meet in a gate err to opposite sides in every second run, and so hide how far one large number may be off:
 * where one weight is large, two runs allowed an honest float32 backend less than it needs.
 */
const fewestRuns = 6;

/**
 * An activation that a polynomial or a fraction computes may err to one side at every step, which errors of random signs hide.
 * Backends within two units of the last place were 0.93 D off at most in 200 examples of each law, and have twice as much; one
 * whose e^x was 5.5 units off, as @gatefold/wasm's once was, 6.2 D after three steps of an LSTM whose gates are e^x too.
 */
const oneSided = 2;

/** Where an activation jumps: rounding alone may put an honest backend on the other side. */
const jumps: Readonly<Partial<Record<ActivationName, number>>> = { hardShrink: 0.5 };

/** How near to a jump the plain backend has come. */
let nearest = Infinity;

const exact = plainBackend({
  parts: {
    scalarOf: (name) => {
      const scalar = honestParts.scalarOf(name);
      const jump = jumps[name];
      if (jump === undefined) return scalar;
      return (v) => {
        nearest = Math.min(nearest, Math.abs(Math.abs(v) - jump));
        return scalar(v);
      };
    },
  },
});

/** The call in float64. */
async function foresee(
  trial: Trial,
  material: Material,
  claims: NumberClaims,
  seed: number,
): Promise<Expected> {
  nearest = Infinity;
  const leaves = await leavesFrom(exact, trial, material, seed);
  // A sum of some ten products is off by four roundings of its largest weights, and hardly more.
  const ofWeights = 4 * weightRoundoff(claims.weightPrecision, 1, 1);
  const isNearJump = nearest < 64 * unitRoundoff[claims.precision] + ofWeights;
  let deviations: Promise<Deviations> | undefined;
  return {
    leaves,
    isNearJump,
    deviations: () => (deviations ??= measured(leaves, trial, material, claims, seed)),
  };
}

async function leavesFrom(
  backend: Backend,
  trial: Trial,
  material: Material,
  seed: number,
): Promise<Leaves> {
  return named(await callTrial(new Lab(backend, { seed, runs: 1 }), trial, material));
}

/**
 * How far the numbers of a call come to be off where every sum and every activation errs as an honest backend's may: the D
 * of golden/deviation.ts, measured while the suite runs. Rows do not act on one another, so that copies of them serve as
 * runs, but for weights that err once a layer. D of a step is the largest of those before it, and of the first four.
 */
async function measured(
  leaves: Leaves,
  trial: Trial,
  material: Material,
  claims: NumberClaims,
  seed: number,
): Promise<Deviations> {
  const fewest = Math.min(...leaves.map(([, { shape, data }]) => numbersIn(shape, data)));
  const needed = Math.max(Math.ceil(numbersSeen / fewest), fewestRuns);
  const [calls, copies] = weightsErr(claims) ? [Math.max(needed, 8), 1] : [1, needed];
  const backend = plainBackend(roughOptions(claims, seeded(seed)));
  const batch = material.x.shape[0] as number;
  const rows = Array.from({ length: batch * copies }, (_, row) => row % batch);
  const rough: Leaves[] = [];
  for (let made = 0; made < calls; made++) {
    rough.push(await leavesFrom(backend, trial, materialOf(material, rows), seed));
  }
  backend.dispose();
  return leaves.map(([, { shape, data }], index) =>
    largestSoFar(
      shape,
      data,
      rough.map((one) => (one[index] as Leaves[number])[1].data),
    ),
  );
}

function largestSoFar(
  shape: readonly number[],
  truth: Float32Array,
  rough: readonly Float32Array[],
): readonly number[] {
  const most = Array.from({ length: stepsOf(shape) }, () => 0);
  for (const data of rough) {
    for (const [place, value] of data.entries()) {
      const step = stepAt(shape, place);
      const off = Math.abs(value - (truth[place % truth.length] as number));
      // NaN stays.
      most[step] = Math.max(most[step] as number, off);
    }
  }
  let largest = Math.max(...most.slice(0, firstSteps));
  return most.map((off) => (largest = Math.max(largest, off)));
}

/** Of the first steps. */
function numbersIn(shape: readonly number[], data: Float32Array): number {
  const steps = stepsOf(shape);
  return (data.length * Math.min(steps, firstSteps)) / steps;
}

/** Whether rounding alone moves a number so far that a comparison would prove nothing. */
async function isIllConditioned({ isNearJump, deviations }: Expected): Promise<boolean> {
  return (
    isNearJump ||
    (await deviations()).some((most) => most.some((D) => Number.isNaN(D) || illConditioned(D)))
  );
}

/**
 * Compares what a backend gave, where that can prove anything.
 *
 * @returns whether it did: not where rounding alone moves a number too far, or there is no number at all
 */
export async function isAsExpected(
  lab: Lab,
  expected: Expected,
  call: () => Promise<readonly Observation[]>,
): Promise<boolean> {
  const { leaves } = expected;
  if (leaves.some(([, { data }]) => data.some((value) => !Number.isFinite(value)))) return false;
  const given = named(await call());
  expectTrue(
    `results must be ${leaves.map(([name]) => name).join(', ')}, got ${given.map(([name]) => name).join(', ')}`,
    given.map(([name]) => name).join() === leaves.map(([name]) => name).join(),
  );
  const { precision } = lab.supports;
  // Nearer than any deviation would ask for: none has to be measured, nor is a share of a tolerance known.
  if (areWithin(given, leaves, goldenTolerance(precision, 0))) return true;
  if (await isIllConditioned(expected)) return false;
  const deviations = await expected.deviations();
  for (const [index, [name, wanted]] of leaves.entries()) {
    const most = deviations[index] as readonly number[];
    const tolerance: Tolerance = (value, place) =>
      goldenTolerance(precision, oneSided * (most[stepAt(wanted.shape, place)] as number))(
        value,
        place,
      );
    lab.note(expectClose(name, given[index]?.[1] as Values, wanted, tolerance));
  }
  return true;
}

function areWithin(given: Leaves, wanted: Leaves, tolerance: Tolerance): boolean {
  return wanted.every(([, { shape, data }], index) => {
    const mine = (given[index] as Leaves[number])[1];
    return (
      mine.shape.join() === shape.join() &&
      data.every(
        (value, place) => Math.abs((mine.data[place] as number) - value) <= tolerance(value, place),
      )
    );
  });
}

function named(observations: readonly Observation[]): Leaves {
  return observations.flatMap((observation, call) =>
    leavesOf(observation).map(
      ([name, leaf]) => [observations.length === 1 ? name : `call ${call}: ${name}`, leaf] as const,
    ),
  );
}

function stepsOf(shape: readonly number[]): number {
  return shape.length === 3 ? (shape[1] as number) : 1;
}

function stepAt(shape: readonly number[], place: number): number {
  return shape.length === 3 ? Math.floor(place / (shape[2] as number)) % (shape[1] as number) : 0;
}

/** Whether weights are off too, once a layer. */
function weightsErr({ precision, weightPrecision }: NumberClaims): boolean {
  return precision === 'f16' || weightPrecision !== 'f32';
}

/**
 * Errors of the claims. A sum of n products errs as n roundings at random do, at once instead of one by one: by
 * u·√(Σ of the squares of all products and partial sums), up or down, and never by less. The one large number among a few
 * is seen in two or three runs only, and must not be near the truth in all of them by chance. An activation errs by a
 * quarter of what it may, since the tolerance is four deviations.
 */
function roughOptions(claims: NumberClaims, random: Random): PlainOptions {
  const { precision, weightPrecision } = claims;
  const u = unitRoundoff[precision];
  const some = (size: number): number => size * (2 * random() - 1);
  const perturb = (value: number): number => inFloat32Range(value + some(u * Math.abs(value)));
  const { prepare = honestParts.prepare, sequence = honestParts.sequence } =
    roughSums(precision, random).parts ?? {};
  const { prepare: store = honestParts.prepare } =
    roughWeights(weightPrecision, random).parts ?? {};
  return {
    arithmetic: {
      round: perturb,
      sumOrder: 'forward',
      roundSum: (sum, squares) =>
        inFloat32Range(sum + (random() < 0.5 ? -u : u) * Math.sqrt(squares)),
    },
    parts: {
      ...(weightsErr(claims) ? { prepare: (checked) => prepare(store(checked)) } : {}),
      sequence,
      scalarOf: (name) => {
        const scalar = honestParts.scalarOf(name);
        return (v) => {
          const value = scalar(v);
          return inFloat32Range(value + some(probeTolerance(precision, name, [v])(value, 0) / 4));
        };
      },
    },
  };
}

// Compares what a backend gave with a golden, step by step.

import type { Precision } from '@gatefold/contract';
import type { NumberClaims } from '../perturbed.ts';
import { goldenTolerance, illConditioned } from '../tolerance.ts';
import {
  differing,
  expectShape,
  Mismatch,
  observe,
  type Observation,
  type Observed,
  type Values,
} from '../values.ts';
import type { Outcome, StoredCall } from './golden.ts';
import { leafOf, leavesOf, mapOutcome } from './outcome.ts';

/** D of each step of a call, for what a backend claims. */
export function deviationsOf(
  { deviation, weightDeviation }: Pick<StoredCall, 'deviation' | 'weightDeviation'>,
  { precision, weightPrecision }: NumberClaims,
): Outcome<readonly number[]> {
  return mapOutcome(deviation[precision], (steps, name) => {
    const ofWeights =
      weightPrecision === 'f32' ? undefined : leafOf(weightDeviation[weightPrecision], name);
    return steps.map((D, t) => D + (ofWeights?.[t] ?? 0));
  });
}

/** From which step on rounding alone may move a golden too far to be compared; undefined where it never does. */
export function firstIllStep(deviations: Outcome<readonly number[]>): number | undefined {
  const steps = leavesOf(deviations).flatMap(([, values]) => {
    const step = values.findIndex((D) => illConditioned(D));
    return step === -1 ? [] : [step];
  });
  return steps.length === 0 ? undefined : Math.min(...steps);
}

/**
 * Compares outputs and states, each with the tolerance of its step; from step `until` on, nothing.
 *
 * @returns the largest share of a tolerance that was used
 * @throws {Mismatch} that names the first number beyond it
 */
export function expectGolden(
  what: string,
  got: Observation,
  truth: Outcome<Observed['wanted']>,
  deviations: Outcome<readonly number[]>,
  precision: Precision,
  until: number = Infinity,
): number {
  let headroom = 0;
  for (const [name, wanted] of leavesOf(truth)) {
    const values = leafOf(got, name) as Values | undefined;
    if (values === undefined) throw new Mismatch(`${what}${name} is missing`);
    expectShape(`${what}${name}`, values, wanted.shape);
    // Only a sequence has steps to compare before the first that is ill-conditioned.
    if (until !== Infinity && wanted.shape.length < 3) continue;
    const D = leafOf(deviations, name);
    headroom = Math.max(
      headroom,
      compareLeaf(`${what}${name}`, values, wanted, D, precision, until),
    );
  }
  return headroom;
}

/** Step by step, so that the first that differs is the one that is named. */
function compareLeaf(
  what: string,
  { data }: Values,
  { shape, data: wanted }: Observed['wanted'],
  deviation: readonly number[],
  precision: Precision,
  until: number,
): number {
  const width = shape.at(-1) as number;
  const timeSteps = deviation.length;
  const allowedAt = (index: number): number => {
    const D = deviation[stepOfIndex(shape, index)] as number;
    return goldenTolerance(precision, D)(wanted[index] as number, index);
  };
  observe({ what, wanted: { shape, data: wanted }, allowed: allowedAt });
  let headroom = 0;
  for (let t = 0; t < Math.min(timeSteps, until); t++) {
    const tolerance = goldenTolerance(precision, deviation[t] as number);
    for (let start = t * width; start < data.length; start += timeSteps * width) {
      for (let index = start; index < start + width; index++) {
        const [a, b] = [data[index] as number, wanted[index] as number];
        const [error, allowed] = [Math.abs(a - b), tolerance(b, index)];
        if (error <= allowed) headroom = Math.max(headroom, error / allowed);
        else {
          throw differing({ what, shape, got: data, wanted, allowed: allowedAt, first: index });
        }
      }
    }
  }
  return headroom;
}

/** Which deviation speaks of a number: that of its step, or the only one. */
function stepOfIndex(shape: readonly number[], index: number): number {
  const [, timeSteps = 1, width = 1] = shape.length === 3 ? shape : [];
  return shape.length === 3 ? Math.floor(index / width) % timeSteps : 0;
}

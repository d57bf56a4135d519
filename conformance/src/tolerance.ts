// How far two honest computations of the same numbers may be apart.

import { type ActivationName, type LayerConfig, type Precision } from '@gatefold/contract';
import { cellsOf } from '@gatefold/contract/author';
import { unitRoundoff } from './perturbed.ts';
import type { Tolerance } from './values.ts';

/** Roundings of a step beside its products: sums of the gates, activations (2 each), the state update. */
const gateRoundings = 12;

/**
 * The tolerance of laws, which compare a backend with itself on small sizes: whatever the type that it stores weights
 * in, both sides have the same ones.
 *
 *     tol(y) = 2u|y| + T · (2n + 12) · u · max(1, |y|) + 1e-7
 *
 * with at most n products to each of the sums x·W and h·U, and T steps, times the cells of a stack. To first order, each
 * product and each rounding of a step errs by at most u of a number below 1, which the drawn data ensure, or of the size
 * of y, where a backend claims only activations under which numbers grow; activations pass errors on with a slope of at
 * most 1; what T steps add is at most their sum. The floor is that of the goldens. At the largest sizes drawn, n = 7 and
 * T = 8, this is 1.25e-5 for float32, about a tenth of the smallest change that a wrong formula makes on such data.
 */
export function lawTolerance(
  precision: Precision,
  config: LayerConfig,
  inputDim: number,
  timeSteps: number,
): Tolerance {
  const directions =
    config.kind === 'bidirectional' ? [config.layer, config.backwardLayer] : [config];
  const products = directions
    .flatMap((direction) => cellsOf(direction))
    .reduce((most, { units }) => Math.max(most, units), inputDim);
  const depth = Math.max(...directions.map((direction) => cellsOf(direction).length));
  const u = unitRoundoff[precision];
  const steps = Math.max(timeSteps, 1) * depth;
  const roundings = steps * (2 * products + gateRoundings);
  return (wanted) => {
    const size = Math.abs(wanted);
    return 2 * u * size + roundings * u * Math.max(1, size) + 1e-7;
  };
}

/** The tolerance of a number that was printed with `digits` decimals: half a unit of the last, and the floor. */
export function printedTolerance(precision: Precision, digits: number): Tolerance {
  const u = unitRoundoff[precision];
  return (wanted) =>
    0.5 * 10 ** -digits + 2 * u * Math.abs(wanted) + (precision === 'f16' ? 8 * u : 1e-7);
}

/** The tolerance of one activation of a number of ordinary size: a few roundings of the result, and the floor. */
export function activationTolerance(precision: Precision): Tolerance {
  const u = unitRoundoff[precision];
  return (wanted) => 8 * u * Math.abs(wanted) + 1e-7 + (precision === 'f16' ? 8 * u : 0);
}

/** Activations whose formula cancels numbers of size |x| where x is negative. */
const cancelling: readonly ActivationName[] = ['squareplus', 'gelu'];

/**
 * The tolerance of one activation at given points.
 *
 * squareplus adds x to sqrt(x² + 4), and gelu multiplies x by 1 + erf(x / sqrt 2): where x is negative, an honest float32
 * is off by roundings of |x|. Keras 3.15.1 itself is, in float32: squareplus(-80) is 0.0124969 for 0.0124980 on
 * TensorFlow, off by 0.23 u|x|, and gelu(-4.5) is -1.5423e-5 for -1.5290e-5 on torch.
 */
export function probeTolerance(
  precision: Precision,
  name: ActivationName,
  points: ArrayLike<number>,
): Tolerance {
  const plain = activationTolerance(precision);
  if (!cancelling.includes(name)) return plain;
  return (wanted, index) =>
    plain(wanted, index) + 2 * unitRoundoff[precision] * Math.abs(points[index] as number);
}

/**
 * The tolerance of a golden at a step whose deviation is D.
 *
 *     tol(y) = 4·D + 2u|y| + 1e-7
 *
 * D is measured, not guessed: the largest change of that step's numbers in 24 runs of the float64 reference in which
 * every operation is off by up to a unit roundoff at random, plus that in 24 runs in which every weight is, once, where
 * the backend claims a smaller type for them (golden/deviation.ts). An honest implementation is one
 * more such run, in some order of sums and with some operations fused, and is found near D: tf_keras, Keras 3, and
 * float32 in two orders of sums are within 1.6·(D + u|y|) on every golden, weights ×3 included (golden-data.test.ts).
 * The one exception is tanhShrink, x - tanh(x), in Keras 3: where it cancels, the floor of 1e-7 holds it. The factor
 * of 4 is for what random signs hide: roundings that all err to one side, which grow as n where random ones grow as
 * √n, and 24 runs being few: of the 512 steps of a golden, one is 2.1·D off with weights in float16.
 * 2u|y| rounds the result and the stored truth; 1e-7 lets numbers near 0 be near 0.
 */
export function goldenTolerance(precision: Precision, deviation: number): Tolerance {
  const u = unitRoundoff[precision];
  return (wanted) => 4 * deviation + 2 * u * Math.abs(wanted) + 1e-7;
}

/** Whether rounding alone moves a step by more than a twentieth: a comparison there would prove nothing. */
export function illConditioned(deviation: number): boolean {
  return 4 * deviation > 0.05;
}

// Equal outputs first: a contender that computes something else is named, and not timed.

import type { Runner } from './contender.ts';

/**
 * How far float32 may be from our float64, absolutely, at the last of 100 steps.
 *
 * Outputs lie in (-1, 1), where rounding to float32 errs by 3e-8 at most. With weights of the size that Keras
 * initialises, errors of earlier steps shrink, and honest float32 cells end within 1e-7 (the table in README.md); the
 * rest is room for approximated activations. Two gates swapped, Keras 2's hard sigmoid for the sigmoid, or the other
 * GRU variant err by 0.02 to 0.7 on these workloads.
 *
 * A GPU's own tanh may err by 1e-5 (https://www.w3.org/TR/WGSL/#concrete-float-accuracy), and h takes two of them.
 */
export const tolerances = { cpu: 2e-6, gpu: 2e-5 };

export interface Verification {
  /** The largest absolute error over all inputs; NaN when an output is NaN or of another size. */
  readonly maxError: number;
  readonly equal: boolean;
  /** Of the first call, which may compile. */
  readonly firstMs: number;
  /** Of its calls; those that follow a slow pair are left out. */
  readonly fastestMs: number;
}

/** A call that takes longer is not timed: the rounds would take minutes. */
export const slowestCallMs = 3000;

export async function verify(
  runner: Runner,
  inputs: readonly Float32Array[],
  expected: readonly Float32Array[],
  tolerance: number,
): Promise<Verification> {
  let maxError = 0;
  let firstMs = NaN;
  let fastestMs = Infinity;
  for (const [index, x] of inputs.entries()) {
    const start = performance.now();
    const output = await runner.run(x, 1);
    const spent = performance.now() - start;
    if (index === 0) firstMs = spent;
    fastestMs = Math.min(fastestMs, spent);
    const error = largestDifference(output, expected[index] as Float32Array);
    if (!(error <= maxError)) maxError = error;
    // The first call compiles.
    if (Number.isNaN(error) || (index > 0 && fastestMs > slowestCallMs)) break;
  }
  return { maxError, equal: maxError <= tolerance, firstMs, fastestMs };
}

function largestDifference(got: Float32Array, expected: Float32Array): number {
  if (got.length !== expected.length) return NaN;
  let largest = 0;
  for (const [k, value] of expected.entries()) {
    const difference = Math.abs((got[k] as number) - value);
    if (!(difference <= largest)) largest = difference;
    if (Number.isNaN(difference)) break;
  }
  return largest;
}

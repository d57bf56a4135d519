// Numbers for tests: all different, so that none that is out of place goes unseen.

import type { HostTensor } from '@gatefold/contract';

/** A tensor of distinct numbers between -1 and 1. */
export function distinct(shape: readonly number[], seed = 1): HostTensor {
  const length = shape.reduce((all, size) => all * size, 1);
  return { shape, data: Float32Array.from({ length }, (_, k) => Math.sin(seed + 1.7 * k)) };
}

/** Rows of a tensor as nested arrays, rounded to six digits. */
export function rounded({ data }: HostTensor): number[] {
  // -0 is 0.
  return [...data].map((value) => Number(value.toFixed(6)) + 0);
}

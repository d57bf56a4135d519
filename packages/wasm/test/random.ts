// Numbers between -0.5 and 0.5 that are the same in each run.

import type { HostTensor } from '../src/index.ts';

let state = 20_261_126;

/** A tensor of mulberry32's numbers. */
export function random(...shape: number[]): HostTensor & { readonly data: Float32Array } {
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => next() - 0.5);
  return { shape, data };
}

function next(): number {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

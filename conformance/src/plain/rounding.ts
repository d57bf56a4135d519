// Arithmetic that rounds to a floating-point type, and what float32 has room for.

import type { Arithmetic } from './arithmetic.ts';

/** Rounds to a number of significant bits, and flushes what is smaller than 2^-14 to multiples of the last one. */
export function rounding(bits: number): Arithmetic {
  const round = (exact: number): number => {
    if (exact === 0 || !Number.isFinite(exact)) return exact;
    const exponent = Math.max(Math.floor(Math.log2(Math.abs(exact))), -14);
    const unit = 2 ** (exponent - bits + 1);
    return Math.round(exact / unit) * unit;
  };
  return { round, sumOrder: 'forward' };
}

/** float16. */
export const half: Arithmetic = rounding(11);

export const float32: Arithmetic = { round: Math.fround, sumOrder: 'forward' };

/** A number to go on with: infinite where it would be read as infinity, and otherwise as it is. Clauses V13, L17. */
export function inFloat32Range(value: number): number {
  const read = Math.fround(value);
  return Number.isFinite(read) ? value : read;
}

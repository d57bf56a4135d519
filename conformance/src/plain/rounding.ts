// Arithmetic that rounds to a floating-point type, and what float32 has room for.

import type { Arithmetic } from './arithmetic.ts';

/**
 * Rounds to a number of significant bits, and flushes what is smaller than 2^-14 to multiples of the last one. By sums
 * that float64 itself rounds (T. J. Dekker, "A floating-point technique for extending the available precision", 1971):
 * logarithms take five times as long, and every operation is rounded.
 */
export function rounding(bits: number): Arithmetic {
  const split = 2 ** (53 - bits) + 1;
  const least = 2 ** -14;
  const flush = 1.5 * 2 ** (52 - 14 - bits + 1);
  /** What `split` can multiply. */
  const most = Number.MAX_VALUE / 2 ** 53;
  const round = (exact: number): number => {
    const size = Math.abs(exact);
    if (size < least) return exact === 0 ? exact : exact + flush - flush;
    // NaN and infinity, too.
    if (!(size < most)) return exact;
    const wide = exact * split;
    return wide - (wide - exact);
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

// Draws a golden until its numbers can tell everything apart. test/golden-data.test.ts holds the files to the same.

import { type DrawnGolden, drawGolden } from '../src/golden/draw.ts';
import type { GoldenSpec } from '../src/golden/golden.ts';

/** The first clean draw, from a seed that the id gives: a golden does not change when another is added. */
export function drawClean(spec: GoldenSpec): DrawnGolden {
  let seed = 0;
  for (const letter of spec.id) seed = (Math.imul(seed, 31) + letter.charCodeAt(0)) >>> 0;
  for (;;) {
    const drawn = drawGolden(spec, seed);
    if (numbersAreDistinct(drawn)) return drawn;
    seed = (seed + 1) >>> 0;
  }
}

/** No two weights, inputs or states of one golden alike, sign aside; in layers too large for that, within a tensor. */
function numbersAreDistinct({ weights, calls }: DrawnGolden): boolean {
  const tensors = [
    ...Object.values(weights),
    ...calls.flatMap(({ x, initialState = {}, reset = {} }) => [
      x,
      ...Object.values(initialState),
      ...(reset === 'zeros' ? [] : Object.values(reset)),
    ]),
  ];
  const numbers = tensors.flatMap(({ data }) => Array.from(data, Math.abs));
  // `distinct` draws them so within each tensor; 23 bits hold no more than this across tensors.
  return numbers.length > 5000 || new Set(numbers).size === numbers.length;
}

// How weights are stored, and read four at a time.

import type { FunctionBody } from '../emit/function.ts';
import { i32, i32x4, type Integer, type Vector, v128 } from '../emit/instructions.ts';
import { constant } from './constants.ts';

/** `bf16` keeps the upper half of a float32, rounded to the nearest: half the memory to go through, and 8 bits. */
export type WeightType = 'f32' | 'bf16';

export interface WeightFormat {
  /** Bytes of four weights. */
  readonly bytesOfFour: number;
  /** Reads `count` vectors of four weights which lie behind each other. */
  read(body: FunctionBody, from: Integer, offset: number, count: number): readonly Vector[];
}

export const weightFormats: Readonly<Record<WeightType, WeightFormat>> = {
  f32: {
    bytesOfFour: 16,
    read: (_, from, offset, count) =>
      Array.from({ length: count }, (__, v) => v128.load(from, offset + 16 * v)),
  },
  // Two vectors in one, the first in the lower halves: see narrow in common.ts.
  bf16: {
    bytesOfFour: 8,
    read: (body, from, offset, count) =>
      Array.from({ length: count / 2 }, (_, pair) => {
        const both = body.let(v128.load(from, offset + 16 * pair));
        return [i32x4.shl(both, i32.const(16)), v128.and(both, constant('upperHalf'))];
      }).flat(),
  },
};

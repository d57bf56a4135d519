// What is known of a layer when its kernels are made, and of a run when it is planned.

import type { CellConfig } from '@gatefold/contract';

/** What weights are stored in. Sums are float32 in either case. */
export type WeightType = 'f32' | 'f16';

/** What a thread makes of sums: the state of four units, which are a texel, or of one. */
export type Width = 'quad' | 'unit';

/** A layer's cell, as far as it decides texts. */
export interface CellSizes {
  readonly cell: CellConfig;
  readonly inputDim: number;
}

/** What a run is planned for: all that a SequenceCall says but its buffers. */
export interface RunSizes extends CellSizes {
  readonly batch: number;
  readonly timeSteps: number;
  readonly goBackwards: boolean;
  readonly alignOutput: boolean;
  readonly returnSequences: boolean;
  /** Whether a mask is bound. */
  readonly masked: boolean;
}

/** Texels of four that so many numbers take. */
export function quads(numbers: number): number {
  return Math.ceil(numbers / 4);
}

/** The least power of two that is at least n. */
export function powerOfTwo(n: number): number {
  return 2 ** Math.ceil(Math.log2(n));
}

// What the three cells have in common: a step in place, on vectors of one row.

import type { GRUCell, LSTMCell } from '@gatefold/contract';
import type { CheckedCell } from '@gatefold/contract/author';
import { type Activation, activationFunctions } from './activations.ts';
import type { PackedMatrix } from './linear.ts';

export interface Cell {
  readonly inputDim: number;
  readonly units: number;
  /** What the cell keeps: weights and room for its sums. */
  readonly bytes: number;
  /**
   * Takes one step of one row: (x_t, h_{t-1}, c_{t-1}) becomes (h_t, c_t). Allocates nothing.
   *
   * @param x      holds x_t [inputDim] from `start`
   * @param h      [units], replaced
   * @param c      [units], replaced by an LSTM and left alone by the others
   */
  step(x: Float64Array, start: number, h: Float64Array, c: Float64Array): void;
}

/** The letters of the papers, for cells with gates: a for `activation`, σ for `recurrentActivation`. */
export function activationsOf({ cell }: CheckedCell): { a: Activation; σ: Activation } {
  const { activation, recurrentActivation } = cell as GRUCell | LSTMCell;
  return { a: activationFunctions[activation], σ: activationFunctions[recurrentActivation] };
}

/** Counts the bytes of a cell's matrices and vectors. */
export function bytesOf(
  matrices: readonly PackedMatrix[],
  vectors: readonly Float64Array[],
): number {
  return [...matrices.flat(), ...vectors].reduce((bytes, { length }) => bytes + 8 * length, 0);
}

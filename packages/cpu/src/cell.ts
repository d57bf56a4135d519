// What the three cells have in common: a step in place, on vectors of one row.

import type { CheckedCell } from '@gatefold/contract';
import { type Activation, activationFunctions, sigmoid } from './activations.ts';

export interface Cell {
  readonly inputDim: number;
  readonly units: number;
  /**
   * Takes one step of one row: (x_t, h_{t-1}, c_{t-1}) becomes (h_t, c_t).
   *
   * @param x      holds x_t [inputDim] from `start`
   * @param h      [units], replaced
   * @param c      [units], replaced by an LSTM and left alone by the others
   */
  step(x: Float64Array, start: number, h: Float64Array, c: Float64Array): void;
}

/** The letters of the papers: a for `activation`, σ for `recurrentActivation`. */
export function activationsOf({ cell }: CheckedCell): { a: Activation; σ: Activation } {
  const recurrent = cell.kind === 'simpleRNN' ? 'linear' : cell.recurrentActivation;
  return {
    a: inlinable(activationFunctions[cell.activation]),
    σ: inlinable(activationFunctions[recurrent]),
  };
}

/**
 * Calls the usual functions by name, so that V8 inlines them whatever else the process has used.
 *
 * Through a variable that has held several functions each number goes in and out by the heap: 5 KB of garbage in an
 * LSTM step of 32 units, and 20 % of its time (packages/bench/README.md).
 */
function inlinable(f: Activation): Activation {
  // oxlint-disable-next-line typescript/no-unnecessary-type-conversion -- tells V8 that f, too, gives a number
  return (x) => (f === sigmoid ? sigmoid(x) : f === Math.tanh ? Math.tanh(x) : +f(x));
}

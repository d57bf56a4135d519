// One step of a cell in exact arithmetic, with a bound on what any honest backend may be off by after it. One step
// cannot be chaotic: its bound is some 1e-6 in float32 at any length of the sequence and any size of the weights.

import type { CellConfig } from '@gatefold/contract';
import type { NumberClaims } from '../perturbed.ts';
import { type Bounded, BoundedArithmetic, given } from './bounded.ts';

export interface CellArrays {
  /** [inputDim, g·units] */
  readonly kernel: Float32Array;
  /** [units, g·units] */
  readonly recurrentKernel: Float32Array;
  /** [g·units], or [2, 3·units] for a GRU with resetAfter; zeros without a bias */
  readonly bias: Float32Array;
}

export interface BoundedState {
  readonly h: Bounded;
  /** Of an LSTM. */
  readonly c: Bounded;
}

/** (x_t, h, c), given exactly, to (h', c'): clauses V1 to V5. */
export function boundedStep(
  cell: CellConfig,
  { kernel: W, recurrentKernel: U, bias }: CellArrays,
  x: readonly number[],
  state: { readonly h: readonly number[]; readonly c: readonly number[] },
  claims: NumberClaims,
): BoundedState {
  const { units } = cell;
  const arithmetic = new BoundedArithmetic(claims);
  const [input, h, c] = [given(x), given(state.h), given(state.c)];
  const zero = (): number => 0;
  const fromX = (gate: number): Bounded =>
    arithmetic.affine(input, W, (column) => bias[column] as number, gate * units, units);
  const fromH = (gate: number, v = h, d: (column: number) => number = zero): Bounded =>
    arithmetic.affine(v, U, d, gate * units, units);
  const sum = (gate: number): Bounded => arithmetic.add(fromX(gate), fromH(gate));

  if (cell.kind === 'simpleRNN') return { h: arithmetic.activate(cell.activation, sum(0)), c };

  const a = (v: Bounded): Bounded => arithmetic.activate(cell.activation, v);
  const σ = (v: Bounded): Bounded => arithmetic.activate(cell.recurrentActivation, v);
  if (cell.kind === 'lstm') {
    const [i, f, g, o] = [σ(sum(0)), σ(sum(1)), a(sum(2)), σ(sum(3))];
    const next = arithmetic.add(arithmetic.multiply(f, c), arithmetic.multiply(i, g));
    return { h: arithmetic.multiply(o, a(next)), c: next };
  }

  const d = cell.resetAfter ? (column: number): number => bias[3 * units + column] as number : zero;
  const gate = (index: number): Bounded => σ(arithmetic.add(fromX(index), fromH(index, h, d)));
  const [z, r] = [gate(0), gate(1)];
  const reset = cell.resetAfter
    ? arithmetic.multiply(r, fromH(2, h, d))
    : fromH(2, arithmetic.multiply(r, h));
  const n = a(arithmetic.add(fromX(2), reset));
  return {
    h: arithmetic.add(arithmetic.multiply(z, h), arithmetic.multiply(arithmetic.rest(z), n)),
    c,
  };
}

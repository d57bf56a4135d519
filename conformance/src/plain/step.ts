// One step of one row, gate by gate: the equations of clauses V1 to V6 on whole vectors. Slow, and meant to be read.

import type { CheckedCell } from '@gatefold/contract/author';
import type { Scalar } from './activations.ts';
import { affine, type Arithmetic, type Vector, zip } from './arithmetic.ts';
import type { PlainParts, State, Tools } from './parts.ts';

/** (x_t, h, c) to (h', c'). */
export function step(
  { cell, weights }: CheckedCell,
  x: Vector,
  { h, c }: State,
  arithmetic: Arithmetic,
  parts: PlainParts,
): State {
  const { units } = cell;
  const { round } = arithmetic;
  const { kernel: W, recurrentKernel: U, bias } = weights;
  const b = (column: number): number => bias[column] as number;
  const zero = (): number => 0;
  const roles = parts.roles(cell);
  const rounded =
    (scalar: Scalar): Scalar =>
    (v) =>
      round(scalar(v));
  const tools: Tools = {
    add: (p, q) => round(p + q),
    multiply: (p, q) => round(p * q),
    rest: (v) => round(1 - v),
    a: rounded(parts.scalarOf(roles.candidate)),
    aOut: rounded(parts.scalarOf(roles.output)),
  };
  const { add, a } = tools;
  const fromX = (gate: number): Vector => affine(arithmetic, x, W, b, gate * units, units);
  const fromH = (gate: number, state: Vector, d: (column: number) => number = zero): Vector =>
    affine(arithmetic, state, U, d, gate * units, units);
  const sum = (gate: number): Vector => zip(add, fromX(gate), fromH(gate, h));

  if (cell.kind === 'simpleRNN') return { h: sum(0).map(a), c };

  const σ = rounded(parts.scalarOf(roles.gate));
  if (cell.kind === 'lstm') {
    const gates = { i: sum(0).map(σ), f: sum(1).map(σ), g: sum(2).map(a), o: sum(3).map(σ) };
    return parts.lstm(gates, c, tools);
  }

  const d = cell.resetAfter ? (column: number): number => bias[3 * units + column] as number : zero;
  const z = zip(add, fromX(0), fromH(0, h, d)).map(σ);
  const r = zip(add, fromX(1), fromH(1, h, d)).map(σ);
  const product = (v: Vector, withBias = true): Vector => fromH(2, v, withBias ? d : zero);
  const n = zip(add, fromX(2), parts.reset(r, h, product, cell.resetAfter, tools)).map(a);
  return { h: parts.gru(z, n, h, tools), c };
}

// The plain backend in parts, each of which may be replaced: a mutant is the plain backend with one part of its own.

import { type ActivationName, type CellConfig } from '@gatefold/contract';
import {
  type CheckedCell,
  hostMemory,
  type Kernels,
  type Memory,
  type SequenceCall,
} from '@gatefold/contract/author';
import { type Scalar, scalars } from './activations.ts';
import { type Vector, zip } from './arithmetic.ts';
import { inFloat32Range } from './rounding.ts';

export type PlainCall = SequenceCall<Float64Array, CheckedCell>;

export interface State {
  readonly h: Vector;
  /** Of an LSTM; the other cells pass it on. */
  readonly c: Vector;
}

/** What the equations are written with: sums, products and 1 - v, each rounded, and the cell's activations. */
export interface Tools {
  readonly add: (p: number, q: number) => number;
  readonly multiply: (p: number, q: number) => number;
  readonly rest: (v: number) => number;
  /** `activation`, for the candidate g or n. */
  readonly a: Scalar;
  /** `activation` again, for c on its way into h. */
  readonly aOut: Scalar;
}

/** The activations of a cell, by where they act. */
export interface Roles {
  readonly candidate: ActivationName;
  readonly output: ActivationName;
  readonly gate: ActivationName;
}

/** v·Un, and dn before it where the GRU has one, unless it is told to leave that out. */
export type CandidateProduct = (v: Vector, withBias?: boolean) => Vector;

export interface PlainParts {
  /** What a cell's weights are made into, once. */
  readonly prepare: (checked: CheckedCell) => CheckedCell;
  /** What a name means: clauses A. */
  readonly scalarOf: (name: ActivationName) => Scalar;
  /** Which activation acts where: clauses V1 to V6. */
  readonly roles: (cell: CellConfig) => Roles;
  /** c' and h' of an LSTM: clause V2. */
  readonly lstm: (gates: Record<'i' | 'f' | 'g' | 'o', Vector>, c: Vector, tools: Tools) => State;
  /** What r resets, before or after the product: clauses V3 and V4. */
  readonly reset: (
    r: Vector,
    h: Vector,
    product: CandidateProduct,
    resetAfter: boolean,
    tools: Tools,
  ) => Vector;
  /** h' of a GRU: clause V5. */
  readonly gru: (z: Vector, n: Vector, h: Vector, tools: Tools) => Vector;
  /** What is kept of a number of the state: clause V13. */
  readonly kept: (value: number) => number;
  /** The state after a masked step: clause M2. `next` would process it. */
  readonly masked: (state: State, x: Vector, next: (x: Vector) => State) => State;
  /** What a masked step emits: clauses M3 and M10. */
  readonly emitMasked: (before: Vector, call: PlainCall) => Vector;
  /** What masked steps before the first kept one emit: clause M4. */
  readonly head: (initial: State) => Vector;
  /** A whole sequence; `run` is the plain way. */
  readonly sequence: (call: PlainCall, run: (call: PlainCall) => void) => void;
  /** Buffers, and `submit` where sequences are gathered. */
  readonly memory: Required<Memory<Float64Array>> & Pick<Kernels<Float64Array, unknown>, 'submit'>;
}

export const honestParts: PlainParts = {
  prepare: (checked) => checked,
  scalarOf: (name) => scalars[name],
  roles: (cell) => ({
    candidate: cell.activation,
    output: cell.activation,
    gate: cell.kind === 'simpleRNN' ? 'linear' : cell.recurrentActivation,
  }),
  lstm: ({ i, f, g, o }, c, { add, multiply, aOut }) => {
    const next = zip(add, zip(multiply, f, c), zip(multiply, i, g));
    return { h: zip(multiply, o, next.map(aOut)), c: next };
  },
  reset: (r, h, product, resetAfter, { multiply }) =>
    resetAfter ? zip(multiply, r, product(h)) : product(zip(multiply, r, h)),
  gru: (z, n, h, { add, multiply, rest }) =>
    zip(add, zip(multiply, z, h), zip(multiply, z.map(rest), n)),
  kept: inFloat32Range,
  masked: (state) => state,
  emitMasked: (before, { zeroOutputForMask }) => (zeroOutputForMask ? before.map(() => 0) : before),
  head: ({ h }) => h.map(() => 0),
  sequence: (call, run) => run(call),
  memory: hostMemory(Float64Array),
};

// The equations of the cells, in the letters of the papers, four units at a time.
//
// A step is one or two phases. Each adds a product with the state to what x has given, for some gates, and goes on to what
// those gates make: the next state, or what the second phase needs of it.

import type { CellKind } from '@gatefold/contract';
import type { Vector } from '../emit/instructions.ts';
import type { Arithmetic, Quantity } from './quantity.ts';

/** An activation, ready to be written into a function. */
export type Activation = (x: Vector) => Quantity;

/** Four units of the vectors of one row: written when they are asked for. */
export interface Units {
  /** The sums of a gate in this phase. */
  readonly sum: (gate: number) => Vector;
  /** What x·W + b gave a gate that this phase does not sum up. */
  readonly given: (gate: number) => Vector;
  /** Of a vector of states, or of a vector that an earlier phase kept. */
  readonly load: (vector: StateVector) => Vector;
  readonly store: (vector: StateVector, value: Vector) => void;
}

/** States before and after the step, and what phases keep for each other. */
export type StateVector = 'h' | 'c' | 'h1' | 'c1' | 'z' | 'rh';

export interface Phase {
  /** Whose columns of U the product has, as numbers in the cell's gate order. */
  readonly gates: readonly number[];
  /** What is multiplied by U. */
  readonly input: 'h' | 'rh';
  /** Gates whose sums begin with a bias d of their own rather than with what x gave. */
  readonly apart: readonly number[];
  readonly equations: (
    units: Units,
    activations: { readonly a: Activation; readonly σ: Activation },
    arithmetic: Arithmetic,
  ) => void;
}

export interface CellEquations {
  readonly gates: number;
  /** Units that a panel of the weights has: as many as keep eight or twelve sums of four in registers. */
  readonly unitsOfPanel: number;
  readonly phases: readonly Phase[];
}

/** A cell by kind, and by resetAfter. */
export type CellName = Exclude<CellKind, 'gru'> | 'gru' | 'gruResetBefore';

// #region simple-rnn-cell
/** Equals packages/cpu/src/simple-rnn-cell.ts. */
const simpleRNN: CellEquations = {
  gates: 1,
  unitsOfPanel: 32,
  phases: [
    {
      gates: [0],
      input: 'h',
      apart: [],
      equations: ({ sum, store }, { a }) => {
        store('h1', a(sum(0)).value);
      },
    },
  ],
};
// #endregion

// #region lstm-cell
/** Equals packages/cpu/src/lstm-cell.ts. */
const lstm: CellEquations = {
  gates: 4,
  unitsOfPanel: 8,
  phases: [
    {
      gates: [0, 1, 2, 3],
      input: 'h',
      apart: [],
      equations: ({ sum, load, store }, { a, σ }, { whole, keep }) => {
        const i = σ(sum(0));
        const f = σ(sum(1));
        const g = a(sum(2));
        const o = σ(sum(3));
        const c = whole(load('c'));
        const c1 = keep(f.times(c).plus(i.times(g)).value);
        store('c1', c1);
        store('h1', o.times(a(c1)).value);
      },
    },
  ],
};
// #endregion

// #region gru-cell-reset-after
/** Equals resetAfterCell of packages/cpu/src/gru-cell.ts. */
const gru: CellEquations = {
  gates: 3,
  unitsOfPanel: 16,
  phases: [
    {
      gates: [0, 1, 2],
      input: 'h',
      apart: [2],
      equations: ({ sum, given, load, store }, { a, σ }, { whole, keep }) => {
        const z = σ(sum(0));
        const r = σ(sum(1));
        const [sn, qn] = [whole(given(2)), whole(sum(2))];
        const n = a(keep(qn.times(r).plus(sn).value));
        store('h1', z.mix(load('h'), n).value);
      },
    },
  ],
};
// #endregion

// #region gru-cell-reset-before
/** Equals resetBeforeCell of packages/cpu/src/gru-cell.ts. */
const gruResetBefore: CellEquations = {
  gates: 3,
  unitsOfPanel: 16,
  phases: [
    {
      gates: [0, 1],
      input: 'h',
      apart: [],
      equations: ({ sum, load, store }, { σ }, { whole }) => {
        const z = σ(sum(0));
        const r = σ(sum(1));
        store('z', z.value);
        store('rh', r.times(whole(load('h'))).value);
      },
    },
    {
      gates: [2],
      input: 'rh',
      apart: [],
      equations: ({ sum, load, store }, { a }, { whole }) => {
        const z = whole(load('z'));
        const n = a(sum(2));
        store('h1', z.mix(load('h'), n).value);
      },
    },
  ],
};
// #endregion

export const cellEquations: Readonly<Record<CellName, CellEquations>> = {
  simpleRNN,
  lstm,
  gru,
  gruResetBefore,
};

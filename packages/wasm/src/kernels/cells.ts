// The equations of the cells, in the letters of the papers, some units at a time.
//
// A step is one or two phases. Each adds a product with the state to what x has given, for some gates, and goes on to what
// those gates make: the next state, or what the second phase needs of it.

import type { CellKind } from '@gatefold/contract';
import type { Arithmetic, Wide } from './arithmetic.ts';
import { Quantity } from './quantity.ts';

/** An activation, ready to be written into a function. */
export type Activation = (x: Wide) => Quantity;

/** Some units of the vectors of one row. */
export interface Units {
  /** The sums of a gate in this phase. */
  readonly sum: (gate: number) => Wide;
  /** What x·W + b gave a gate that this phase does not sum up. */
  readonly given: (gate: number) => Wide;
  /** Of a vector of states, or of a vector that an earlier phase kept. */
  readonly load: (vector: StateVector) => Wide;
  readonly store: (vector: StateVector, value: Wide) => void;
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
      equations: ({ sum, load, store }, { a, σ }, arithmetic) => {
        // A gate is used before the next is made, so that their parts fit the registers.
        const i = σ(sum(0));
        const g = a(sum(2));
        const ig = new Quantity(arithmetic, i.times(g).value);
        const f = σ(sum(1));
        const c = new Quantity(arithmetic, load('c'));
        const c1 = f.times(c).plus(ig).value;
        store('c1', c1);
        const o = σ(sum(3));
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
      equations: ({ sum, given, load, store }, { a, σ }, arithmetic) => {
        const z = σ(sum(0));
        const r = σ(sum(1));
        const sn = new Quantity(arithmetic, given(2));
        const qn = new Quantity(arithmetic, sum(2));
        const n = a(qn.times(r).plus(sn).value);
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
      equations: ({ sum, load, store }, { σ }, arithmetic) => {
        const z = σ(sum(0));
        const r = σ(sum(1));
        store('z', z.value);
        store('rh', r.times(new Quantity(arithmetic, load('h'))).value);
      },
    },
    {
      gates: [2],
      input: 'rh',
      apart: [],
      equations: ({ sum, load, store }, { a }, arithmetic) => {
        const z = new Quantity(arithmetic, load('z'));
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

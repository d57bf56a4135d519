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
    readonly equations: (units: Units, activations: {
        readonly a: Activation;
        readonly σ: Activation;
    }, arithmetic: Arithmetic) => void;
}
export interface CellEquations {
    readonly gates: number;
    /** Units that a panel of the weights has: as many as keep eight or twelve sums of four in registers. */
    readonly unitsOfPanel: number;
    readonly phases: readonly Phase[];
}
/** A cell by kind, and by resetAfter. */
export type CellName = Exclude<CellKind, 'gru'> | 'gru' | 'gruResetBefore';
export declare const cellEquations: Readonly<Record<CellName, CellEquations>>;
//# sourceMappingURL=cells.d.ts.map
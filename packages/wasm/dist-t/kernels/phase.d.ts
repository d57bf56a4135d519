import type { ActivationName } from '@gatefold/contract';
import { type Callable } from '../emit/function.ts';
import type { ModuleWriter } from '../emit/module.ts';
import { type CellName, type Phase } from './cells.ts';
import { type KernelStyle, type Multiply } from './product.ts';
/** What a cell's functions are written for. Units, inputs, rows and steps are arguments. */
export interface CellVariant {
    readonly name: CellName;
    readonly activation: ActivationName;
    readonly recurrentActivation: ActivationName;
}
/** Bytes that `steps` needs for its sums, those of a tile of rows and a panel of twelve vectors; and for one vector more. */
export declare const bytesOfSums: number;
declare const rowNames: readonly ["h", "c", "h1", "c1", "z", "rh", "from", "to", "panel", "panelBytes", "units", "given", "d", "sums"];
/** `at` leads from the first row's beginning to the panel's units, `stateRow` from row to row. */
declare const tileNames: readonly ["h", "c", "h1", "c1", "z", "rh", "at", "stateRow", "panel", "units", "given", "givenRow", "d", "sums", "count"];
type Named<N extends readonly string[]> = Readonly<Record<N[number], 'i32'>>;
/** Activations of the host's, imported: each replaces four numbers at an address. */
export type HostFunctions = ReadonlyMap<ActivationName, Callable<{
    at: 'i32';
}>>;
export interface WrittenPhase {
    readonly phase: Phase;
    readonly ofRow: Callable<Named<typeof rowNames>>;
    readonly ofTile: Callable<Named<typeof tileNames>>;
}
/** Writes the functions of a cell's phases. */
export declare class PhaseWriter {
    #private;
    /** Bytes that a unit's panel has in a row of states, and in a row of x·W + b. */
    readonly unitBytes: number;
    readonly givenBytes: number;
    constructor(module: ModuleWriter, variant: CellVariant, { host, style }: {
        readonly host: HostFunctions;
        readonly style: KernelStyle;
    });
    /** Bytes of a row of a panel of weights with so many gates. */
    weightBytes(gates: number): number;
    write(phase: Phase): WrittenPhase;
    /** The product for panels with so many gates, written once. */
    multiply(gates: number): Multiply;
}
export {};
//# sourceMappingURL=phase.d.ts.map
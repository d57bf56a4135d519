import { type Call } from '../emit/function.ts';
import type { ModuleWriter } from '../emit/module.ts';
import type { Common } from './common.ts';
import { type CellVariant, type HostFunctions } from './phase.ts';
import { type KernelStyle } from './product.ts';
/** Bits of a step of a row, see masks.ts. */
export declare const rowBits: {
    readonly kept: 1;
    readonly shows: 2;
    readonly anyKept: 4;
};
declare const projectParameters: readonly ["x", "xRow", "rows", "depth", "W", "b", "given", "givenRow", "panels"];
declare const stepsParameters: readonly ["count", "batch", "units", "stateRow", "from", "to", "U", "d", "h", "h1", "h2", "c", "c1", "c2", "z", "rh", "given", "givenRow", "sums", "bits", "output", "outputStep", "outputRow"];
declare const sharedStepsParameters: readonly ["step", "end", "units", "from", "to", "U", "d", "h", "c", "stateRow", "given", "givenRow", "sums", "own", "other", "patience"];
declare const showParameters: readonly ["h", "stateRow", "batch", "bits", "output", "outputRow", "bytes"];
/** The exports for a cell, which are called with an argument for each parameter, in order. */
export interface CellExports {
    /**
     * given = x·W + b for rows of x: [rows, depth], which begin `xRow` bytes apart.
     *
     * W is [panels][depth][gates][unitsOfPanel] and b [panels][gates][unitsOfPanel]. It fills rows of `given`,
     * [panels][gates][unitsOfPanel] each, which begin `givenRow` bytes apart.
     */
    readonly project: Call<typeof projectParameters>;
    /**
     * Takes `count` steps of all rows.
     *
     * States are rows of `stateRow` bytes, of which those `from` one panel's units `to` another's are computed; U, d and
     * `given` begin with that panel. The first step reads h and c and writes h1 and c1, the next reads those and
     * writes h2 and c2, and so on to and fro; z and rh are room for what the phases of a step keep, `sums` is for
     * {@link bytesOfSums}.
     *
     * U is [panels][units][gates][unitsOfPanel], for one phase after the other, d [panels][unitsOfPanel], for gates that are
     * summed up apart, and `given` what `project` made: [count][batch] rows. `bits` is [count][batch] of {@link rowBits}, or 0
     * where every step is kept. `output` is where h of the first row's first step is written, in rows of `units` numbers, or 0.
     */
    readonly steps: Call<typeof stepsParameters>;
    /** Writes h of each row, or zeros where its bits say so. */
    readonly show: Call<typeof showParameters>;
    /**
     * Takes steps of a single row beside another thread, which has the rest of the units; only where memory is shared, and for
     * cells of one phase.
     *
     * Each step has states of its own, `stateRow` bytes apart: h and c are those before the first. After a step it writes to `own`
     * how many steps there are by then, and looks at `other`, up to `patience` times, until the other thread has as many. It ends
     * after `end` steps, when the other is late, and when the other is so far ahead that it has done this thread's part too.
     *
     * @returns how many steps there are now
     */
    readonly sharedSteps: Call<typeof sharedStepsParameters, number>;
}
/** The names of {@link CellExports}. */
export declare const cellExportNames: readonly (keyof CellExports)[];
/** Writes the functions of a cell and exports each of {@link CellExports} under its name with the prefix. */
export declare function writeCell(module: ModuleWriter, prefix: string, variant: CellVariant, { common, isShared, ...own }: {
    common: Common;
    host: HostFunctions;
    style: KernelStyle;
    isShared: boolean;
}): void;
export {};
//# sourceMappingURL=layer.d.ts.map
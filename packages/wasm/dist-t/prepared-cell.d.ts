import type { CellConfig } from '@gatefold/contract';
import type { CheckedCell } from '@gatefold/contract/author';
import type { Heap } from './heap.ts';
import type { CommonExports } from './kernels/common.ts';
import type { CellExports } from './kernels/layer.ts';
import type { CellVariant } from './kernels/phase.ts';
import { type WeightType } from './kernels/weights.ts';
export declare class PreparedCell {
    readonly functions: CellExports;
    /** The number of their program, by which other threads know it. */
    readonly program: number;
    readonly inputDim: number;
    readonly units: number;
    readonly panels: number;
    /** Bytes of a row of states, of which the last panel may have more units than the cell. */
    readonly stateRow: number;
    /** Bytes of a row of x·W + b. */
    readonly givenRow: number;
    /** Bytes of a panel of W, and of U where a step has one phase. */
    readonly panelOfW: number;
    readonly panelOfU: number;
    readonly hasC: boolean;
    /** Whether phases of a step keep vectors for each other. */
    readonly hasPhases: boolean;
    /** Addresses of W [panels][inputDim][gates][unitsOfPanel], b, U (a matrix for each phase), and d. */
    readonly W: number;
    readonly b: number;
    readonly U: number;
    readonly d: number;
    readonly bytes: number;
    constructor(heap: Heap, common: CommonExports, { functions, program }: {
        readonly functions: CellExports;
        readonly program: number;
    }, checked: CheckedCell, type: WeightType);
}
/** What kernels for a cell are written for. */
export declare function variantOf(cell: CellConfig): CellVariant;
//# sourceMappingURL=prepared-cell.d.ts.map
import { type Call, type Callable } from '../emit/function.ts';
import type { ModuleWriter } from '../emit/module.ts';
export interface Common {
    readonly copyRows: Callable<Record<(typeof copyRowsParameters)[number], 'i32'>>;
    readonly copy: Callable<Record<'from' | 'to' | 'bytes', 'i32'>>;
    readonly clear: Callable<Record<'to' | 'bytes', 'i32'>>;
}
/** Rows of so many bytes, which begin so many bytes apart. */
declare const copyRowsParameters: readonly ["from", "fromRow", "to", "toRow", "rows", "bytes"];
declare const packParameters: readonly ["from", "rowBytes", "rows", "gates", "units", "unitsOfPanel", "to", "panelBytes"];
declare const mergeParameters: readonly ["mode", "rows", "forward", "forwardBytes", "backward", "backwardBytes", "output"];
/** What a module with {@link writeCommon} exports, for JavaScript. */
export interface CommonExports {
    readonly copyRows: Call<typeof copyRowsParameters>;
    /**
     * Lays rows [rows, gates·units] of a matrix out in panels [panels][rows of the whole matrix][gates][unitsOfPanel], from
     * the row that `to` points at; zeros where a panel has more units than are left.
     */
    readonly pack: Call<typeof packParameters>;
    /** Rounds numbers to bf16: eight numbers become eight halves, those of the second four above those of the first. */
    readonly narrow: Call<readonly ['from', 'to', 'bytes']>;
    /** Joins two directions, by one of {@link mergeModes}. */
    readonly merge: Call<typeof mergeParameters>;
}
/** Modes of a merge, as numbers for `merge`. */
export declare const mergeModes: {
    readonly concat: 0;
    readonly sum: 1;
    readonly mul: 2;
    readonly ave: 3;
};
export declare function writeCommon(module: ModuleWriter): Common;
export {};
//# sourceMappingURL=common.d.ts.map
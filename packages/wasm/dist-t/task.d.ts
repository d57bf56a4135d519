import type { CommonExports } from './kernels/common.ts';
import type { CellExports } from './kernels/layer.ts';
/** Addresses and sizes, in bytes where nothing else is said; flags are 1 or 0. */
export interface Task {
    /** Which kernels. */
    program: number;
    W: number;
    b: number;
    U: number;
    d: number;
    inputDim: number;
    units: number;
    panels: number;
    stateRow: number;
    givenRow: number;
    /** Of a panel of W, and of U where a step has one phase. */
    panelOfW: number;
    panelOfU: number;
    hasC: number;
    /** How many rows. */
    rows: number;
    timeSteps: number;
    /** x [rows, timeSteps, inputDim] */
    x: number;
    /** [rows, units] each: the states before and after. */
    h: number;
    c: number;
    finalH: number;
    finalC: number;
    /** [rows, timeSteps, units], or [rows, units] without returnSequences */
    output: number;
    returnSequences: number;
    /** Whether steps are taken last to first, and whether the output is written so. */
    goBackwards: number;
    writesBackwards: number;
    /** [timeSteps, rows] of rowBits; 0 for no mask. */
    bits: number;
    /** Room for {@link roomOf} the task. */
    room: number;
}
export declare const taskFields: readonly (keyof Task)[];
/** A task to be filled. */
export declare function emptyTask(): Task;
/** Bytes that a task computes with: sums, x·W + b of a chunk, two sets of states, z and r⊙h. */
export declare function roomOf(task: Task): number;
export declare function runTask(task: Task, functions: CellExports, common: CommonExports): void;
/**
 * x·W + b of some steps and some panels: along rows or steps, whichever are more, so that tiles are full.
 *
 * @param given      where the first row's first step goes, whole rows of all panels
 * @param givenStep  bytes from step to step
 */
export declare function project(task: Task, functions: CellExports, step: number, count: number, fromPanel: number, toPanel: number, given: number, givenStep: number): void;
//# sourceMappingURL=task.d.ts.map
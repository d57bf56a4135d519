import type { CellExports } from '../kernels/layer.ts';
import { type Task } from '../task.ts';
/** Bytes of the job: its words, the task, room for each thread and for what one does of the other's, states of all steps. */
export declare function unitsJobBytes(task: Task): number;
export declare class UnitsJob {
    #private;
    readonly task: Task;
    /** Bytes from one step's states to the next's. */
    readonly stepBytes: number;
    constructor(buffer: ArrayBufferLike, at: number);
    static create(buffer: ArrayBufferLike, at: number, task: Task): UnitsJob;
    /** The h before a step, and the c: [panels·unitsOfPanel]. */
    hAt(step: number): number;
    cAt(step: number): number;
    /** What the worker does. */
    work(functions: CellExports): void;
    /** What the main thread does: its own part, and the worker's where that is late. */
    lead(functions: CellExports): void;
}
//# sourceMappingURL=units-job.d.ts.map
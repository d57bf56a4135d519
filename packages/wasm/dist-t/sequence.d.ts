import type { SequenceCall } from '@gatefold/contract/author';
import type { Heap, Numbers } from './heap.ts';
import type { CommonExports } from './kernels/common.ts';
import type { PreparedCell } from './prepared-cell.ts';
import { type Task } from './task.ts';
export type Call = SequenceCall<Numbers, PreparedCell>;
/** Runs calls on the thread that asks. */
export declare class Sequencer {
    #private;
    constructor(heap: Heap, common: CommonExports);
    run(call: Call): void;
    /** Runs one task, in room of this thread's own. */
    runTask(task: Task, { functions }: PreparedCell): void;
}
/** Makes a task of some rows of a call; without room, and without what a mask says. */
export declare function fillTask(task: Task, call: Call, first: number, rows: number): void;
/** Writes what a mask makes of the rows of a task to where it looks for that. */
export declare function fillBits(heap: Heap, call: Call, first: number, { bits, rows }: Task): void;
//# sourceMappingURL=sequence.d.ts.map
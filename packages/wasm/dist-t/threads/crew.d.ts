import type { Heap } from '../heap.ts';
import type { Sequencer } from '../sequence.ts';
import type { PreparedCell } from '../prepared-cell.ts';
import { type Task } from '../task.ts';
import { UnitsJob } from './units-job.ts';
export declare class Crew {
    #private;
    constructor(heap: Heap, workers: number);
    /** How many workers have started and not ended. */
    get size(): number;
    /** Waits until all workers are there, or for so many milliseconds. */
    ready(patience: number): Promise<void>;
    /** Whether any worker can take a job at once. */
    get isFree(): boolean;
    /** Hands the workers a module with one cell, once. */
    load(program: number, write: () => Uint8Array): void;
    /** Runs tasks on all threads. */
    run(tasks: readonly Task[], cells: readonly PreparedCell[], sequencer: Sequencer): void;
    /**
     * Runs one row with one worker, each with a part of the units.
     *
     * @param begin  writes the states before the first step
     * @param end    takes the states of all steps
     */
    runUnits(task: Task, { functions }: PreparedCell, begin: (job: UnitsJob) => void, end: (job: UnitsJob) => void): void;
    /** Ends all workers, one that is at work or hangs too. */
    dispose(): Promise<void>;
}
//# sourceMappingURL=crew.d.ts.map
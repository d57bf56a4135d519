import { type Task } from '../task.ts';
export declare function tasksJobBytes(count: number): number;
/** The job at an address of a memory. */
export declare class TasksJob {
    #private;
    constructor(buffer: ArrayBufferLike, at: number, count: number);
    static countAt(buffer: ArrayBufferLike, at: number): number;
    fill(tasks: readonly Task[]): void;
    read(index: number): Task;
    /** The next task that nobody has taken; beyond the last when there is none. */
    take(): number;
    finish(index: number): void;
    isDone(index: number): boolean;
}
//# sourceMappingURL=tasks-job.d.ts.map
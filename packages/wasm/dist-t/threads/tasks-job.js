// A job of some tasks, of which each thread takes the next that nobody has. Results go to memory of
// the job's own, from where the main thread takes them when the task is done.
import { emptyTask, taskFields } from "../task.js";
import { jobKind, jobs } from "./mailbox.js";
const [countWord, nextWord, firstDoneWord] = [1, 2, 4];
export function tasksJobBytes(count) {
    return 4 * wordsBefore(count) + 8 * count * taskFields.length;
}
/** Words in front of the tasks, which are of 8 bytes a number. */
function wordsBefore(count) {
    return firstDoneWord + 2 * Math.ceil(count / 2);
}
/** The job at an address of a memory. */
export class TasksJob {
    #words;
    #numbers;
    constructor(buffer, at, count) {
        const words = wordsBefore(count);
        this.#words = new Int32Array(buffer, at, words);
        this.#numbers = new Float64Array(buffer, at + 4 * words, count * taskFields.length);
    }
    static countAt(buffer, at) {
        return new Int32Array(buffer, at, firstDoneWord)[countWord];
    }
    fill(tasks) {
        this.#words.fill(0);
        this.#words[jobKind] = jobs.tasks;
        this.#words[countWord] = tasks.length;
        for (const [index, task] of tasks.entries()) {
            for (const [k, field] of taskFields.entries()) {
                this.#numbers[index * taskFields.length + k] = task[field];
            }
        }
    }
    read(index) {
        const task = emptyTask();
        for (const [k, field] of taskFields.entries()) {
            task[field] = this.#numbers[index * taskFields.length + k];
        }
        return task;
    }
    /** The next task that nobody has taken; beyond the last when there is none. */
    take() {
        return Atomics.add(this.#words, nextWord, 1);
    }
    finish(index) {
        Atomics.store(this.#words, firstDoneWord + index, 1);
    }
    isDone(index) {
        return Atomics.load(this.#words, firstDoneWord + index) === 1;
    }
}
//# sourceMappingURL=tasks-job.js.map
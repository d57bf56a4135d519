// Calls on several threads: rows apart where there are enough, then directions, then the units of a single row.
import { fillBits, fillTask } from "../sequence.js";
import { emptyTask } from "../task.js";
import { unitsJobBytes } from "./units-job.js";
export const usualLimits = { work: 200_000, panels: 4, steps: 8 };
/** What a call of one row may take, the states of all its steps for the most part. */
const mostUnitsBytes = 2 ** 24;
/** Most rows of a task, as in sequence.ts. */
const rowsOfTask = 96;
export class Team {
    #heap;
    #common;
    #sequencer;
    #crew;
    #choice;
    #limits;
    constructor(heap, parts, choice, limits) {
        this.#heap = heap;
        this.#common = parts.common;
        this.#sequencer = parts.sequencer;
        this.#crew = parts.crew;
        this.#choice = choice;
        this.#limits = limits;
    }
    /** Runs one call, or the two directions of one. */
    run(calls) {
        const way = this.#wayOf(calls);
        if (way === null || !this.#crew.isFree) {
            this.#runAlone(calls);
            return;
        }
        const work = sumOf(calls);
        const key = keyOf(calls, work);
        const isTogether = this.#choice.isTogether(key);
        const start = performance.now();
        if (!isTogether)
            this.#runAlone(calls);
        else if (way === 'units')
            this.#runUnits(calls[0]);
        else
            this.#runTasks(calls);
        this.#choice.took(key, isTogether, (performance.now() - start) / work);
    }
    #wayOf(calls) {
        const [call] = calls;
        const { batch, timeSteps, prepared } = call;
        if (sumOf(calls) < this.#limits.work)
            return null;
        if (calls.length > 1 || batch > 1)
            return 'tasks';
        // A masked step has nothing to share, and a second phase would be a second meeting.
        const fits = call.mask === null &&
            !prepared.hasPhases &&
            prepared.panels >= this.#limits.panels &&
            timeSteps >= this.#limits.steps &&
            unitsJobBytes(taskOf(call, 0, 1)) <= mostUnitsBytes;
        return fits ? 'units' : null;
    }
    #runAlone(calls) {
        for (const call of calls)
            this.#sequencer.run(call);
    }
    #runTasks(calls) {
        const tasks = [];
        const cells = [];
        const masks = [];
        const parts = Math.ceil((this.#crew.size + 1) / calls.length);
        try {
            for (const call of calls) {
                const count = Math.min(call.batch, Math.max(parts, Math.ceil(call.batch / rowsOfTask)));
                for (let part = 0; part < count; part++) {
                    const first = Math.floor((part * call.batch) / count);
                    const end = Math.floor(((part + 1) * call.batch) / count);
                    const task = taskOf(call, first, end - first);
                    if (call.mask !== null) {
                        task.bits = this.#heap.allocate('wasm.run', task.rows * task.timeSteps);
                        masks.push(task.bits);
                        fillBits(this.#heap, call, first, task);
                    }
                    tasks.push(task);
                    cells.push(call.prepared);
                }
            }
            this.#crew.run(tasks, cells, this.#sequencer);
        }
        finally {
            for (const mask of masks)
                this.#heap.free(mask);
        }
    }
    #runUnits(call) {
        const task = taskOf(call, 0, 1);
        const { units, stateRow, hasC, timeSteps } = task;
        const unitRow = units * Float32Array.BYTES_PER_ELEMENT;
        const { copyRows } = this.#common;
        const copy = (from, to) => copyRows(from, stateRow, to, stateRow, 1, unitRow);
        const begin = (job) => {
            copy(task.h, job.hAt(0));
            if (hasC === 1)
                copy(task.c, job.cAt(0));
        };
        const end = (job) => {
            const last = job.hAt(timeSteps);
            if (task.returnSequences === 0)
                copy(last, task.output);
            else if (task.writesBackwards === 0) {
                copyRows(job.hAt(1), job.stepBytes, task.output, unitRow, timeSteps, unitRow);
            }
            else
                copyRows(last, -job.stepBytes, task.output, unitRow, timeSteps, unitRow);
            copy(last, task.finalH);
            if (hasC === 1)
                copy(job.cAt(timeSteps), task.finalC);
        };
        this.#crew.runUnits(task, call.prepared, begin, end);
    }
}
function taskOf(call, first, rows) {
    const task = emptyTask();
    fillTask(task, call, first, rows);
    return task;
}
/** Products of the calls. */
function sumOf(calls) {
    return calls.reduce((sum, { batch, timeSteps, prepared }) => {
        const { units, inputDim, givenRow } = prepared;
        return sum + (batch * timeSteps * (units + inputDim) * givenRow) / 4;
    }, 0);
}
/** What is timed as one kind: a power of two of work for one cell, in one way. */
function keyOf(calls, work) {
    const [{ prepared, batch }] = calls;
    const size = Math.round(Math.log2(work));
    return `${prepared.program} ${prepared.units} ${batch} ${calls.length} ${size}`;
}
//# sourceMappingURL=team.js.map
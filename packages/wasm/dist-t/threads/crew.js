// The workers of a backend. Nothing waits for one of them: what a late worker has not done is done here once more, with
// the same bits, and until it says that it is done with a job, it gets no other, and no memory that it may touch is used again.
import { roomOf } from "../task.js";
import { acknowledged, isAsleep, isReady, jobAt, jobKind, jobs, loadWords, mailboxWords, posted, } from "./mailbox.js";
import { startWorker } from "./start-worker.js";
import { TasksJob, tasksJobBytes } from "./tasks-job.js";
import { UnitsJob, unitsJobBytes } from "./units-job.js";
/** Looks at a worker's mailbox before a job is done without it. */
const looks = 300;
/** How long a worker may keep the memory of a job from being used again, in milliseconds, before it is ended. */
const longest = 2000;
export class Crew {
    #heap;
    #mailboxes;
    #members = [];
    /** Programs that the workers have. */
    #loaded = new Set();
    constructor(heap, workers) {
        this.#heap = heap;
        this.#mailboxes = heap.allocate('wasm: threads', 4 * mailboxWords * workers);
        const { buffer } = heap.memory;
        new Int32Array(buffer, this.#mailboxes, mailboxWords * workers).fill(0);
        for (let k = 0; k < workers; k++) {
            const at = this.#mailboxes + 4 * mailboxWords * k;
            const words = new Int32Array(buffer, at, mailboxWords);
            const worker = startWorker({ memory: heap.memory, mailbox: at / 4 }, () => {
                member.isGone = true;
                this.#settle();
            });
            const member = { worker, words, jobs: 0, since: 0, isEnding: false, isGone: false };
            this.#members.push(member);
        }
    }
    /** How many workers have started and not ended. */
    get size() {
        return this.#members.filter(isThere).length;
    }
    /** Waits until all workers are there, or for so many milliseconds. */
    async ready(patience) {
        const start = performance.now();
        while (this.size < this.#members.length && performance.now() - start < patience) {
            if (this.#members.some(({ isGone }) => isGone))
                return;
            await new Promise((resolve) => setTimeout(resolve, 1));
        }
    }
    /** Whether any worker can take a job at once. */
    get isFree() {
        this.#settle();
        return this.#members.some(isFree);
    }
    /** Hands the workers a module with one cell, once. */
    load(program, write) {
        if (this.#loaded.has(program))
            return;
        this.#loaded.add(program);
        const bytes = write();
        const at = this.#heap.allocate('wasm: threads', 64 + bytes.length);
        this.#heap.octets.set(bytes, at + 64);
        const head = new Int32Array(this.#heap.memory.buffer, at, loadWords.size);
        head[jobKind] = jobs.load;
        head[loadWords.program] = program;
        head[loadWords.at] = at + 64;
        head[loadWords.bytes] = bytes.length;
        // Before any job that needs it: a worker that is busy has to be waited for, so nobody is handed the program but all.
        const there = this.#members.filter(isThere);
        const start = performance.now();
        while (!there.every(isFree) && performance.now() - start < longest)
            ;
        for (const member of there) {
            if (isFree(member))
                this.#post(member, at);
            else
                this.#end(member);
        }
        while (!there.every(isFree) && performance.now() - start < longest)
            ;
        this.#free(at);
    }
    /** Runs tasks on all threads. */
    run(tasks, cells, sequencer) {
        const taken = [];
        const allocate = (bytes) => {
            const at = this.#heap.allocate('wasm.run', bytes);
            taken.push(at);
            return at;
        };
        try {
            // A worker writes to memory of the job alone: where its task has been done by the main thread, it may be late by
            // more than the call, and what it was asked to fill may be in use for something else.
            const handedOut = tasks.map((task) => {
                const { output, state } = resultBytes(task);
                const [room, results] = [allocate(roomOf(task)), allocate(output + 2 * state)];
                const finalH = results + output;
                return { ...task, room, output: results, finalH, finalC: finalH + state };
            });
            const at = allocate(tasksJobBytes(tasks.length));
            const job = new TasksJob(this.#heap.memory.buffer, at, tasks.length);
            job.fill(handedOut);
            this.#postToFree(at);
            for (const index of this.#lead(job, tasks, cells, sequencer)) {
                this.#takeResults(handedOut[index], tasks[index]);
            }
        }
        finally {
            for (const at of taken)
                this.#free(at);
        }
    }
    /**
     * Does tasks until all are done, also those that a worker takes longer for than this thread took for any.
     *
     * @returns those that workers have done
     */
    #lead(job, tasks, cells, sequencer) {
        let longestTask = 0;
        const own = new Set();
        const perform = (index) => {
            const start = performance.now();
            sequencer.runTask(tasks[index], cells[index]);
            longestTask = Math.max(longestTask, performance.now() - start);
            own.add(index);
        };
        for (let index = job.take(); index < tasks.length; index = job.take())
            perform(index);
        const others = [...tasks.keys()].filter((index) => !own.has(index));
        return others.filter((index) => {
            const start = performance.now();
            while (!job.isDone(index) && performance.now() - start < longestTask)
                ;
            if (job.isDone(index))
                return true;
            perform(index);
            return false;
        });
    }
    /** Copies what a worker made to where it was asked for. */
    #takeResults(from, to) {
        const { octets } = this.#heap;
        const { output, state } = resultBytes(to);
        octets.copyWithin(to.output, from.output, from.output + output);
        octets.copyWithin(to.finalH, from.finalH, from.finalH + state);
        if (to.hasC === 1)
            octets.copyWithin(to.finalC, from.finalC, from.finalC + state);
    }
    /**
     * Runs one row with one worker, each with a part of the units.
     *
     * @param begin  writes the states before the first step
     * @param end    takes the states of all steps
     */
    runUnits(task, { functions }, begin, end) {
        const at = this.#heap.allocate('wasm.run', unitsJobBytes(task));
        try {
            const job = UnitsJob.create(this.#heap.memory.buffer, at, task);
            begin(job);
            const member = this.#members.find(isFree);
            if (member !== undefined)
                this.#post(member, at);
            job.lead(functions);
            end(job);
        }
        finally {
            this.#free(at);
        }
    }
    /** Ends all workers, one that is at work or hangs too. */
    async dispose() {
        await Promise.all(this.#members.map(({ worker }) => worker.end()));
    }
    /** Frees what a job used: at once when every worker is done with it. */
    #free(at) {
        if (!this.#isSettled())
            this.#heap.keepFreed(true);
        this.#heap.free(at);
    }
    /** Gives back what was kept from being used, when all workers are done; ends one that takes too long. */
    #settle() {
        for (const member of this.#members) {
            if (isBusy(member) && performance.now() - member.since > longest)
                this.#end(member);
        }
        if (this.#isSettled())
            this.#heap.keepFreed(false);
    }
    #isSettled() {
        for (let look = 0; look < looks; look++)
            if (!this.#members.some(isBusy))
                return true;
        return false;
    }
    #postToFree(at) {
        for (const member of this.#members)
            if (isFree(member))
                this.#post(member, at);
    }
    #post(member, at) {
        const { words } = member;
        member.jobs++;
        member.since = performance.now();
        Atomics.store(words, jobAt, at / 4);
        Atomics.store(words, posted, member.jobs);
        if (Atomics.load(words, isAsleep) === 1)
            Atomics.notify(words, posted);
    }
    #end(member) {
        if (member.isEnding)
            return;
        member.isEnding = true;
        const end = async () => {
            await member.worker.end();
            member.isGone = true;
            this.#settle();
        };
        void end();
    }
}
/** Bytes of a task's output, and of one of its final states. */
function resultBytes({ rows, units, timeSteps, returnSequences }) {
    const state = rows * units * Float32Array.BYTES_PER_ELEMENT;
    return { output: returnSequences === 1 ? timeSteps * state : state, state };
}
function isThere({ words, isEnding, isGone }) {
    return !isGone && !isEnding && Atomics.load(words, isReady) === 1;
}
/** Whether it may still touch memory of a job. */
function isBusy({ words, jobs: count, isGone }) {
    return !isGone && Atomics.load(words, acknowledged) !== count;
}
function isFree(member) {
    return isThere(member) && !isBusy(member);
}
//# sourceMappingURL=crew.js.map
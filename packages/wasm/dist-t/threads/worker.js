// What runs in a worker: one job after the other, asleep in between, for as long as the backend lives.
import { hostOf } from "../host.js";
import { cellExportNames } from "../kernels/layer.js";
import { runTask } from "../task.js";
import { acknowledged, isAsleep, isReady, jobAt, jobKind, jobs, loadWords, mailboxWords, posted, } from "./mailbox.js";
import { TasksJob } from "./tasks-job.js";
import { UnitsJob } from "./units-job.js";
/** Looks for a job before the worker sleeps: about a tenth of a millisecond, after which waking it takes longer than that. */
const looks = 20_000;
function work({ memory, mailbox }) {
    const words = new Int32Array(memory.buffer, 4 * mailbox, mailboxWords);
    const programs = [];
    globalThis.WDBG = new Float64Array(memory.buffer, 900*1024, 64);
    Atomics.store(words, isReady, 1);
    let done = 0;
    for (;;) {
        let looked = 0;
        while (Atomics.load(words, posted) === done) {
            looked++;
            if (looked < looks)
                continue;
            Atomics.store(words, isAsleep, 1);
            Atomics.wait(words, posted, done);
            Atomics.store(words, isAsleep, 0);
        }
        done = Atomics.load(words, posted);
        runJob(memory, 4 * (Atomics.load(words, jobAt) >>> 0), programs);
        Atomics.store(words, acknowledged, done);
    }
}
function runJob(memory, at, programs) {
    const { buffer } = memory;
    const head = new Int32Array(buffer, at, loadWords.size);
    if (head[jobKind] === jobs.load) {
        const from = head[loadWords.at] >>> 0;
        const bytes = new Uint8Array(buffer, from, head[loadWords.bytes]).slice();
        programs[head[loadWords.program]] = load(memory, bytes);
    }
    else if (head[jobKind] === jobs.units) {
        const job = new UnitsJob(buffer, at);
        job.work(programs[job.task.program].functions);
    }
    else {
        const count = TasksJob.countAt(buffer, at);
        const job = new TasksJob(buffer, at, count);
        for (let index = job.take(); index < count; index = job.take()) {
            const task = job.read(index);
            const { functions, common } = programs[task.program];
            runTask(task, functions, common);
            job.finish(index);
        }
    }
}
/** A module with one cell. */
function load(memory, bytes) {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
        host: hostOf(memory, () => new Float32Array(memory.buffer)),
    });
    const named = (name) => Object.entries(exports).find(([key]) => key.endsWith(` ${name}`))?.[1];
    const functions = Object.fromEntries(cellExportNames.map((name) => [name, named(name)]));
    return {
        functions: functions,
        common: exports,
    };
}
const node = typeof process === 'undefined'
    ? undefined
    : process.getBuiltinModule?.('node:worker_threads');
if (node?.parentPort)
    node.parentPort.once('message', (data) => work(data));
else
    addEventListener('message', ({ data }) => work(data), { once: true });
//# sourceMappingURL=worker.js.map
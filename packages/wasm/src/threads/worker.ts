// What runs in a worker: one job after the other, asleep in between, for as long as the backend lives.

import { hostOf } from '../host.ts';
import type { CommonExports } from '../kernels/common.ts';
import { type CellExports, cellExportNames } from '../kernels/layer.ts';
import { runTask } from '../task.ts';
import {
  acknowledged,
  type Introduction,
  isAsleep,
  isReady,
  jobAt,
  jobKind,
  jobs,
  loadWords,
  mailboxWords,
  posted,
} from './mailbox.ts';
import { TasksJob } from './tasks-job.ts';
import { UnitsJob } from './units-job.ts';

/** Looks for a job before the worker sleeps: about a tenth of a millisecond, after which waking it takes longer than that. */
const looks = 20_000;

interface Program {
  readonly functions: CellExports;
  readonly common: CommonExports;
}

function work({ memory, mailbox }: Introduction): never {
  const words = new Int32Array(memory.buffer, 4 * mailbox, mailboxWords);
  const programs: Program[] = [];
  Atomics.store(words, isReady, 1);
  let done = 0;
  for (;;) {
    let looked = 0;
    while (Atomics.load(words, posted) === done) {
      looked++;
      if (looked < looks) continue;
      Atomics.store(words, isAsleep, 1);
      Atomics.wait(words, posted, done);
      Atomics.store(words, isAsleep, 0);
    }
    done = Atomics.load(words, posted);
    runJob(memory, 4 * (Atomics.load(words, jobAt) >>> 0), programs);
    Atomics.store(words, acknowledged, done);
  }
}

function runJob(memory: WebAssembly.Memory, at: number, programs: Program[]): void {
  const { buffer } = memory;
  const head = new Int32Array(buffer, at, loadWords.size);
  if (head[jobKind] === jobs.load) {
    const from = (head[loadWords.at] as number) >>> 0;
    const bytes = new Uint8Array(buffer, from, head[loadWords.bytes]).slice();
    programs[head[loadWords.program] as number] = load(memory, bytes);
  } else if (head[jobKind] === jobs.units) {
    const job = new UnitsJob(buffer, at);
    job.work((programs[job.task.program] as Program).functions);
  } else {
    const count = TasksJob.countAt(buffer, at);
    const job = new TasksJob(buffer, at, count);
    for (let index = job.take(); index < count; index = job.take()) {
      const task = job.read(index);
      const { functions, common } = programs[task.program] as Program;
      runTask(task, functions, common);
      job.finish(index);
    }
  }
}

/** A module with one cell. */
function load(memory: WebAssembly.Memory, bytes: Uint8Array<ArrayBuffer>): Program {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    host: hostOf(memory, () => new Float32Array(memory.buffer)),
  });
  const named = (name: string): unknown =>
    Object.entries(exports).find(([key]) => key.endsWith(` ${name}`))?.[1];
  const functions = Object.fromEntries(cellExportNames.map((name) => [name, named(name)]));
  return {
    functions: functions as unknown as CellExports,
    common: exports as unknown as CommonExports,
  };
}

interface NodeThreads {
  readonly parentPort: {
    once(event: 'message', listener: (data: Introduction) => void): void;
  } | null;
}

declare const process: { getBuiltinModule?(name: string): unknown } | undefined;

const node =
  typeof process === 'undefined'
    ? undefined
    : (process.getBuiltinModule?.('node:worker_threads') as NodeThreads | undefined);
if (node?.parentPort) node.parentPort.once('message', (data) => work(data));
else addEventListener('message', ({ data }) => work(data as Introduction), { once: true });

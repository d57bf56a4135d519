// Calls on several threads: rows apart where there are enough, then directions, then the units of a single row.

import type { Heap } from '../heap.ts';
import type { CommonExports } from '../kernels/common.ts';
import type { PreparedCell } from '../prepared-cell.ts';
import { type Call, fillBits, fillTask, type Sequencer } from '../sequence.ts';
import { emptyTask, type Task } from '../task.ts';
import type { Choice } from './choice.ts';
import type { Crew } from './crew.ts';
import { type UnitsJob, unitsJobBytes } from './units-job.ts';

/** What is too little to be shared. */
export interface Limits {
  /** Products of a call below which handing it over takes longer than it. */
  readonly work: number;
  /** Panels below which a step is too short for two threads to meet. */
  readonly panels: number;
  /** Steps of one row. */
  readonly steps: number;
}

export const usualLimits: Limits = { work: 200_000, panels: 4, steps: 8 };

/** What a call of one row may take, the states of all its steps for the most part. */
const mostUnitsBytes = 2 ** 24;

/** Most rows of a task, as in sequence.ts. */
const rowsOfTask = 96;

export class Team {
  readonly #heap: Heap;
  readonly #common: CommonExports;
  readonly #sequencer: Sequencer;
  readonly #crew: Crew;
  readonly #choice: Choice;
  readonly #limits: Limits;

  constructor(
    heap: Heap,
    parts: { common: CommonExports; sequencer: Sequencer; crew: Crew },
    choice: Choice,
    limits: Limits,
  ) {
    this.#heap = heap;
    this.#common = parts.common;
    this.#sequencer = parts.sequencer;
    this.#crew = parts.crew;
    this.#choice = choice;
    this.#limits = limits;
  }

  /** Runs one call, or the two directions of one. */
  run(calls: readonly Call[]): void {
    const way = this.#wayOf(calls);
    if (way === null || !this.#crew.isFree) {
      this.#runAlone(calls);
      return;
    }
    const work = sumOf(calls);
    const key = keyOf(calls, work);
    const isTogether = this.#choice.isTogether(key);
    const start = performance.now();
    if (!isTogether) this.#runAlone(calls);
    else if (way === 'units') this.#runUnits(calls[0] as Call);
    else this.#runTasks(calls);
    this.#choice.took(key, isTogether, performance.now() - start, work);
  }

  #wayOf(calls: readonly Call[]): 'tasks' | 'units' | null {
    const [call] = calls as [Call];
    const { batch, timeSteps, prepared } = call;
    const { givenRow, stateRow } = prepared;
    if (sumOf(calls) < this.#limits.work) return null;
    if (calls.length > 1 || batch > 1) return 'tasks';
    // A masked step has nothing to share, and a second phase would be a second meeting.
    const fits =
      call.mask === null &&
      !prepared.hasPhases &&
      prepared.panels >= this.#limits.panels &&
      timeSteps >= this.#limits.steps &&
      unitsJobBytes({ timeSteps, givenRow, stateRow }) <= mostUnitsBytes;
    return fits ? 'units' : null;
  }

  #runAlone(calls: readonly Call[]): void {
    for (const call of calls) this.#sequencer.run(call);
  }

  #runTasks(calls: readonly Call[]): void {
    const tasks: Task[] = [];
    const cells: PreparedCell[] = [];
    const masks: number[] = [];
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
    } finally {
      for (const mask of masks) this.#heap.free(mask);
    }
  }

  #runUnits(call: Call): void {
    const task = taskOf(call, 0, 1);
    const { units, stateRow, hasC, timeSteps } = task;
    const unitRow = units * Float32Array.BYTES_PER_ELEMENT;
    const { copyRows } = this.#common;
    const copy = (from: number, to: number): void =>
      copyRows(from, stateRow, to, stateRow, 1, unitRow);
    const begin = (job: UnitsJob): void => {
      copy(task.h, job.hAt(0));
      if (hasC === 1) copy(task.c, job.cAt(0));
    };
    const end = (job: UnitsJob): void => {
      const last = job.hAt(timeSteps);
      if (task.returnSequences === 0) copy(last, task.output);
      else if (task.writesBackwards === 0) {
        copyRows(job.hAt(1), job.stepBytes, task.output, unitRow, timeSteps, unitRow);
      } else copyRows(last, -job.stepBytes, task.output, unitRow, timeSteps, unitRow);
      copy(last, task.finalH);
      if (hasC === 1) copy(job.cAt(timeSteps), task.finalC);
    };
    this.#crew.runUnits(task, call.prepared, begin, end);
  }
}

function taskOf(call: Call, first: number, rows: number): Task {
  const task = emptyTask();
  fillTask(task, call, first, rows);
  return task;
}

/** Products of the calls. */
function sumOf(calls: readonly Call[]): number {
  return calls.reduce((sum, { batch, timeSteps, prepared }) => {
    const { units, inputDim, givenRow } = prepared;
    return sum + (batch * timeSteps * (units + inputDim) * givenRow) / 4;
  }, 0);
}

/** What is timed as one kind: a power of two of work for one cell, in one way. */
function keyOf(calls: readonly Call[], work: number): string {
  const [{ prepared, batch }] = calls as [Call];
  const size = Math.round(Math.log2(work));
  return `${prepared.program} ${prepared.units} ${batch} ${calls.length} ${size}`;
}

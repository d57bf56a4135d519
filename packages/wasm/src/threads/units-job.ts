// A job of one row, whose units two threads share: each computes its own panels in each step, and waits for the other's.
//
// Every step has states of its own, so that a late worker can be overtaken: what it still writes is what the main thread has
// written there, bit for bit.

import type { CellExports } from '../kernels/layer.ts';
import { bytesOfSums } from '../kernels/phase.ts';
import { emptyTask, project, type Task, taskFields } from '../task.ts';
import { jobKind, jobs } from './mailbox.ts';

/** Words of the job: the panel at which the worker's begin, and how far each is. */
const [splitWord, mainHalfWord, mainFullWord, workerWord, taskWord] = [1, 16, 32, 48, 64];

/** Steps whose x·W + b is computed at once. */
const stepsOfChunk = 24;

const taskBytes = 8 * taskFields.length;

/** Bytes of the job: its words, the task, room for both threads' sums, x·W + b of all steps, states of all steps. */
export function unitsJobBytes({ timeSteps, givenRow, stateRow }: Task): number {
  return (
    4 * taskWord +
    taskBytes +
    2 * bytesOfSums +
    timeSteps * givenRow +
    2 * (timeSteps + 1) * stateRow
  );
}

export class UnitsJob {
  readonly task: Task;
  /** The panel at which the worker's begin. */
  readonly split: number;
  readonly #words: Int32Array;
  readonly #sums: number;
  readonly #given: number;
  readonly #states: number;

  constructor(buffer: ArrayBufferLike, at: number) {
    this.#words = new Int32Array(buffer, at, taskWord);
    const numbers = new Float64Array(buffer, at + 4 * taskWord, taskFields.length);
    this.task = emptyTask();
    for (const [k, field] of taskFields.entries()) this.task[field] = numbers[k] as number;
    this.split = this.#words[splitWord] as number;
    this.#sums = at + 4 * taskWord + taskBytes;
    this.#given = this.#sums + 2 * bytesOfSums;
    this.#states = this.#given + this.task.timeSteps * this.task.givenRow;
  }

  static create(buffer: ArrayBufferLike, at: number, task: Task): UnitsJob {
    const words = new Int32Array(buffer, at, taskWord).fill(0);
    words[jobKind] = jobs.units;
    words[splitWord] = Math.ceil(task.panels / 2);
    const numbers = new Float64Array(buffer, at + 4 * taskWord, taskFields.length);
    for (const [k, field] of taskFields.entries()) numbers[k] = task[field];
    return new UnitsJob(buffer, at);
  }

  /** The h before a step, and the c: [panels·unitsOfPanel]. */
  hAt(step: number): number {
    return this.#states + step * this.task.stateRow;
  }

  cAt(step: number): number {
    return this.hAt(this.task.timeSteps + 1 + step);
  }

  /** x·W + b of a chunk of steps, for some panels. */
  project(functions: CellExports, step: number, count: number, from: number, to: number): void {
    const { givenRow } = this.task;
    const given = this.#given + step * givenRow;
    project(this.task, functions, step, count, from, to, given, givenRow);
  }

  /** One step of some panels. */
  step(functions: CellExports, step: number, from: number, to: number, thread: 0 | 1): void {
    const { units, stateRow, panels, givenRow, panelOfU, U, d } = this.task;
    const unitBytes = stateRow / panels;
    const given = this.#given + step * givenRow + (from * givenRow) / panels;
    const [h, h1, c, c1] = [this.hAt(step), this.hAt(step + 1), this.cAt(step), this.cAt(step + 1)];
    const sums = this.#sums + thread * bytesOfSums;
    // prettier-ignore
    functions.steps(
      1, 1, units, stateRow, from * unitBytes, to * unitBytes, U + from * panelOfU, d + from * unitBytes,
      h, h1, h1, c, c1, c1, 0, 0, given, givenRow, sums, 0, 0, 0, 0,
    );
  }

  /** What the worker does. */
  work(functions: CellExports): void {
    const { panels, timeSteps } = this.task;
    let step = 0;
    let projected = 0;
    while (step < timeSteps) {
      if (step >= projected) {
        const count = Math.min(stepsOfChunk, timeSteps - step);
        this.project(functions, step, count, this.split, panels);
        projected = step + count;
      }
      // Until the main thread has its part of what this step reads; or all of what a later one does.
      let full = Atomics.load(this.#words, mainFullWord);
      for (let polls = 1; full <= step; polls++) {
        const half = Atomics.load(this.#words, mainHalfWord);
        if (half >= step) break;
        // The main thread may wait for this very core.
        if (polls % mostPolls === 0) Atomics.wait(this.#words, mainHalfWord, half, yieldTime);
        full = Atomics.load(this.#words, mainFullWord);
      }
      if (full > step) {
        step = full;
        continue;
      }
      this.step(functions, step, this.split, panels, 1);
      step++;
      Atomics.store(this.#words, workerWord, step);
    }
  }

  /**
   * What the main thread does: its own part, and the worker's where that is late.
   *
   * @param show  takes h of each step, when it is there
   * @returns how many steps the worker was late for
   */
  lead(functions: CellExports, show: (step: number) => void): number {
    const { panels, timeSteps } = this.task;
    let late = 0;
    // Polls that a late worker is given, fewer the more often it was late in a row.
    let patience = mostPolls;
    for (let step = 0; step < timeSteps; step++) {
      if (step % stepsOfChunk === 0) {
        const count = Math.min(stepsOfChunk, timeSteps - step);
        this.project(functions, step, count, 0, this.split);
      }
      this.step(functions, step, 0, this.split, 0);
      Atomics.store(this.#words, mainHalfWord, step + 1);
      let polls = 0;
      while (Atomics.load(this.#words, workerWord) <= step && polls < patience) polls++;
      if (polls < patience) patience = mostPolls;
      else {
        late++;
        patience = Math.max(leastPolls, patience >> 1);
        this.project(functions, step, 1, this.split, panels);
        this.step(functions, step, this.split, panels, 0);
      }
      Atomics.store(this.#words, mainFullWord, step + 1);
      show(step);
    }
    return late;
  }
}

/** A poll takes a few nanoseconds: at most about the time of a step, and at least one look. */
const [mostPolls, leastPolls] = [4096, 1];

/** Milliseconds for which a worker leaves its core to others, when it has polled in vain. */
const yieldTime = 0.1;

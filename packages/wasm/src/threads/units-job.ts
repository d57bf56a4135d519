// A job of one row, whose units two threads share: each computes its own panels in each step, and waits for the other's.
//
// Every step has states of its own, so that a late worker can be overtaken: what it still writes is what the main thread has
// written there, bit for bit. What x gives is each thread's own affair.

import { lineBytes, roundUp } from '../alignment.ts';
import type { CellExports } from '../kernels/layer.ts';
import { bytesOfSums } from '../kernels/phase.ts';
import { emptyTask, project, type Task, taskFields } from '../task.ts';
import { jobKind, jobs } from './mailbox.ts';

/** Words of the job: the panel at which the worker's begin, and how many steps each has taken, alone on a line of the cache. */
const [splitWord, mainWord, workerWord, taskWord] = [1, 16, 32, 48];

/** Steps whose x·W + b is computed at once. */
const stepsOfChunk = 24;

const taskBytes = roundUp(8 * taskFields.length, lineBytes);

/** What the size of a job depends on. */
type Size = Pick<Task, 'timeSteps' | 'givenRow' | 'stateRow'>;

/** Bytes from one step's states to the next's, so that no line of the cache has both. */
function stepBytes({ stateRow }: Size): number {
  return roundUp(stateRow, lineBytes);
}

/** Bytes in which one thread computes: its sums, and x·W + b of a chunk. */
function roomBytes({ givenRow }: Size): number {
  return roundUp(bytesOfSums + stepsOfChunk * givenRow, lineBytes);
}

/** Bytes of the job: its words, the task, room for each thread and for what one does of the other's, states of all steps. */
export function unitsJobBytes(size: Size): number {
  const states = 2 * (size.timeSteps + 1) * stepBytes(size);
  return 4 * taskWord + taskBytes + 3 * roomBytes(size) + states;
}

/** Steps from one on, of a chunk whose x·W + b begins with `first` and ends before `end`. */
interface Chunk {
  step: number;
  first: number;
  end: number;
}

/** Some panels of the job, and where they are computed. */
interface Part {
  readonly from: number;
  readonly to: number;
  readonly room: number;
}

export class UnitsJob {
  readonly task: Task;
  /** Bytes from one step's states to the next's. */
  readonly stepBytes: number;
  readonly #words: Int32Array;
  readonly #at: number;
  readonly #states: number;
  /** Bytes of a panel in a row of x·W + b. */
  readonly #panelBytes: number;
  readonly #mainPart: Part;
  readonly #workerPart: Part;
  /** The worker's panels, as the main thread computes them. */
  readonly #helpedPart: Part;

  constructor(buffer: ArrayBufferLike, at: number) {
    this.#at = at;
    this.#words = new Int32Array(buffer, at, taskWord);
    const numbers = new Float64Array(buffer, at + 4 * taskWord, taskFields.length);
    this.task = emptyTask();
    for (const [k, field] of taskFields.entries()) this.task[field] = numbers[k] as number;
    this.stepBytes = stepBytes(this.task);
    const split = this.#words[splitWord] as number;
    const { panels, givenRow } = this.task;
    this.#panelBytes = givenRow / panels;
    const room = at + 4 * taskWord + taskBytes;
    const bytes = roomBytes(this.task);
    this.#mainPart = { from: 0, to: split, room };
    this.#workerPart = { from: split, to: panels, room: room + bytes };
    this.#helpedPart = { from: split, to: panels, room: room + 2 * bytes };
    this.#states = room + 3 * bytes;
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
    return this.#states + step * this.stepBytes;
  }

  cAt(step: number): number {
    return this.hAt(this.task.timeSteps + 1 + step);
  }

  /** What the worker does. */
  work(functions: CellExports): void {
    const { timeSteps } = this.task;
    const own: Chunk = { step: this.#catchUp(0), first: 0, end: 0 };
    while (own.step < timeSteps) {
      this.#begin(functions, own, this.#workerPart);
      const step = this.#takeSteps(functions, this.#workerPart, own, workerLooks);
      own.step = this.#catchUp(step);
    }
  }

  /** Waits for the main thread, of all whose states the next step needs a part; returns that step, or the one that it is at. */
  #catchUp(step: number): number {
    let taken = Atomics.load(this.#words, mainWord);
    for (let looks = 1; taken < step; looks++) {
      // The main thread may wait for this very core.
      if (looks % workerLooks === 0) Atomics.wait(this.#words, mainWord, taken, yieldTime);
      taken = Atomics.load(this.#words, mainWord);
    }
    return Math.max(step, taken - 1);
  }

  /** What the main thread does: its own part, and the worker's where that is late. */
  lead(functions: CellExports): void {
    const { timeSteps } = this.task;
    const own: Chunk = { step: 0, first: 0, end: 0 };
    const helped: Chunk = { step: 0, first: 0, end: 0 };
    /** For how many steps in a row the worker has been late. */
    let late = 0;
    while (own.step < timeSteps) {
      this.#begin(functions, own, this.#mainPart);
      const before = own.step;
      // The more often it was late, the less it is waited for.
      const patience = Math.max(1, Math.floor(mainLooks / 2 ** late));
      own.step = this.#takeSteps(functions, this.#mainPart, own, patience);
      const isLate = Atomics.load(this.#words, workerWord) < own.step;
      if (!isLate || own.step > before + 1) late = 0;
      if (!isLate) continue;
      helped.step = own.step - 1;
      this.#begin(functions, helped, this.#helpedPart, 2 ** late);
      this.#takeStep(functions, this.#helpedPart, helped);
      late++;
    }
    // For a worker that is late: nothing is left to be done.
    Atomics.store(this.#words, mainWord, timeSteps + 1);
  }

  /** Where a chunk has ended, makes it the next of so many steps, or of fewer: x·W + b of a part. */
  #begin(
    functions: CellExports,
    chunk: Chunk,
    { from, to, room }: Part,
    steps = stepsOfChunk,
  ): void {
    if (chunk.step < chunk.end) return;
    chunk.first = chunk.step;
    const count = Math.min(steps, stepsOfChunk, this.task.timeSteps - chunk.first);
    chunk.end = chunk.first + count;
    const given = room + bytesOfSums - from * this.#panelBytes;
    project(
      this.task,
      functions,
      chunk.first,
      count,
      from,
      to,
      given,
      (to - from) * this.#panelBytes,
    );
  }

  /**
   * Steps of a thread's part, of which x·W + b begins with step `first`; as {@link CellExports.sharedSteps}.
   *
   * @returns how many steps there are now
   */
  #takeSteps(functions: CellExports, part: Part, of: Chunk, patience: number): number {
    const { step, end } = of;
    const { from, to, U, d, given, givenRow } = this.#panelsOf(part, of);
    const [own, other] = part === this.#mainPart ? [mainWord, workerWord] : [workerWord, mainWord];
    // prettier-ignore
    return functions.sharedSteps(
      step, end, this.task.units, from, to, U, d, this.hAt(step), this.cAt(step), this.stepBytes, given, givenRow,
      part.room, this.#at + 4 * own, this.#at + 4 * other, patience,
    );
  }

  /** One step of a part, which nobody is told of. */
  #takeStep(functions: CellExports, part: Part, of: Chunk): void {
    const { units, stateRow } = this.task;
    const { from, to, U, d, given, givenRow } = this.#panelsOf(part, of);
    const [h, c] = [this.hAt(of.step), this.cAt(of.step)];
    const [h1, c1] = [h + this.stepBytes, c + this.stepBytes];
    // prettier-ignore
    functions.steps(
      1, 1, units, stateRow, from, to, U, d, h, h1, h1, c, c1, c1, 0, 0, given, givenRow, part.room, 0, 0, 0, 0,
    );
  }

  /** The panels of a part, as the kernels are told of them. */
  #panelsOf({ from, to, room }: Part, { step, first }: Chunk) {
    const { U, d, panelOfU, stateRow, panels } = this.task;
    const unitBytes = stateRow / panels;
    const givenRow = (to - from) * this.#panelBytes;
    const given = room + bytesOfSums + (step - first) * givenRow;
    return {
      ...{ from: from * unitBytes, to: to * unitBytes, given, givenRow },
      ...{ U: U + from * panelOfU, d: d + from * unitBytes },
    };
  }
}

/** How often the main thread looks before it does a late worker's part: about 5 µs. A look takes a nanosecond. */
const mainLooks = 4096;

/** How often a worker looks before it leaves its core to others, for which the main thread may be waiting. */
const workerLooks = 32_768;

/** Milliseconds for which it does. */
const yieldTime = 0.1;

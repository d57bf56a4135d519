// One cell over some rows of a sequence, as numbers alone, so that any thread can have it: steps in chunks, x·W + b of a
// chunk ahead of its steps.

import type { CommonExports } from './kernels/common.ts';
import type { CellExports } from './kernels/layer.ts';
import { bytesOfSums } from './kernels/phase.ts';

const bytesOfNumber = 4;

/** x·W + b of a chunk, unless one step needs more: it stays in the cache beside the weights. */
const chunkBytes = 2 ** 17;

/** Addresses and sizes, in bytes where nothing else is said; flags are 1 or 0. */
export interface Task {
  /** Which kernels. */
  program: number;
  W: number;
  b: number;
  U: number;
  d: number;
  inputDim: number;
  units: number;
  panels: number;
  stateRow: number;
  givenRow: number;
  /** Of a panel of W, and of U where a step has one phase. */
  panelOfW: number;
  panelOfU: number;
  hasC: number;
  /** How many rows. */
  rows: number;
  timeSteps: number;
  /** x [rows, timeSteps, inputDim] */
  x: number;
  /** [rows, units] each: the states before and after. */
  h: number;
  c: number;
  finalH: number;
  finalC: number;
  /** [rows, timeSteps, units], or [rows, units] without returnSequences */
  output: number;
  returnSequences: number;
  /** Whether steps are taken last to first, and whether the output is written so. */
  goBackwards: number;
  writesBackwards: number;
  /** [timeSteps, rows] of rowBits; 0 for no mask. */
  bits: number;
  /** Room for {@link roomOf} the task. */
  room: number;
}

export const taskFields: readonly (keyof Task)[] = [
  ...(['program', 'W', 'b', 'U', 'd', 'inputDim', 'units', 'panels'] as const),
  ...([
    'stateRow',
    'givenRow',
    'panelOfW',
    'panelOfU',
    'hasC',
    'rows',
    'timeSteps',
    'x',
    'h',
    'c',
  ] as const),
  ...(['finalH', 'finalC', 'output', 'returnSequences', 'goBackwards'] as const),
  ...(['writesBackwards', 'bits', 'room'] as const),
];

const blank = Object.fromEntries(taskFields.map((field) => [field, 0])) as unknown as Task;

/** A task to be filled. */
export function emptyTask(): Task {
  return { ...blank };
}

/** Steps whose x·W + b is computed at once. */
function chunkOf({ timeSteps, rows, givenRow }: Task): number {
  return Math.min(timeSteps, Math.max(1, Math.floor(chunkBytes / (rows * givenRow))));
}

/** Bytes that a task computes with: sums, x·W + b of a chunk, two sets of states, z and r⊙h. */
export function roomOf(task: Task): number {
  const { rows, givenRow, stateRow } = task;
  return bytesOfSums + chunkOf(task) * rows * givenRow + 6 * rows * stateRow;
}

export function runTask(task: Task, functions: CellExports, common: CommonExports): void {
  const { units, stateRow, givenRow, rows, timeSteps, bits, room } = task;
  const hasC = task.hasC === 1;
  const returnSequences = task.returnSequences === 1;
  const chunk = chunkOf(task);
  const stateBytes = rows * stateRow;
  const given = room + bytesOfSums;
  const spareH = given + chunk * rows * givenRow;
  const spareC = spareH + 2 * stateBytes;
  const z = spareC + 2 * stateBytes;
  const rh = z + stateBytes;

  // Where units fill their panels, the first step reads the given state itself and the last writes the final one.
  const unitRow = units * bytesOfNumber;
  const isPadded = unitRow !== stateRow;
  const isOdd = timeSteps % 2 === 1;
  let { h, c } = task;
  if (isPadded) {
    common.copyRows(h, unitRow, spareH, stateRow, rows, unitRow);
    h = spareH;
    if (hasC) {
      common.copyRows(c, unitRow, spareC, stateRow, rows, unitRow);
      c = spareC;
    }
  }
  let h1 = isPadded ? spareH + stateBytes : isOdd ? task.finalH : spareH;
  let h2 = isPadded || isOdd ? spareH : task.finalH;
  let c1 = isPadded ? spareC + stateBytes : isOdd ? task.finalC : spareC;
  let c2 = isPadded || isOdd ? spareC : task.finalC;

  const outputRow = (returnSequences ? timeSteps : 1) * unitRow;
  const shownStep = task.writesBackwards === 1 ? -unitRow : unitRow;
  const firstShown = task.output + (task.writesBackwards === 1 ? (timeSteps - 1) * unitRow : 0);

  for (let step = 0; step < timeSteps; step += chunk) {
    const count = Math.min(chunk, timeSteps - step);
    project(task, functions, step, count, 0, task.panels, given, rows * givenRow);
    const stepBits = bits === 0 ? 0 : bits + step * rows;
    const shown = returnSequences ? firstShown + step * shownStep : 0;
    // prettier-ignore
    functions.steps(
      count, rows, units, stateRow, 0, stateRow, task.U, task.d, h, h1, h2, c, c1, c2, z, rh,
      given, givenRow, room, stepBits, shown, shownStep, outputRow,
    );
    h = count % 2 === 1 ? h1 : h2;
    h1 = count % 2 === 1 ? h2 : h1;
    h2 = h;
    c = count % 2 === 1 ? c1 : c2;
    c1 = count % 2 === 1 ? c2 : c1;
    c2 = c;
  }
  if (!returnSequences) {
    const lastBits = bits === 0 ? 0 : bits + (timeSteps - 1) * rows;
    functions.show(h, stateRow, rows, lastBits, task.output, outputRow, unitRow);
  }
  if (isPadded) {
    common.copyRows(h, stateRow, task.finalH, unitRow, rows, unitRow);
    if (hasC) common.copyRows(c, stateRow, task.finalC, unitRow, rows, unitRow);
  }
}

/**
 * x·W + b of some steps and some panels: along rows or steps, whichever are more, so that tiles are full.
 *
 * @param given      where the first row's first step goes, whole rows of all panels
 * @param givenStep  bytes from step to step
 */
export function project(
  task: Task,
  functions: CellExports,
  step: number,
  count: number,
  fromPanel: number,
  toPanel: number,
  given: number,
  givenStep: number,
): void {
  const { inputDim, rows, timeSteps, givenRow, goBackwards } = task;
  const panels = toPanel - fromPanel;
  const panelBytes = givenRow / task.panels;
  const W = task.W + fromPanel * task.panelOfW;
  const b = task.b + fromPanel * panelBytes;
  const first = given + fromPanel * panelBytes;
  const xStep = (goBackwards === 1 ? -1 : 1) * inputDim * bytesOfNumber;
  const xRow = timeSteps * inputDim * bytesOfNumber;
  const x = task.x + (goBackwards === 1 ? -(timeSteps - 1) * xStep : 0) + step * xStep;
  if (count >= rows) {
    for (let row = 0; row < rows; row++) {
      const to = first + row * givenRow;
      functions.project(x + row * xRow, xStep, count, inputDim, W, b, to, givenStep, panels);
    }
    return;
  }
  for (let k = 0; k < count; k++) {
    const to = first + k * givenStep;
    functions.project(x + k * xStep, xRow, rows, inputDim, W, b, to, givenRow, panels);
  }
}

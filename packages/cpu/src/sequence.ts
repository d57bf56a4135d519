// The loop over rows and steps: order, mask and what is emitted.
// Clauses S1, S2, S6, S10, S11, V7, V12 to V14, V16, M2 to M13, R1 to R4.

import type { SequenceCall } from '@gatefold/contract/author';
import { bytesOf, type Cell } from './cell.ts';
import { boundToFloat32 } from './vector.ts';

/** A cell with one row's state, made once so that a run allocates nothing. */
export interface PreparedCell {
  readonly cell: Cell;
  /** The cell's and these two vectors'. */
  readonly bytes: number;
  readonly h: Float64Array; // [units]
  readonly c: Float64Array; // [units]
}

export function prepareSequence(cell: Cell): PreparedCell {
  const [h, c] = [new Float64Array(cell.units), new Float64Array(cell.units)];
  return { cell, bytes: cell.bytes + bytesOf([], [h, c]), h, c };
}

/** Runs one cell over one sequence, row by row. */
export function runSequence(call: SequenceCall<Float64Array, PreparedCell>): void {
  const { batch, timeSteps, initialState, finalState, returnSequences } = call;
  const { cell, h, c } = call.prepared;
  const { units } = cell;
  const rowSize = returnSequences ? timeSteps * units : units;
  for (let row = 0; row < batch; row++) {
    load(h, initialState.h, row * units);
    load(c, initialState.c, row * units);
    runRow(call, row, row * rowSize);
    finalState.h.set(h, row * units);
    if (finalState.c !== finalState.h) finalState.c.set(c, row * units);
  }
}

function runRow(
  call: SequenceCall<Float64Array, PreparedCell>,
  row: number,
  rowStart: number,
): void {
  const { timeSteps, x, mask, goBackwards, alignOutput, returnSequences, output } = call;
  const { cell, h, c } = call.prepared;
  const { inputDim, units } = cell;
  // Whether a masked step has an output to repeat, which is always h: until a step is kept, only where the row goes on.
  let begun = call.resumes?.[row] === 1;
  for (let step = 0; step < timeSteps; step++) {
    const t = goBackwards ? timeSteps - 1 - step : step;
    const place = returnSequences ? rowStart + (alignOutput ? t : step) * units : rowStart;
    if (mask === null || mask[row * timeSteps + t] === 1) {
      cell.step(x, (row * timeSteps + t) * inputDim, h, c);
      boundToFloat32(h);
      boundToFloat32(c);
      output.set(h, place);
      begun = true;
    } else if (begun && !call.zeroOutputForMask) {
      output.set(h, place);
    } else {
      output.fill(0, place, place + units);
    }
  }
}

/** Copies one row without making a view of it. */
function load(target: Float64Array, source: Float64Array, start: number): void {
  for (let u = 0; u < target.length; u++) target[u] = source[start + u];
}

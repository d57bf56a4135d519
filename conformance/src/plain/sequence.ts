// The loop over rows and steps of the plain backend: clauses S1, S2, V13, M1 to M13, R1 to R3.

import type { Arithmetic, Vector } from './arithmetic.ts';
import type { PlainCall, PlainParts, State } from './parts.ts';
import { step } from './step.ts';

/** Runs one cell over one sequence, row by row. */
export function runSequence(call: PlainCall, arithmetic: Arithmetic, parts: PlainParts): void {
  const { batch, timeSteps, mask, returnSequences, output, finalState, initialState } = call;
  const { cell, inputDim } = call.prepared;
  const { units } = cell;
  for (let row = 0; row < batch; row++) {
    const rowOf = (buffer: Float64Array): Vector => [
      ...buffer.subarray(row * units, (row + 1) * units),
    ];
    let state: State = { h: rowOf(initialState.h), c: rowOf(initialState.c) };
    let emitted = call.resumes?.[row] === 1 ? state.h : parts.head(state);
    for (let k = 0; k < timeSteps; k++) {
      const t = call.goBackwards ? timeSteps - 1 - k : k;
      const start = (row * timeSteps + t) * inputDim;
      const x = [...call.x.subarray(start, start + inputDim)];
      const from = state;
      const next = (input: Vector): State => {
        const { h, c } = step(call.prepared, input, from, arithmetic, parts);
        return { h: h.map(parts.kept), c: c.map(parts.kept) };
      };
      if (mask === null || mask[row * timeSteps + t] === 1) {
        state = next(x);
        emitted = state.h;
      } else {
        state = parts.masked(state, x, next);
        emitted = parts.emitMasked(emitted, call);
      }
      const place = call.alignOutput ? t : k;
      output.set(emitted, (returnSequences ? row * timeSteps + place : row) * units);
    }
    finalState.h.set(state.h, row * units);
    if (cell.kind === 'lstm') finalState.c.set(state.c, row * units);
  }
}

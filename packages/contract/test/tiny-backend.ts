// The smallest backend that tells its arguments apart; what it computes is no recurrent cell.

import { type Backend } from '../src/index.ts';
import {
  type CheckedCell,
  defineBackend,
  hostMemory,
  type Kernels,
  type SequenceCall,
} from '../src/author.ts';

export type TinyKernels = Kernels<Float32Array, CheckedCell>;

/** Kernels whose h_t = h_{t-1} + the first feature of x_t, in every unit; c counts the steps. */
export function tinyKernels(changes: Partial<TinyKernels> = {}): TinyKernels {
  return {
    name: 'tiny',
    supports: {
      cells: ['simpleRNN', 'lstm', 'gru'],
      activations: ['linear', 'tanh', 'sigmoid', 'relu'],
      resetAfter: [true, false],
      masking: true,
      goBackwards: true,
      dataSync: true,
      precision: 'f32',
    },
    ...hostMemory(Float32Array),
    prepare: (checked) => checked,
    run: addUp,
    ...changes,
  };
}

export function tinyBackend(changes: Partial<TinyKernels> = {}): Backend {
  return defineBackend(tinyKernels(changes));
}

/** A backend that claims less. */
export function limitedBackend(claims: Partial<TinyKernels['supports']>): Backend {
  return tinyBackend({ supports: { ...tinyKernels().supports, ...claims } });
}

function addUp(call: SequenceCall<Float32Array, CheckedCell>): void {
  const { batch, timeSteps, x, mask, initialState, finalState, output, prepared } = call;
  const { cell, inputDim } = prepared;
  const { units } = cell;
  for (let row = 0; row < batch; row++) {
    for (let u = 0; u < units; u++) {
      const at = row * units + u;
      let h = initialState.h[at] ?? 0;
      let c = initialState.c[at] ?? 0;
      let y = call.resumes?.[row] === 1 ? h : 0;
      for (let step = 0; step < timeSteps; step++) {
        const t = call.goBackwards ? timeSteps - 1 - step : step;
        const kept = mask === null || mask[row * timeSteps + t] === 1;
        if (kept) {
          h += x[(row * timeSteps + t) * inputDim] ?? 0;
          c += 1;
          y = h;
        }
        const emitted = kept || !call.zeroOutputForMask ? y : 0;
        const place = call.alignOutput ? t : step;
        if (call.returnSequences) output[(row * timeSteps + place) * units + u] = emitted;
        else output[at] = emitted;
      }
      if (cell.kind === 'lstm') finalState.c[at] = c;
      finalState.h[at] = h;
    }
  }
}

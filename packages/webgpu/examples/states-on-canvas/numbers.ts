// What goes in, and weights of no training, which keep the states lively.

import type { CellWeights, HostTensor } from '@gatefold/webgpu';

/** Three notes that come and go, the window moved by `from` steps: [1, timeSteps, notes]. */
export function melody(from: number, timeSteps: number, notes: number): HostTensor {
  const data = new Float32Array(timeSteps * notes);
  for (let t = 0; t < timeSteps; t++) {
    for (let note = 0; note < notes; note++) {
      const beat = (from + t) / (24 + 17 * note);
      // A note sounds for a third of its beat.
      data[t * notes + note] = beat % 1 < 1 / 3 ? 1 : -0.2;
    }
  }
  return { shape: [1, timeSteps, notes], data };
}

/** Random weights of an LSTM, the same ones in every visit. */
export function weightsOf(inputDim: number, units: number): CellWeights {
  return {
    kernel: random([inputDim, 4 * units], 6 / Math.sqrt(inputDim)),
    recurrentKernel: random([units, 4 * units], 1.5 / Math.sqrt(units)),
    bias: random([4 * units], 0.2),
  };
}

let seed = 7;

function random(shape: readonly number[], scale: number): HostTensor {
  const data = new Float32Array(shape.reduce((a, b) => a * b));
  for (const k of data.keys()) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    data[k] = scale * (seed / 2 ** 31 - 1);
  }
  return { shape, data };
}

// What is timed. A workload is data: any backend, in Node or in a browser, can be handed one.

import type { CellWeights } from '@gatefold/contract';
import { type Random, uniform } from './random.ts';

export interface Workload {
  /** What `--only` selects by. */
  readonly name: string;
  readonly kind: 'lstm' | 'gru';
  /** GRU only: r resets the product h·U + d, rather than h before the product. */
  readonly resetAfter: boolean;
  readonly inputDim: number;
  readonly units: number;
  readonly batch: number;
  readonly timeSteps: number;
  /** How the sequence is run: as a whole unless it is said otherwise. */
  readonly mode?: 'masked' | 'bidirectional' | 'steps';
}

const shape = { batch: 1, timeSteps: 100 };

/** [inputDim, units] of small, middling and large layers of one cell. */
const sizes = [
  [16, 32],
  [64, 128],
  [128, 256],
] as const;

export const workloads: readonly Workload[] = [
  ...sizes.map(([inputDim, units]) => {
    return { name: `lstm-${units}`, kind: 'lstm', resetAfter: false, inputDim, units, ...shape };
  }),
  ...sizes.map(([inputDim, units]) => {
    return { name: `gru-${units}`, kind: 'gru', resetAfter: false, inputDim, units, ...shape };
  }),
  // The default of Keras 2 and 3.
  ...sizes.map(([inputDim, units]) => {
    const name = `gru-${units}-reset-after`;
    return { name, kind: 'gru', resetAfter: true, inputDim, units, ...shape };
  }),
] as readonly Workload[];

/** For backends on a GPU, whose peers spend dozens of draws on a step. */
export const gpuWorkloads: readonly Workload[] = (
  [
    // One step of one unit: what a call costs before it computes anything.
    { name: 'round-trip', inputDim: 1, units: 1, timeSteps: 1 },
    { name: 'lstm-64', inputDim: 64, units: 64 },
    { name: 'lstm-256', inputDim: 128, units: 256 },
    { name: 'lstm-512', inputDim: 256, units: 512 },
    { name: 'lstm-256-batch', inputDim: 128, units: 256, batch: 32, timeSteps: 20 },
    { name: 'lstm-64-masked', inputDim: 64, units: 64, mode: 'masked' },
    { name: 'lstm-64-bidirectional', inputDim: 64, units: 64, mode: 'bidirectional' },
    { name: 'lstm-64-steps', inputDim: 64, units: 64, timeSteps: 20, mode: 'steps' },
    { name: 'gru-64', inputDim: 64, units: 64, kind: 'gru' },
    { name: 'gru-256', inputDim: 128, units: 256, kind: 'gru' },
    { name: 'gru-64-reset-after', inputDim: 64, units: 64, kind: 'gru', resetAfter: true },
    { name: 'gru-256-reset-after', inputDim: 128, units: 256, kind: 'gru', resetAfter: true },
  ] as const
).map((workload) => ({ kind: 'lstm', resetAfter: false, ...shape, ...workload }));

const gates = { lstm: 4, gru: 3 };

/** Weights of the size that Keras's initialisers give, with a bias that no gate shares with another. */
export function randomWeights(workload: Workload, random: Random): Required<CellWeights> {
  const { inputDim, units } = workload;
  const columns = gates[workload.kind] * units;
  const kernelLimit = Math.sqrt(6 / (inputDim + columns)); // glorot_uniform
  const recurrentLimit = Math.sqrt(3 / units); // the variance of orthogonal, 1 / units
  const biasShape = workload.resetAfter ? [2, columns] : [columns];
  const biasSize = workload.resetAfter ? 2 * columns : columns;
  return {
    kernel: {
      shape: [inputDim, columns],
      data: uniform(random, inputDim * columns, kernelLimit),
    },
    recurrentKernel: {
      shape: [units, columns],
      data: uniform(random, units * columns, recurrentLimit),
    },
    bias: { shape: biasShape, data: uniform(random, biasSize, 0.5) },
  };
}

/** Inputs x [batch, timeSteps, inputDim], used in turn so that nobody can keep the last answer. */
export function randomInputs(workload: Workload, random: Random, count: number): Float32Array[] {
  const { batch, timeSteps, inputDim } = workload;
  return Array.from({ length: count }, () => uniform(random, batch * timeSteps * inputDim, 1));
}

/** Which steps of a masked workload are real, [batch, timeSteps]: the last fifth of each row is padding, as after texts. */
export function maskOf({ batch, timeSteps }: Workload): boolean[] {
  return Array.from({ length: batch * timeSteps }, (_, n) => n % timeSteps < 0.8 * timeSteps);
}

/** The row of step t in x, of a workload of one row. */
export function frameOf({ inputDim }: Workload, x: Float32Array, t: number): Float32Array {
  return x.subarray(t * inputDim, (t + 1) * inputDim);
}

/** Numbers in each row of the output. */
export function outputWidth({ units, mode }: Workload): number {
  return mode === 'bidirectional' ? 2 * units : units;
}

/** Multiplications with a weight in one call. */
export function multiplications(workload: Workload): number {
  const { batch, timeSteps, inputDim, units } = workload;
  const directions = workload.mode === 'bidirectional' ? 2 : 1;
  return directions * batch * timeSteps * (inputDim + units) * gates[workload.kind] * units;
}

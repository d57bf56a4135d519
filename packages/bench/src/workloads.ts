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

/** Multiplications with a weight in one call. */
export function multiplications(workload: Workload): number {
  const { batch, timeSteps, inputDim, units } = workload;
  return batch * timeSteps * (inputDim + units) * gates[workload.kind] * units;
}

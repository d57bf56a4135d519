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
  /** Layers of as many units, each fed with all outputs of the one below: 1 unless it is said otherwise. */
  readonly layers?: number;
  readonly batch: number;
  readonly timeSteps: number;
  /** How the sequence is run: as a whole unless it is said otherwise. */
  readonly mode?: 'masked' | 'bidirectional' | 'masked-bidirectional' | 'steps' | 'stream';
  /** Whether the last layer gives the outputs of all steps. */
  readonly returnSequences?: boolean;
  /** Whether other memory is read before each call, more than the caches of a core hold. */
  readonly cold?: boolean;
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

export const gates = { lstm: 4, gru: 3 };

export function isBidirectional({ mode }: Workload): boolean {
  return mode === 'bidirectional' || mode === 'masked-bidirectional';
}

export function isMasked({ mode }: Workload): boolean {
  return mode === 'masked' || mode === 'masked-bidirectional';
}

/** Weights of each layer, the same for both directions. */
export function randomWeights(workload: Workload, random: Random): Required<CellWeights>[] {
  return inputDims(workload).map((inputDim) => layerWeights(workload, inputDim, random));
}

/** What each layer takes at a step. */
export function inputDims(workload: Workload): number[] {
  const { inputDim, layers = 1 } = workload;
  return Array.from({ length: layers }, (_, layer) =>
    layer === 0 ? inputDim : outputWidth(workload),
  );
}

/** Of the size that Keras's initialisers give, with a bias that no gate shares with another. */
function layerWeights(
  { kind, resetAfter, units }: Workload,
  inputDim: number,
  random: Random,
): Required<CellWeights> {
  const columns = gates[kind] * units;
  const kernelLimit = Math.sqrt(6 / (inputDim + columns)); // glorot_uniform
  const recurrentLimit = Math.sqrt(3 / units); // the variance of orthogonal, 1 / units
  const biasShape = resetAfter ? [2, columns] : [columns];
  const biasSize = resetAfter ? 2 * columns : columns;
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

/** How many steps of a stream are compared before it is timed. */
const verifiedSteps = 100;

/**
 * Inputs x [batch, timeSteps, inputDim], used in turn so that nobody can keep the last answer.
 *
 * Each input of a stream is one step, and its state goes on from call to call: many of them are compared.
 */
export function randomInputs(workload: Workload, random: Random): Float32Array[] {
  const { batch, timeSteps, inputDim, mode } = workload;
  const length = mode === 'stream' ? verifiedSteps : 4;
  return Array.from({ length }, () => uniform(random, batch * timeSteps * inputDim, 1));
}

/** Real steps of each row of a masked workload: the last fifth is padding, as after texts. */
export function lengthOf({ timeSteps }: Workload): number {
  return Math.ceil(0.8 * timeSteps);
}

/** Which steps of a masked workload are real, [batch, timeSteps]. */
export function maskOf(workload: Workload): boolean[] {
  const { batch, timeSteps } = workload;
  return Array.from({ length: batch * timeSteps }, (_, n) => n % timeSteps < lengthOf(workload));
}

/** The row of step t in x, of a workload of one row. */
export function frameOf({ inputDim }: Workload, x: Float32Array, t: number): Float32Array {
  return x.subarray(t * inputDim, (t + 1) * inputDim);
}

/** Numbers in each row of the output. */
function outputWidth(workload: Workload): number {
  return isBidirectional(workload) ? 2 * workload.units : workload.units;
}

/** Numbers in the whole output. */
export function outputSize(workload: Workload): number {
  const { batch, timeSteps, returnSequences = false } = workload;
  return batch * (returnSequences ? timeSteps : 1) * outputWidth(workload);
}

/** Multiplications with a weight in one call. */
export function multiplications(workload: Workload): number {
  const { kind, batch, timeSteps, units } = workload;
  const directions = isBidirectional(workload) ? 2 : 1;
  const columns = gates[kind] * units;
  const perStep = inputDims(workload).map((inputDim) => (inputDim + units) * columns);
  return directions * batch * timeSteps * perStep.reduce((sum, each) => sum + each);
}

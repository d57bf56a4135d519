// Layers of any size with random weights, as plain data that a test can send to the page.

import {
  type CellConfig,
  type CellWeights,
  gru,
  type HostTensor,
  lstm,
  type Mask,
  simpleRNN,
  sizeOf,
  weightShapes,
} from '../../src/index.ts';

export interface Sizes {
  readonly kind: CellConfig['kind'];
  readonly units: number;
  readonly inputDim: number;
  readonly batch: number;
  readonly timeSteps: number;
  readonly resetAfter?: boolean;
  readonly returnSequences?: boolean;
  readonly goBackwards?: boolean;
}

/** Numbers in [-1, 1) from a seed: mulberry32. */
function drawNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

export function drawTensor(shape: readonly number[], scale: number, seed: number): HostTensor {
  const next = drawNumbers(seed);
  return { shape, data: Float32Array.from({ length: sizeOf(shape) }, () => scale * next()) };
}

export function configOf({ kind, units, resetAfter = true, ...flags }: Sizes) {
  const { returnSequences = true, goBackwards = false } = flags;
  const options = { units, returnSequences, goBackwards, returnState: true } as const;
  if (kind === 'lstm') return lstm(options);
  return kind === 'gru' ? gru({ ...options, resetAfter }) : simpleRNN(options);
}

/** Of the size that Keras initialises, so that sums of any length stay in the range where errors would show. */
export function drawWeights(sizes: Sizes, seed: number): CellWeights {
  const { units, inputDim } = sizes;
  const shapes = weightShapes(configOf(sizes), inputDim);
  return {
    kernel: drawTensor(shapes.kernel.shape, 1 / Math.sqrt(inputDim), seed),
    recurrentKernel: drawTensor(shapes.recurrentKernel.shape, 1 / Math.sqrt(units), seed + 1),
    bias: drawTensor(shapes.bias.shape, 0.5, seed + 2),
  };
}

export function drawInput({ batch, timeSteps, inputDim }: Sizes, seed: number): HostTensor {
  return drawTensor([batch, timeSteps, inputDim], 1, seed);
}

/** Every third step or so is masked. */
export function drawMask({ batch, timeSteps }: Sizes, seed: number): Mask {
  const next = drawNumbers(seed);
  const data = Array.from({ length: batch * timeSteps }, () => Number(next() > -0.4));
  return { shape: [batch, timeSteps], data };
}

// Layers of random weights, and what the float64 reference makes of them.

import {
  type CellWeights,
  type GRUConfig,
  lstm,
  type LSTMConfig,
  type RunOptions,
  type SimpleRNNConfig,
  tensor,
  weightShapes,
  type Backend,
} from '@gatefold/contract';
import { cpu } from '@gatefold/cpu';

type PlainConfig = LSTMConfig | GRUConfig | SimpleRNNConfig;

/** The same numbers for the same seed, in (-1, 1). */
export function randomNumbers(seed: number, count: number): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length: count }, () => {
    // https://en.wikipedia.org/wiki/Linear_congruential_generator, of Numerical Recipes
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

export function randomTensor(seed: number, shape: readonly number[]) {
  return {
    shape,
    data: randomNumbers(
      seed,
      shape.reduce((a, b) => a * b, 1),
    ),
  };
}

/** Weights that keep sums near 1 whatever the units. */
export function randomWeights(config: PlainConfig, inputDim: number): CellWeights {
  const scale = 1 / Math.sqrt(config.units + inputDim);
  const { kernel, recurrentKernel, bias } = weightShapes(config, inputDim);
  const scaled = (seed: number, shape: readonly number[]): CellWeights['kernel'] => {
    const { data } = randomTensor(seed, shape);
    return { shape, data: data.map((value) => value * scale) };
  };
  return {
    kernel: scaled(1, kernel.shape),
    recurrentKernel: scaled(2, recurrentKernel.shape),
    bias: scaled(3, bias.shape),
  };
}

export interface Sizes {
  readonly inputDim: number;
  readonly batch: number;
  readonly timeSteps: number;
  readonly masked?: boolean;
}

/** The largest difference from the reference, of outputs and of the states that a config returns, from random states on. */
export async function largestError(
  backend: Backend,
  config: PlainConfig,
  { inputDim, batch, timeSteps, masked = false }: Sizes,
  weights: CellWeights = randomWeights(config, inputDim),
): Promise<number> {
  const x = randomTensor(17, [batch, timeSteps, inputDim]);
  const data = [...randomNumbers(5, batch * timeSteps)].map((number) => number > -0.3);
  const h = randomTensor(7, [batch, config.units]);
  const c = randomTensor(9, [batch, config.units]);
  const options = {
    initialState: config.kind === 'lstm' ? { h, c } : { h },
    ...(masked ? { mask: { shape: [batch, timeSteps], data } } : {}),
  };
  const numbersOf = async (of: Backend): Promise<number[]> => {
    // All kinds of state are said above.
    using layer = of.layer(config as LSTMConfig, weights);
    using result = layer.run(x, options as RunOptions<LSTMConfig>);
    const tensors = [result.output, ...Object.values(result.state ?? {})];
    const numbers = await Promise.all(tensors.map((one) => one.data()));
    return numbers.flatMap((one) => [...one]);
  };
  using reference = await cpu();
  const [expected, got] = await Promise.all([numbersOf(reference), numbersOf(backend)]);
  if (got.length !== expected.length) return NaN;
  return expected.reduce((most, value, n) => {
    const error = Math.abs(value - (got[n] ?? NaN));
    // Also when there is no number.
    return error <= most ? most : error;
  }, 0);
}

const config = lstm({ units: 3, returnSequences: true, returnState: true });

/** A small LSTM with its x. */
export const small = {
  config,
  weights: randomWeights(config, 2),
  x: tensor([...randomNumbers(3, 8)], [1, 4, 2]),
};

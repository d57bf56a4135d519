// Weights as Keras lists them, get_weights(), and as layers here take them.

import { normalizeConfig } from './builders.ts';
import type { LayerConfig } from './config.ts';
import { nestLeaves, pathTo, placesOf } from './leaves.ts';
import { readList } from './shell/check-nest.ts';
import { checkWeights } from './shell/check-weights.ts';
import type { HostTensor } from './tensor.ts';
import { type WeightsOf, weightNames } from './weights.ts';

/**
 * Names the weights of a layer that Keras lists: what `get_weights()` of SimpleRNN, LSTM, GRU, RNN or Bidirectional
 * returns, as host tensors.
 *
 * @param arrays  kernel, recurrent kernel, bias unless useBias is false; cell by cell, forward before backward
 * @returns       the same tensors, not copied, as `backend.layer` takes them
 * @throws        {ShapeError | DtypeError}  when there are too many or too few, or one has another shape than its place
 * @throws        {ConfigError}              when the config is none
 * @see           clauses W1, W7, W8 · keras/src/layers/layer.py get_weights
 * @example
 *   import { simpleRNN, tensor, weightsInOrder } from '@gatefold/contract';
 *   const getWeights = [tensor([[0.5], [0.25]]), tensor([[0.1]]), tensor([0])];
 *   weightsInOrder(simpleRNN({ units: 1 }), getWeights).kernel.shape; // => [2, 1]
 */
export function weightsInOrder<const C extends LayerConfig>(
  config: C,
  arrays: readonly HostTensor[],
): WeightsOf<C> {
  const where = 'weightsInOrder';
  const complete = normalizeConfig(`${where}: config`, config);
  const list = readList(where, arrays, weightPaths(complete), (length) =>
    lengthAdvice(complete, length),
  );
  const nested = nestLeaves(complete, weightNames, list);
  checkWeights(`${where}: ${complete.kind}`, complete, nested);
  return nested as WeightsOf<C>;
}

/**
 * Lists a layer's weights as Keras does, for `set_weights()`: the way back from {@link weightsInOrder}.
 *
 * @returns host tensors with the numbers of the nest, which are not copied
 * @throws  {ShapeError | DtypeError | ConfigError} as `backend.layer`
 * @see     clause W7
 * @example
 *   import { bidirectional, gru, kerasWeights, tensor, weightsInOrder } from '@gatefold/contract';
 *   const config = bidirectional({ layer: gru({ units: 1, useBias: false }) });
 *   const getWeights = [1, 2, 3, 4].map((value) => tensor([[value, value, value]]));
 *   kerasWeights(config, weightsInOrder(config, getWeights))[2]?.data; // => Float32Array [3, 3, 3]
 */
export function kerasWeights<const C extends LayerConfig>(
  config: C,
  weights: WeightsOf<C>,
): readonly HostTensor[] {
  const where = 'kerasWeights';
  const complete = normalizeConfig(`${where}: config`, config);
  const cells = checkWeights(`${where}: ${complete.kind}`, complete, weights);
  return cells.flatMap(({ cell, given }) =>
    weightNames(cell).map((name) => given[name] as HostTensor),
  );
}

function weightPaths(config: LayerConfig): readonly string[] {
  return placesOf(config).flatMap(({ path, cell }) =>
    weightNames(cell).map((name) => pathTo(path, name)),
  );
}

function lengthAdvice(config: LayerConfig, length: number | undefined): string {
  const cells = placesOf(config).map(({ cell }) => cell);
  const count = weightPaths(config).length;
  if (length === 2 * cells.length) return 'a list without biases belongs to useBias: false';
  if (length === 3 * cells.length) return 'a list with biases belongs to useBias: true';
  if (config.kind === 'bidirectional' && length === count / 2) {
    return 'a Bidirectional lists those of both directions, forward first';
  }
  if (config.kind !== 'bidirectional' && length === 2 * count) {
    return 'those of both directions belong to bidirectional({ layer })';
  }
  return 'give all that get_weights() of the Keras layer returns, in its order';
}

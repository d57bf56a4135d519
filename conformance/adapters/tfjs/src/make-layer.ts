// A config of ours as a layer of tf.layers.

import type {
  ActivationName,
  CellConfig,
  CellKind,
  DirectionalConfig,
  LayerConfig,
} from '@gatefold/contract';
import { layers, type RNN } from '@tensorflow/tfjs-layers';

export type Bidirectional = ReturnType<typeof layers.bidirectional>;

/**
 * Those that tf.layers has, under its names: Keras 2's, so that its hardSigmoid is clip(0.2 x + 0.5, 0, 1).
 *
 * @see tfjs-layers/src/activations.ts; tfjs-layers/src/backend/tfjs_backend.ts hardSigmoid
 */
const activationNames = {
  linear: 'linear',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  hardSigmoidKeras2: 'hardSigmoid',
  relu: 'relu',
  relu6: 'relu6',
  elu: 'elu',
  selu: 'selu',
  softplus: 'softplus',
  softsign: 'softsign',
  silu: 'swish',
  gelu: 'gelu',
  mish: 'mish',
} as const satisfies Partial<Record<ActivationName, string>>;

type TfjsActivation = keyof typeof activationNames;

export const knownActivations = Object.keys(activationNames) as readonly TfjsActivation[];

/** Makes a layer of tf.layers that has no weights yet. */
export function makeLayer(config: LayerConfig): RNN | Bidirectional {
  if (config.kind !== 'bidirectional') return makeDirection(config);
  const { layer, backwardLayer, mergeMode } = config;
  return layers.bidirectional({
    layer: makeDirection(layer),
    // Python's Bidirectional and our config have it; tf.layers reads no such option.
    ...{ backwardLayer: makeDirection(backwardLayer) },
    mergeMode: mergeMode as Exclude<typeof mergeMode, null>,
  });
}

function makeDirection(config: DirectionalConfig): RNN {
  const { returnSequences, returnState, goBackwards, stateful, zeroOutputForMask } = config;
  const flags = {
    returnSequences,
    returnState,
    goBackwards,
    stateful,
    // As backwardLayer: given, so that what becomes of it shows.
    zeroOutputForMask,
  };
  if (config.kind !== 'stacked') {
    return makers[config.kind].layer({ ...cellOptions(config), ...flags });
  }
  const cells = config.cells.map((cell) => makers[cell.kind].cell(cellOptions(cell)));
  return layers.rnn({ cell: cells, ...flags });
}

const makers = {
  simpleRNN: { layer: layers.simpleRNN, cell: layers.simpleRNNCell },
  lstm: { layer: layers.lstm, cell: layers.lstmCell },
  gru: { layer: layers.gru, cell: layers.gruCell },
} satisfies Record<CellKind, unknown>;

function cellOptions(cell: CellConfig): Parameters<typeof layers.lstm>[0] {
  const { units, activation, useBias } = cell;
  return {
    units,
    useBias,
    activation: nameOf(activation),
    ...(cell.kind === 'simpleRNN' ? {} : { recurrentActivation: nameOf(cell.recurrentActivation) }),
    // Weights are set, and the default, orthogonal, takes tens of seconds at 256 units.
    kernelInitializer: 'zeros',
    recurrentInitializer: 'zeros',
  };
}

type ActivationOption = NonNullable<Parameters<typeof layers.lstm>[0]['activation']>;

function nameOf(activation: ActivationName): ActivationOption {
  // backendFromEngine asks for nothing that supports does not list.
  return activationNames[activation as TfjsActivation];
}

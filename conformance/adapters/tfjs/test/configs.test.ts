// What tf.layers writes is what the fixtures of packages/contract hold; `vitest run test/configs.test.ts -u` writes them.

import '@tensorflow/tfjs-backend-cpu';
import {
  bidirectional,
  fromKerasConfig,
  gru,
  type KerasObject,
  lstm,
  simpleRNN,
  stacked,
  toKerasConfig,
} from '@gatefold/contract';
import { io } from '@tensorflow/tfjs-core';
import {
  input,
  layers,
  loadLayersModel,
  model,
  sequential,
  version_layers,
} from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';

type Layer = InstanceType<typeof layers.Layer>;

const small = { kernelInitializer: 'zeros', recurrentInitializer: 'zeros' } as const;

/** A layer as the JSON of a model holds it. */
function inModel(layer: Layer): unknown {
  const parsed = sequential({ layers: [layers.inputLayer({ inputShape: [5, 2] }), layer] });
  return topology(parsed).config.layers[1];
}

function topology(made: { toJSON(unused: null, returnString: false): unknown }): {
  config: { layers: unknown[] };
} {
  // Through JSON, as a model.json goes.
  return JSON.parse(JSON.stringify(made.toJSON(null, false))) as never;
}

/** A layer as a program has it at hand, in camelCase. */
function atHand(layer: Layer): unknown {
  return JSON.parse(
    JSON.stringify({ className: layer.getClassName(), config: layer.getConfig() }),
  ) as unknown;
}

const written = {
  lstm: inModel(
    layers.lstm({ ...small, units: 3, returnSequences: true, returnState: false, name: 'speech' }),
  ),
  gru: inModel(
    layers.gru({
      ...small,
      units: 4,
      activation: 'elu',
      recurrentActivation: 'sigmoid',
      dropout: 0.2,
      implementation: 1,
    }),
  ),
  simpleRNN: inModel(
    layers.simpleRNN({
      ...small,
      units: 2,
      activation: 'linear',
      useBias: false,
      goBackwards: true,
      kernelRegularizer: 'l1l2',
    }),
  ),
  oneCell: inModel(layers.rnn({ cell: layers.lstmCell({ ...small, units: 3, name: 'inside' }) })),
  stacked: inModel(
    layers.rnn({
      cell: [
        layers.lstmCell({ ...small, units: 3 }),
        layers.gruCell({ ...small, units: 2, activation: 'swish' }),
        layers.simpleRNNCell({ ...small, units: 2 }),
      ] as never,
      returnSequences: true,
    }),
  ),
  bidirectional: inModel(
    layers.bidirectional({
      layer: layers.lstm({ ...small, units: 3, name: 'words' }),
      mergeMode: 'sum',
    }),
  ),
  first: topology(
    sequential({
      layers: [layers.lstm({ ...small, units: 3, inputShape: [5, 2], unroll: false })],
    }),
  ).config.layers[0],
  lstmAtHand: atHand(layers.lstm({ units: 3, recurrentActivation: 'hardSigmoid' })),
  stackedAtHand: atHand(
    layers.rnn({
      cell: [layers.lstmCell({ units: 3 }), layers.gruCell({ units: 2 })] as never,
      returnSequences: true,
    }),
  ),
  bidirectionalAtHand: atHand(
    layers.bidirectional({ layer: layers.gru({ units: 2 }), mergeMode: 'concat' }),
  ),
};

const there = input({ shape: [5, 2] });
const hidden = layers
  .bidirectional({
    layer: layers.lstm({ ...small, units: 2, returnSequences: true }),
    mergeMode: 'concat',
  })
  .apply(there);
const functional = model({
  inputs: there,
  outputs: layers
    .dense({ units: 1, kernelInitializer: 'zeros' })
    .apply(layers.gru({ ...small, units: 3, name: 'last' }).apply(hidden)) as typeof there,
});

const others = {
  functional: topology(functional),
  sequential: topology(
    sequential({
      layers: [
        layers.lstm({ ...small, units: 2, inputShape: [5, 2] }),
        layers.dense({ units: 1, kernelInitializer: 'zeros' }),
      ],
    }),
  ),
  timeDistributed: atHand(layers.timeDistributed({ layer: layers.dense({ units: 2 }) })),
  convLSTM: atHand(layers.convLstm2d({ filters: 2, kernelSize: 3 })),
  cell: atHand(layers.lstmCell({ units: 2 })),
  softmax: atHand(layers.lstm({ units: 2, activation: 'softmax' })),
  turned: atHand(
    layers.bidirectional({
      layer: layers.lstm({ units: 2, goBackwards: true }),
      mergeMode: 'concat',
    }),
  ),
};

const folder = '../../../../packages/contract/test/fixtures';

test.each([
  [`tfjs-layers-${version_layers}.jsonl`, written],
  [`tfjs-layers-${version_layers}-others.jsonl`, others],
])('%s is what this tf.layers writes', async (file, objects) => {
  const lines = Object.entries(objects).map(([name, layer]) => JSON.stringify({ name, layer }));
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`${folder}/${file}`);
});

test('what toKerasConfig writes for tfjs-layers, tf.layers reads, and writes as it was', async () => {
  const kerasVersion = `tfjs-layers ${version_layers}`;
  // Orthogonal, its default, needs methods of tensors that only the whole of tfjs has.
  const zeros = { class_name: 'Zeros', config: {} };
  const cell = { kernel_initializer: zeros, recurrent_initializer: zeros };
  const resetBefore = gru({ units: 2, resetAfter: false, activation: 'silu', goBackwards: true });
  const tried = [
    [lstm({ units: 3, returnSequences: true, recurrentActivation: 'hardSigmoidKeras2' }), cell],
    [resetBefore, cell],
    [simpleRNN({ units: 2, activation: 'gelu', useBias: false }), cell],
    [
      stacked({ cells: [lstm({ units: 3 }), gru({ units: 2, resetAfter: false })] }),
      { cell: { cells: [cell, cell] } },
    ],
    [bidirectional({ layer: lstm({ units: 2 }), mergeMode: 'mul' }), { layer: cell }],
  ] as const;
  for (const [config, trainingOnly] of tried) {
    const layer = toKerasConfig(config, { kerasVersion, trainingOnly });
    const first = { class_name: 'InputLayer', config: { batch_input_shape: [null, 5, 2] } };
    const modelTopology = { class_name: 'Sequential', config: { layers: [first, layer] } };
    const loaded = await loadLayersModel(io.fromMemory({ modelTopology }));
    const again = topology(loaded).config.layers[1] as KerasObject;
    expect(fromKerasConfig(again, { kerasVersion }).config).toEqual(config);
  }
});

// C19: tfjs-layers. C20: configs that tell who wrote them. C10: SavedModel and TensorFlow.NET.

import { expect, test } from 'vitest';
import {
  bidirectional,
  fromKerasConfig,
  gru,
  type KerasObject,
  lstm,
  simpleRNN,
  stacked,
  toKerasConfig,
} from '../src/index.ts';
import { layersWrittenBy, layerWrittenBy, otherWrittenBy, writers } from './keras-fixtures.ts';

const tfjs = 'tfjs-layers 4.22.0';
const old = { recurrentActivation: 'hardSigmoidKeras2' } as const;

function readWritten(name: string) {
  return fromKerasConfig(layerWrittenBy(tfjs, name), { kerasVersion: tfjs });
}

test('C19 what tfjs-layers writes means what it means there', () => {
  const read = Object.fromEntries(
    ['lstm', 'gru', 'simpleRNN', 'oneCell', 'stacked', 'bidirectional'].map((name) => [
      name,
      readWritten(name).config,
    ]),
  );
  const cells = [
    lstm({ units: 3, ...old }),
    gru({ units: 2, activation: 'silu', ...old, resetAfter: false }),
    simpleRNN({ units: 2 }),
  ];
  expect(read).toEqual({
    lstm: lstm({ units: 3, ...old, returnSequences: true }),
    gru: gru({ units: 4, activation: 'elu', resetAfter: false }),
    simpleRNN: simpleRNN({ units: 2, activation: 'linear', useBias: false, goBackwards: true }),
    oneCell: lstm({ units: 3, ...old }),
    stacked: stacked({ cells, returnSequences: true }),
    bidirectional: bidirectional({ layer: lstm({ units: 3, ...old }), mergeMode: 'sum' }),
  });
});

test('C19 a key that tfjs-layers leaves out is its default', () => {
  const read = (class_name: string) =>
    fromKerasConfig({ class_name, config: { units: 2 } }, { kerasVersion: tfjs }).config;
  expect(read('LSTM')).toEqual(lstm({ units: 2, ...old }));
  expect(read('GRU')).toEqual(gru({ units: 2, ...old, resetAfter: false }));
  const config = { units: 2, reset_after: true };
  expect(() => fromKerasConfig({ class_name: 'GRU', config }, { kerasVersion: tfjs })).toThrow(
    'fromKerasConfig: GRU.reset_after: must be false in tfjs-layers, whose GRU knows no other, got true; give the kerasVersion of the Keras that wrote the config',
  );
});

test('C19 getConfig() of a tf.layers program is read without a version, and written as in a file', () => {
  const atHand = layerWrittenBy(tfjs, 'lstmAtHand');
  const { config, trainingOnly } = fromKerasConfig(atHand);
  expect(config).toEqual(lstm({ units: 3, ...old }));
  expect(trainingOnly).toMatchObject({
    kernel_initializer: { class_name: 'VarianceScaling', config: { mode: 'fanAvg' } },
  });
  const named = { class_name: 'LSTM', config: atHand.config };
  expect(fromKerasConfig(named, { kerasVersion: tfjs })).toEqual({ config, trainingOnly });
  expect(() => fromKerasConfig(atHand, { kerasVersion: '3.15.1' })).toThrow(
    "fromKerasConfig: kerasVersion: must be that of tfjs-layers, which alone writes such a config, got '3.15.1'; leave it out, for this config tells it",
  );
});

test('C19 a key in both spellings is refused', () => {
  const config = { units: 2, return_sequences: false, returnSequences: true };
  expect(() => fromKerasConfig({ class_name: 'LSTM', config }, { kerasVersion: tfjs })).toThrow(
    'fromKerasConfig: return_sequences: must be there once, got both spellings, in camelCase and in snake_case; take one out',
  );
});

test('C19 what an RNN of tfjs-layers repeats of its cell is not handed back, and refused when it differs', () => {
  const { config, trainingOnly } = readWritten('stacked');
  expect(trainingOnly).not.toHaveProperty('cells');
  expect(Object.keys(toKerasConfig(config, { kerasVersion: tfjs, trainingOnly }).config)).toContain(
    'cells',
  );
  const written = layerWrittenBy(tfjs, 'oneCell');
  const other = { ...written, config: { ...written.config, activation: 'relu' } };
  expect(() => fromKerasConfig(other, { kerasVersion: tfjs })).toThrow(
    "fromKerasConfig: RNN.activation: must be that of its cell, 'tanh', got 'relu'; tfjs-layers reads the cell: take the other one out",
  );
});

test('C20 Keras 3, tf.keras from 2.12 on and tfjs-layers in memory tell who they are', () => {
  const told = ['3.15.1', '2.21.0'] as const;
  for (const version of told) {
    for (const [name, layer] of layersWrittenBy(version)) {
      if (!('module' in layer) && version !== '3.15.1') continue;
      const given = fromKerasConfig(layer, { kerasVersion: version });
      expect([name, fromKerasConfig(layer)]).toEqual([name, given]);
    }
  }
  // One word, two functions: the module alone would not tell.
  const gates = told.map((version) => fromKerasConfig(layerWrittenBy(version, 'lstm')).config);
  expect(gates).toMatchObject([
    { recurrentActivation: 'hardSigmoid' },
    { recurrentActivation: 'hardSigmoidKeras2' },
  ]);
});

test('C20 a seed tells Keras 3, whose older versions write a dtype in words', () => {
  const config = { units: 2, dtype: 'float32', seed: null, recurrent_activation: 'hard_sigmoid' };
  expect(fromKerasConfig({ class_name: 'GRU', config })).toEqual({
    config: gru({ units: 2, recurrentActivation: 'hardSigmoid' }),
    trainingOnly: { dtype: 'float32', seed: null, fields: {} },
  });
});

test('C20 a version that the config itself contradicts is refused', () => {
  const written = layerWrittenBy('3.15.1', 'simpleRNN');
  expect(() => fromKerasConfig(written, { kerasVersion: '2.15.0' })).toThrow(
    "fromKerasConfig: kerasVersion: must be that of Keras 3, which alone writes such a config, got '2.15.0'; leave it out, for this config tells it",
  );
  expect(() =>
    fromKerasConfig(layerWrittenBy('2.21.0', 'lstm'), { kerasVersion: '3.15.1' }),
  ).toThrow('must be that of tf.keras 2');
});

test('C20 a config that does not tell needs a version', () => {
  const expected =
    "fromKerasConfig: kerasVersion: must be given: several versions may have written this config, and mean other things; a model file keeps it as keras_version, { kerasVersion: '2.15.0' }; a .keras file in its metadata.json";
  for (const version of writers) {
    if (version === '3.15.1') continue;
    const layer = layersWrittenBy(version).get(version === '2.21.0' ? 'h5' : 'lstm');
    expect(() => fromKerasConfig(layer as KerasObject)).toThrow(expected);
  }
  // tf.keras from 2.12 on writes a module, as Keras 3 does.
  const layer = { class_name: 'LSTM', module: 'keras.layers', config: { units: 2 } };
  expect(() => fromKerasConfig(layer)).toThrow(expected);
  expect(() => fromKerasConfig(layer, {})).toThrow(expected);
});

test('C10 the fields of a SavedModel come back, beside a config that repeats some', () => {
  const layer = layerWrittenBy('2.21.0', 'gruInSavedModel');
  const { config, trainingOnly } = fromKerasConfig(layer, { kerasVersion: '2.21.0' });
  expect(config).toEqual(gru({ units: 2 }));
  expect(trainingOnly).toMatchObject({
    name: 'gru_2',
    trainable: true,
    fields: { name: 'gru_2', trainable: true, batch_input_shape: null, expects_training_arg: true },
  });
});

test('C10 a node of TensorFlow.NET is named, its config is not', () => {
  const config = { units: 2, name: null, dtype: 'float32', trainable: true };
  const node = { name: 'lstm', class_name: 'LSTM', config, inbound_nodes: [] } as KerasObject;
  const read = fromKerasConfig(node, { kerasVersion: '2.15.0' });
  expect(read).toEqual({
    config: lstm({ units: 2 }),
    trainingOnly: {
      name: null,
      dtype: 'float32',
      trainable: true,
      fields: { name: 'lstm', inbound_nodes: [] },
    },
  });
  const again = toKerasConfig(read.config, {
    kerasVersion: '2.15.0',
    trainingOnly: read.trainingOnly,
  });
  expect(fromKerasConfig(again, { kerasVersion: '2.15.0' })).toEqual(read);
});

test('E17 a Bidirectional whose layer goes backwards is refused by its path, with what to do instead', () => {
  const refused = [
    ['2.2.4', 'turned'],
    ['2.21.0', 'swapped'],
    ['3.15.1', 'swapped'],
    [tfjs, 'turned'],
  ] as const;
  for (const [kerasVersion, name] of refused) {
    expect(() => fromKerasConfig(otherWrittenBy(kerasVersion, name), { kerasVersion })).toThrow(
      'fromKerasConfig: Bidirectional.layer.go_backwards: must be false: of two directions the first goes forwards here, got true; exchange the two layers, their weights, and the halves of the output',
    );
  }
});

test('E17 what a Bidirectional cannot be is told by its path', () => {
  const layer = { class_name: 'LSTM', config: { units: 2 } };
  const back = { class_name: 'LSTM', config: { units: 3, go_backwards: true, return_state: true } };
  const refusal = (config: object) => () =>
    fromKerasConfig(
      { class_name: 'Bidirectional', config: { layer, ...config } },
      { kerasVersion: '3.15.1' },
    );
  expect(refusal({ backward_layer: back })).toThrow(
    'fromKerasConfig: Bidirectional.backwardLayer.returnState: ',
  );
  expect(refusal({ merge_mode: 'max' })).toThrow('fromKerasConfig: Bidirectional.mergeMode: ');
  const cell = { class_name: 'StackedRNNCells', config: { cells: [] } };
  expect(refusal({ layer: { class_name: 'RNN', config: { cell } } })).toThrow(
    'fromKerasConfig: Bidirectional.layer.cells: must be a list of at least one cell',
  );
});

import { expect, test } from 'vitest';
import {
  activationNames,
  bidirectional,
  fromKerasConfig,
  gru,
  type KerasObject,
  type LayerConfig,
  lstm,
  simpleRNN,
  stacked,
  toKerasConfig,
  type TrainingOnly,
} from '../src/index.ts';
import { layersWrittenBy, layerWrittenBy, writers } from './keras-fixtures.ts';

function write(kerasVersion: string, trainingOnly: object) {
  const options = { kerasVersion, trainingOnly: trainingOnly as TrainingOnly };
  return () => toKerasConfig(lstm({ units: 1 }), options);
}

/** In every version; a GRU of tf.layers never resets after. */
const everywhere = [
  simpleRNN({ units: 2, activation: 'relu', useBias: false }),
  lstm({ units: 3, returnSequences: true, returnState: true, stateful: true }),
  gru({ units: 4, resetAfter: false, goBackwards: true }),
  stacked({
    cells: [lstm({ units: 3 }), gru({ units: 2, resetAfter: false })],
    returnState: true,
  }),
  bidirectional({ layer: lstm({ units: 3, returnSequences: true }) }),
  bidirectional({
    layer: stacked({ cells: [gru({ units: 2, resetAfter: false })] }),
    mergeMode: null,
  }),
];

test('C15 what real writers wrote is written again, to the last key', () => {
  for (const version of writers) {
    for (const [name, layer] of layersWrittenBy(version)) {
      const { config, trainingOnly } = fromKerasConfig(layer, { kerasVersion: version });
      const again = toKerasConfig(config, { kerasVersion: version, trainingOnly });
      expect([version, name, again]).toEqual([version, name, asInFile(layer)]);
    }
  }
});

/** What tf.layers has in camelCase in memory, as its JSON has it. */
function asInFile(layer: KerasObject): unknown {
  if (!('className' in layer)) return layer;
  const snake = (name: string): string =>
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const text = JSON.stringify(layer).replace(/"\w+":/g, snake);
  return JSON.parse(text.replaceAll('"hardSigmoid"', '"hard_sigmoid"'));
}

test('C15 module and registered_name come back as they were, and where there were none', () => {
  const written = layerWrittenBy('3.15.1', 'lstm');
  const moduleOfOldFiles = {
    ...written,
    module: 'keras.src.layers.rnn.lstm',
    registered_name: 'LSTM',
  };
  const { module: _, registered_name: __, ...bare } = written;
  expect(layerWrittenBy('3.15.1', 'h5')).not.toHaveProperty('module');
  for (const layer of [written, moduleOfOldFiles, bare]) {
    const { config, trainingOnly } = fromKerasConfig(layer);
    expect(toKerasConfig(config, { kerasVersion: '3.15.1', trainingOnly })).toEqual(layer);
  }
});

test('C15 what is written is read as it was', () => {
  for (const kerasVersion of [
    '2.1.5',
    '2.3.1',
    '2.2.4-tf',
    '2.15.0',
    '3.15.1',
    'tfjs-layers 4.22.0',
  ]) {
    for (const config of everywhere) {
      const written = toKerasConfig(config, { kerasVersion });
      expect(fromKerasConfig(JSON.parse(JSON.stringify(written)), { kerasVersion })).toMatchObject({
        config,
      });
    }
  }
});

test('C15 every activation that a version has is read as it was written', () => {
  const counts = { '2.2.4': 0, '2.21.0': 0, '3.15.1': 0, 'tfjs-layers 4.22.0': 0 };
  for (const kerasVersion of Object.keys(counts) as (keyof typeof counts)[]) {
    for (const activation of activationNames) {
      const config = simpleRNN({ units: 1, activation });
      let written;
      try {
        written = toKerasConfig(config, { kerasVersion });
      } catch {
        continue;
      }
      counts[kerasVersion]++;
      expect(fromKerasConfig(written, { kerasVersion }).config).toEqual(config);
    }
  }
  // keras/activations.py of 2.2.4; keras.activations.get of tf_keras 2.21.0 and keras 3.15.1; activations.ts of tf.layers.
  expect(counts).toEqual({
    '2.2.4': 10,
    '2.21.0': 15,
    '3.15.1': 25,
    'tfjs-layers 4.22.0': 13,
  });
});

test('C15 Keras 3 objects name their module, older ones do not', () => {
  const config = simpleRNN({ units: 2 });
  expect(toKerasConfig(config, { kerasVersion: '3.15.1' })).toEqual({
    module: 'keras.layers',
    class_name: 'SimpleRNN',
    config: {
      units: 2,
      activation: 'tanh',
      use_bias: true,
      return_sequences: false,
      return_state: false,
      go_backwards: false,
      stateful: false,
      zero_output_for_mask: false,
    },
    registered_name: null,
  });
  expect(toKerasConfig(config, { kerasVersion: '2.2.4' })).toEqual({
    class_name: 'SimpleRNN',
    config: {
      units: 2,
      activation: 'tanh',
      use_bias: true,
      return_sequences: false,
      return_state: false,
      go_backwards: false,
      stateful: false,
    },
  });
});

test('C13 only Keras 3 writes a backward layer that mirrors the layer', () => {
  const config = bidirectional({ layer: gru({ units: 3 }) });
  const written = (kerasVersion: string) => toKerasConfig(config, { kerasVersion }).config;
  expect(written('3.15.1')['backward_layer']).toMatchObject({ config: { go_backwards: true } });
  expect(written('2.15.0')).not.toHaveProperty('backward_layer');
  expect(written('2.3.1')).not.toHaveProperty('backward_layer');
});

test('C15 part of trainingOnly is enough', () => {
  const config = stacked({ cells: [lstm({ units: 3 }), gru({ units: 2 })] });
  const trainingOnly = { name: 'coder', cell: { cells: [{ dropout: 0.5 }, {}] } };
  expect(toKerasConfig(config, { kerasVersion: '3.15.1', trainingOnly })).toMatchObject({
    class_name: 'RNN',
    config: {
      name: 'coder',
      cell: {
        config: { cells: [{ config: { units: 3, dropout: 0.5 } }, { config: { units: 2 } }] },
      },
    },
  });
});

test('C16 neither hard_sigmoid is written as the other', () => {
  const keras3 = lstm({ units: 1, recurrentActivation: 'hardSigmoid' });
  const keras2 = lstm({ units: 1, recurrentActivation: 'hardSigmoidKeras2' });
  expect(toKerasConfig(keras3, { kerasVersion: '3.0.5' }).config).toMatchObject({
    recurrent_activation: 'hard_sigmoid',
  });
  expect(toKerasConfig(keras2, { kerasVersion: '2.15.0' }).config).toMatchObject({
    recurrent_activation: 'hard_sigmoid',
  });
  expect(() => toKerasConfig(keras2, { kerasVersion: '3.0.5' })).toThrow(
    "toKerasConfig: lstm.recurrentActivation: 'hardSigmoidKeras2' is not an activation of Keras 3; its hard_sigmoid is another function, so that the numbers would change",
  );
  expect(() => toKerasConfig(keras3, { kerasVersion: '2.15.0' })).toThrow(
    "'hardSigmoid' is not an activation of tf.keras 2",
  );
});

test('C16 standalone Keras 2 has no zeroOutputForMask, tf.keras writes it when it is on', () => {
  const config = gru({ units: 1, zeroOutputForMask: true });
  expect(() => toKerasConfig(config, { kerasVersion: '2.3.1' })).toThrow(
    'toKerasConfig: gru.zeroOutputForMask: is not an option of standalone Keras 2; write for tf.keras 2 or Keras 3',
  );
  const written = toKerasConfig(config, { kerasVersion: '2.15.0' });
  expect(written.config['zero_output_for_mask']).toBe(true);
  const off = toKerasConfig(gru({ units: 1 }), { kerasVersion: '2.15.0' });
  expect(off.config).not.toHaveProperty('zero_output_for_mask');
});

test('C16 standalone Keras 2 has no backward layer of its own', () => {
  const config = bidirectional({
    layer: gru({ units: 3 }),
    backwardLayer: gru({ units: 2, goBackwards: true }),
  });
  expect(() => toKerasConfig(config, { kerasVersion: '2.3.1' })).toThrow(
    'toKerasConfig: bidirectional.backwardLayer: is not an option of standalone Keras 2, which mirrors the layer; write for tf.keras 2 or Keras 3',
  );
  const written = toKerasConfig(config, { kerasVersion: '2.15.0' });
  expect(written.config['backward_layer']).toMatchObject({ config: { units: 2 } });
});

test('C16 activations of tf.keras are not written for standalone Keras 2', () => {
  const config = simpleRNN({ units: 1, activation: 'gelu' });
  expect(() => toKerasConfig(config, { kerasVersion: '2.3.1' })).toThrow(
    "toKerasConfig: simpleRNN.activation: 'gelu' is not an activation of standalone Keras 2",
  );
});

test('C16 versions that lack cells or reset_after are not written for', () => {
  for (const kerasVersion of ['2.0.8', '2.1.4', '2.1.6-tf']) {
    expect(() => toKerasConfig(lstm({ units: 1 }), { kerasVersion })).toThrow(
      'toKerasConfig: kerasVersion: must be 2.1.5 or later, of tf.keras 2.2.4-tf or later',
    );
  }
});

test('C16 trainingOnly may not contradict the config or the version', () => {
  expect(write('3.15.1', { units: 2 })).toThrow(
    'toKerasConfig: lstm: trainingOnly.units: is not training only; the config says it, so take it out',
  );
  expect(write('3.15.1', { implementation: 2 })).toThrow(
    'toKerasConfig: lstm: trainingOnly.implementation: is not a key of Keras 3; it belongs to standalone Keras 2 and tf.keras 2',
  );
  expect(write('2.15.0', { time_major: true })).toThrow('trainingOnly.time_major: must be off');
  expect(write('3.15.1', { cell: 3 })).toThrow(
    'toKerasConfig: lstm.cell: trainingOnly: must be an object, as fromKerasConfig returns it, got 3',
  );
  expect(write('3.15.1', { seed: 1 })).not.toThrow();
});

test('C16 tfjs-layers has no resetAfter, zeroOutputForMask or backward layer', () => {
  const writing = (config: LayerConfig) => () =>
    toKerasConfig(config, { kerasVersion: 'tfjs-layers 4.22.0' });
  expect(writing(gru({ units: 1, resetAfter: false }))).not.toThrow();
  expect(writing(gru({ units: 1 }))).toThrow(
    'toKerasConfig: gru.resetAfter: must be false in tfjs-layers, whose GRU knows no other, got true; write for Keras 2.1.5 or later, tf.keras 2 or Keras 3',
  );
  expect(writing(lstm({ units: 1, zeroOutputForMask: true }))).toThrow(
    'toKerasConfig: lstm.zeroOutputForMask: is not an option of tfjs-layers',
  );
  const backwardLayer = lstm({ units: 2, goBackwards: true });
  expect(writing(bidirectional({ layer: lstm({ units: 1 }), backwardLayer }))).toThrow(
    'toKerasConfig: bidirectional.backwardLayer: is not an option of tfjs-layers',
  );
  expect(writing(simpleRNN({ units: 1, activation: 'exponential' }))).toThrow(
    "toKerasConfig: simpleRNN.activation: 'exponential' is not an activation of tfjs-layers",
  );
});

test('C16 what stands beside the config may not make it another class or name', () => {
  expect(write('3.15.1', { fields: { module: 'speech.layers' } })).toThrow(
    "toKerasConfig: lstm: trainingOnly.fields: must be Keras's own LSTM, got 'speech.layers'",
  );
  expect(write('3.15.1', { name: 'a', fields: { name: 'b' } })).toThrow(
    "toKerasConfig: lstm: trainingOnly.fields.name: must be that of its config, 'a', got 'b'",
  );
  expect(write('3.15.1', { fields: { weights: [] } })).toThrow('is not a field');
});

test('C16 trainingOnly may not hold an option that was left out', () => {
  expect(write('2.15.0', { zero_output_for_mask: true })).toThrow(
    'toKerasConfig: lstm: trainingOnly.zero_output_for_mask: is not training only; the config says it, so take it out',
  );
});

test('C16 an option that does not exist is refused', () => {
  expect(() => toKerasConfig(lstm({ units: 1 }), { version: '3' } as never)).toThrow(
    'toKerasConfig: options.version: is not an option; known: kerasVersion, trainingOnly',
  );
});

test('C16 alignOutput, which no Keras has, is refused by name', () => {
  const aligned = lstm({ units: 1, goBackwards: true, alignOutput: true });
  expect(() => toKerasConfig(aligned, { kerasVersion: '3.15.1' })).toThrow(
    'toKerasConfig: lstm.alignOutput: is not an option of any Keras; leave it out',
  );
});

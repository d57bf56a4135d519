import { expect, test } from 'vitest';
import {
  bidirectional,
  fromKerasConfig,
  gru,
  type KerasObject,
  lstm,
  simpleRNN,
  stacked,
} from '../src/index.ts';
import { layersWrittenBy, layerWrittenBy, type Writer, writers } from './keras-fixtures.ts';

function read(kerasVersion: string, class_name: string, config: object) {
  return fromKerasConfig({ class_name, config: { units: 3, ...config } }, { kerasVersion });
}

function readWritten(version: Writer, name: string) {
  return fromKerasConfig(layerWrittenBy(version, name), { kerasVersion: version });
}

/** How an activation is read. */
function activation(version: string, value: unknown): unknown {
  return field(read(version, 'SimpleRNN', { activation: value }).config, 'activation');
}

/** What a config says in a field that its kind may not have. */
function field(config: object, name: string): unknown {
  return (config as Record<string, unknown>)[name];
}

test('C6 hard_sigmoid of a Keras 2 config is hardSigmoidKeras2', () => {
  const versions = ['2.0.8', '2.2.4', '2.3.1', '2.2.4-tf', '2.15.0', '2.21.0'];
  for (const version of [...versions, 'tfjs-layers 1.7.4', 'tfjs-layers 4.22.0']) {
    const { config } = read(version, 'LSTM', { recurrent_activation: 'hard_sigmoid' });
    expect([version, field(config, 'recurrentActivation')]).toEqual([version, 'hardSigmoidKeras2']);
  }
});

test('C6 hard_sigmoid of a Keras 3 config is hardSigmoid', () => {
  const { config } = read('3.0.5', 'LSTM', {
    activation: 'hard_sigmoid',
    recurrent_activation: 'hard_sigmoid',
  });
  expect(config).toEqual(
    lstm({ units: 3, activation: 'hardSigmoid', recurrentActivation: 'hardSigmoid' }),
  );
});

test('C7 a missing recurrent_activation is what the writing version meant', () => {
  const meant = Object.fromEntries(
    ['2.0.8', '2.2.5', '2.3.0', '2.3.1', '2.1.6-tf', '2.3.0-tf', '2.4.0', '2.15.0', '3.15.1'].map(
      (version) => [version, field(read(version, 'LSTM', {}).config, 'recurrentActivation')],
    ),
  );
  expect(meant).toEqual({
    '2.0.8': 'hardSigmoidKeras2',
    '2.2.5': 'hardSigmoidKeras2',
    '2.3.0': 'sigmoid',
    '2.3.1': 'sigmoid',
    '2.1.6-tf': 'hardSigmoidKeras2',
    '2.3.0-tf': 'sigmoid',
    '2.4.0': 'sigmoid',
    '2.15.0': 'sigmoid',
    '3.15.1': 'sigmoid',
  });
});

test('C7 2.2.4-tf was written by TensorFlow 1 and 2, so that a missing key is refused', () => {
  expect(() => read('2.2.4-tf', 'LSTM', {})).toThrow(
    'fromKerasConfig: LSTM.recurrent_activation: is missing, and its default differs between the writers of Keras 2.2.4-tf; TensorFlow 1: hard_sigmoid and reset_after false; TensorFlow 2: sigmoid and true',
  );
});

test('C8 a missing reset_after is what the writing version meant', () => {
  const meant = Object.fromEntries(
    ['2.0.8', '2.2.4', '2.3.1', '2.1.6-tf', '2.3.0-tf', '2.4.0', '2.15.0', '3.0.5'].map(
      (version) => [version, field(read(version, 'GRU', {}).config, 'resetAfter')],
    ),
  );
  expect(meant).toEqual({
    '2.0.8': false,
    '2.2.4': false,
    '2.3.1': false,
    '2.1.6-tf': false,
    '2.3.0-tf': true,
    '2.4.0': true,
    '2.15.0': true,
    '3.0.5': true,
  });
});

test('C8 a reset_after that is there is taken, whatever the version', () => {
  const given = { recurrent_activation: 'sigmoid', reset_after: true };
  for (const version of ['2.2.4', '2.2.4-tf', '3.15.1']) {
    expect(field(read(version, 'GRU', given).config, 'resetAfter')).toBe(true);
  }
  expect(() => read('2.2.4-tf', 'GRU', { recurrent_activation: 'sigmoid' })).toThrow(
    'fromKerasConfig: GRU.reset_after: is missing',
  );
});

test('C9 null is linear, a serialised function is its name, swish is silu', () => {
  expect(activation('3.15.1', null)).toBe('linear');
  expect(activation('2.2.4', null)).toBe('linear');
  expect(activation('3.15.1', 'hard_swish')).toBe('hardSilu');
  expect(activation('3.15.1', { class_name: 'function', config: 'leaky_relu' })).toBe('leakyRelu');
  for (const name of ['swish', 'silu']) {
    expect(activation('2.15.0', name)).toBe('silu');
    expect(activation('3.15.1', name)).toBe('silu');
  }
});

test('C9 an activation that the version does not have is refused', () => {
  expect(() => activation('2.2.4', 'swish')).toThrow(
    "fromKerasConfig: SimpleRNN.activation: must be the name of an activation of standalone Keras 2, got 'swish'; if it is a function of your own that is known here, put 'linear' in its place and set the name on the config that comes back",
  );
  expect(() => activation('3.15.1', 'softmax')).toThrow(
    "fromKerasConfig: SimpleRNN.activation: must be the name of an activation of Keras 3, got 'softmax'; it mixes the units, and the next step sees them mixed: only where you want it of the output alone, use linear and apply it there",
  );
  expect(() => activation('3.15.1', { class_name: 'LeakyReLU', config: {} })).toThrow(
    'got a LeakyReLU',
  );
  expect(() => activation('3.15.1', 'hardSigmoidKeras2')).toThrow("got 'hardSigmoidKeras2'");
  expect(() => activation('2.15.0', 'celu')).toThrow("got 'celu'");
});

test('C13 a Bidirectional without a backward layer is mirrored, and its names come back', () => {
  for (const version of ['2.2.4', '2.3.1', '2.21.0'] as const) {
    const { config, trainingOnly } = readWritten(version, 'bidirectional');
    const recurrentActivation = version === '2.2.4' ? 'hardSigmoidKeras2' : 'sigmoid';
    expect(config).toEqual(
      bidirectional({ layer: lstm({ units: 3, recurrentActivation }), mergeMode: 'sum' }),
    );
    expect(trainingOnly).toMatchObject({ layer: { name: 'words' } });
  }
});

test('C13 a Bidirectional with two layers keeps both', () => {
  for (const version of ['2.21.0', '3.15.1'] as const) {
    const { config, trainingOnly } = readWritten(version, 'twoLayers');
    // Keras 3 forces it on both layers, see B8.
    const zeroOutputForMask = version === '3.15.1';
    const flags = { returnSequences: true, zeroOutputForMask };
    expect(config).toEqual(
      bidirectional({
        layer: gru({ units: 3, ...flags }),
        backwardLayer: gru({ units: 4, goBackwards: true, ...flags }),
      }),
    );
    expect(trainingOnly).toMatchObject({ backward_layer: { name: 'back' } });
  }
});

test('C13 merge_mode null keeps the outputs apart, and a missing one is concat', () => {
  expect(field(readWritten('3.15.1', 'keptApart').config, 'mergeMode')).toBeNull();
  const layer = { class_name: 'SimpleRNN', config: { units: 2 } };
  const { config } = fromKerasConfig(
    { class_name: 'Bidirectional', config: { layer } },
    { kerasVersion: '3.15.1' },
  );
  expect(config).toEqual(bidirectional({ layer: simpleRNN({ units: 2 }) }));
});

test('C14 RNN around several cells is a stack', () => {
  const { config, trainingOnly } = readWritten('3.15.1', 'stacked');
  expect(config).toEqual(
    stacked({
      cells: [lstm({ units: 3 }), gru({ units: 2 }), simpleRNN({ units: 2 })],
      returnState: true,
    }),
  );
  expect(trainingOnly).toMatchObject({
    cell: { cells: [{ name: 'lstm_cell_1' }, { name: 'gru_cell' }, { name: 'simple_rnn_cell' }] },
  });
});

test('C14 RNN around a list of cells is a stack', () => {
  const cell = [{ class_name: 'GRUCell', config: { units: 2 } }];
  const object: KerasObject = { class_name: 'RNN', config: { cell } };
  const { config } = fromKerasConfig(object, { kerasVersion: '3.15.1' });
  expect(config).toEqual(stacked({ cells: [gru({ units: 2 })] }));
});

test('C14 RNN around one cell is the layer of that cell', () => {
  for (const version of writers) {
    const { config } = readWritten(version, 'oneCell');
    const recurrentActivation = ['2.1.5', '2.2.4', 'tfjs-layers 4.22.0'].includes(version)
      ? 'hardSigmoidKeras2'
      : 'sigmoid';
    expect(config).toEqual(lstm({ units: 3, recurrentActivation }));
  }
});

test('C10 what no inference needs comes back as it was written', () => {
  const { config, trainingOnly } = readWritten('3.15.1', 'seeded');
  expect(config).toEqual(
    lstm({ units: 3, activation: 'leakyRelu', recurrentActivation: 'hardSilu' }),
  );
  const written = layerWrittenBy('3.15.1', 'seeded').config;
  const said = ['units', 'activation', 'recurrent_activation', 'use_bias', 'return_sequences'];
  said.push('return_state', 'go_backwards', 'stateful', 'zero_output_for_mask');
  const rest = Object.fromEntries(Object.entries(written).filter(([key]) => !said.includes(key)));
  expect(trainingOnly).toEqual(rest);
  expect(trainingOnly).toMatchObject({ seed: 7, unit_forget_bias: true, dropout: 0 });
});

test('C10 every layer of every writer is read', () => {
  for (const version of writers) {
    for (const [name, layer] of layersWrittenBy(version)) {
      const { config } = fromKerasConfig(layer, { kerasVersion: version });
      expect([version, name, JSON.parse(JSON.stringify(config))]).toEqual([version, name, config]);
    }
  }
});

test('C10 float policies come back, also those that round otherwise', () => {
  const { config, trainingOnly } = readWritten('2.21.0', 'zeroed');
  expect(config).toEqual(lstm({ units: 3, zeroOutputForMask: true }));
  expect(trainingOnly).toMatchObject({ dtype: { config: { name: 'mixed_float16' } } });
});

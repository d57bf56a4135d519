import { expect, test } from 'vitest';
import { ConfigError, fromKerasConfig, type KerasObject } from '../src/index.ts';
import { askedForOthers, othersWrittenBy, otherWrittenBy, type Writer } from './keras-fixtures.ts';

function reading(kerasVersion: string, class_name: string, config: object) {
  return () => fromKerasConfig({ class_name, config: { units: 3, ...config } }, { kerasVersion });
}

function readingObject(object: object) {
  return () => fromKerasConfig(object as KerasObject, { kerasVersion: '3.15.1' });
}

test('C11 time_major is refused when it is on and handed back when it is off', () => {
  expect(reading('2.15.0', 'LSTM', { time_major: true })).toThrow(
    'fromKerasConfig: LSTM.time_major: must be off, got true; x and masks are [batch, timeSteps, …] here: transpose them',
  );
  expect(reading('2.15.0', 'LSTM', { time_major: false })()).toMatchObject({
    trainingOnly: { time_major: false },
  });
});

test('C11 constants, reversed states, runtimes and quantised policies are refused', () => {
  expect(reading('2.3.1', 'LSTM', { num_constants: 2 })).toThrow('LSTM.num_constants: must be off');
  expect(reading('2.15.0', 'LSTM', { return_runtime: true })).toThrow(
    'LSTM.return_runtime: must be off',
  );
  expect(reading('3.15.1', 'LSTM', { dtype: 'int8_from_float32' })).toThrow(
    "fromKerasConfig: LSTM.dtype: must be a float policy, got 'int8_from_float32'; only float policies run here, all in float32 or better",
  );
  const cell = { class_name: 'GRUCell', config: { units: 2 } };
  const stack = { class_name: 'StackedRNNCells', config: { cells: [cell] } };
  expect(readingObject({ class_name: 'RNN', config: { cell: stack } })).not.toThrow();
  const reversed = { ...stack, config: { cells: [cell], reverse_state_order: true } };
  expect(() =>
    fromKerasConfig({ class_name: 'RNN', config: { cell: reversed } }, { kerasVersion: '2.15.0' }),
  ).toThrow('fromKerasConfig: RNN.cell.reverse_state_order: must be off, got true');
});

test('C12 a key that nobody writes is refused', () => {
  expect(reading('3.15.1', 'LSTM', { projection: 4 })).toThrow(
    'fromKerasConfig: LSTM.projection: is not a key of Keras 3; no Keras writes it: take it out if it changes no number',
  );
  expect(reading('3.15.1', 'SimpleRNN', { reset_after: true })).toThrow('SimpleRNN.reset_after');
});

test('C12 a key of another line says which version to give', () => {
  expect(reading('3.15.1', 'LSTM', { time_major: false })).toThrow(
    'fromKerasConfig: LSTM.time_major: is not a key of Keras 3; it belongs to tf.keras 2: give the kerasVersion that wrote the config',
  );
  expect(reading('2.15.0', 'LSTM', { use_cudnn: 'auto' })).toThrow('it belongs to Keras 3');
  expect(reading('2.2.4', 'LSTM', { zero_output_for_mask: true })).toThrow(
    'fromKerasConfig: LSTM.zero_output_for_mask: is not a key of standalone Keras 2',
  );
});

test('C12 a key that changes numbers is never said to be harmless', () => {
  for (const version of ['2.2.4', 'tfjs-layers 4.22.0']) {
    expect(reading(version, 'GRU', { zero_output_for_mask: true })).toThrow(
      'it belongs to tf.keras 2 and Keras 3: give the kerasVersion that wrote the config',
    );
  }
  const layer = { class_name: 'GRU', config: { units: 2 } };
  const object = { class_name: 'Bidirectional', config: { layer, backward_layer: layer } };
  expect(() => fromKerasConfig(object, { kerasVersion: '2.3.1' })).toThrow(
    'fromKerasConfig: Bidirectional.backward_layer: is not a key of standalone Keras 2; it belongs to tf.keras 2 and Keras 3: give the kerasVersion that wrote the config',
  );
  expect(reading('2.0.8', 'GRU', { reset_after: true })).toThrow(
    'fromKerasConfig: GRU.reset_after: is not a key of standalone Keras 2 2.0.8; it came with Keras 2.1.5: give the kerasVersion that wrote the config',
  );
  expect(reading('2.1.5', 'GRU', { reset_after: true })).not.toThrow();
  expect(reading('3.15.1', 'LSTM', { reset_after: true })).toThrow(
    'fromKerasConfig: LSTM.reset_after: is not a key of Keras 3; it is a key of GRU and GRUCell: look at the class_name',
  );
});

test('C12 a name of Keras 1 says what it is called now', () => {
  expect(reading('2.0.8', 'LSTM', { inner_activation: 'sigmoid' })).toThrow(
    "fromKerasConfig: LSTM.inner_activation: is not a key of standalone Keras 2; it is Keras 1's name of recurrent_activation: load the model with Keras 2 and save it again",
  );
  const config = { output_dim: 4, inner_activation: 'sigmoid', init: 'uniform' };
  expect(() => fromKerasConfig({ class_name: 'LSTM', config }, { kerasVersion: '2.0.8' })).toThrow(
    "fromKerasConfig: LSTM.output_dim: is not a key of standalone Keras 2; it is Keras 1's name of units",
  );
});

test('C12 the place of a nested key is named', () => {
  const cells = [
    { class_name: 'GRUCell', config: { units: 2 } },
    { class_name: 'LSTMCell', config: { units: 2, peephole: true } },
  ];
  const cell = { class_name: 'StackedRNNCells', config: { cells } };
  const layer = { class_name: 'RNN', config: { cell } };
  expect(readingObject({ class_name: 'Bidirectional', config: { layer } })).toThrow(
    'fromKerasConfig: Bidirectional.layer.cell.cells[1].peephole: is not a key of Keras 3',
  );
});

test('C12 a field that no serialised layer has is refused', () => {
  const object = { class_name: 'GRU', config: { units: 2 } };
  expect(readingObject({ ...object, build_config: {}, registered_name: null })).not.toThrow();
  expect(readingObject({ ...object, weights: [] })).toThrow(
    'fromKerasConfig: GRU.weights: is not a field of a serialised layer; take it out; fields: class_name, config, name, module, registered_name, build_config, inbound_nodes, shared_object_id, and those of keras_metadata.pb',
  );
  expect(readingObject({ ...object, name: 'a', config: { units: 2, name: 'b' } })).toThrow(
    "fromKerasConfig: GRU.name: must be that of its config, 'b', got 'a'",
  );
});

test('C12 values of the wrong type are refused', () => {
  expect(reading('3.15.1', 'LSTM', { units: 0 })).toThrow(
    'fromKerasConfig: LSTM.units: must be a whole number of at least 1, got 0',
  );
  expect(reading('3.15.1', 'GRU', { reset_after: 'yes' })).toThrow(
    "fromKerasConfig: GRU.reset_after: must be true or false, got 'yes'",
  );
  expect(reading('3.15.1', 'GRU', { return_state: 1 })).toThrow('GRU.return_state');
});

test('C12 a version that is none, of Keras 1 or missing is refused', () => {
  const expected =
    "fromKerasConfig: kerasVersion: must be the version that wrote the config, as '2.2.4', '2.15.0', '3.15.1' or 'tfjs-layers 4.22.0'";
  expect(reading('1.2.2', 'LSTM', {})).toThrow(
    `${expected}, got '1.2.2'; load the model with Keras 2 and save it again`,
  );
  expect(reading('4.0.0', 'LSTM', {})).toThrow(
    `${expected}, got '4.0.0'; it is younger than this package: take a newer one`,
  );
  for (const version of ['latest', '', 'tfjs-layers', null, 3, { major: 3 }]) {
    expect(reading(version as never, 'LSTM', {})).toThrow(expected);
  }
});

test('C17 cuDNN layers are refused with the way to turn their weights around', () => {
  expect(reading('2.2.4', 'CuDNNGRU', {})).toThrow(
    "fromKerasConfig: CuDNNGRU.class_name: must be SimpleRNN, LSTM, GRU, RNN or Bidirectional, got 'CuDNNGRU'; its weights lie as cuDNN wants them: load_weights into GRU(reset_after=True, recurrent_activation='sigmoid') in Keras 2 turns them around",
  );
  expect(reading('2.2.4', 'CuDNNLSTM', {})).toThrow("into LSTM(recurrent_activation='sigmoid')");
});

test('C17 cells of their own are refused', () => {
  const cell = { class_name: 'PhasedLSTMCell', config: { units: 2 } };
  expect(readingObject({ class_name: 'RNN', config: { cell } })).toThrow(
    "fromKerasConfig: RNN.cell.class_name: must be SimpleRNNCell, LSTMCell, GRUCell or StackedRNNCells, got 'PhasedLSTMCell'; only Keras's own recurrent layers and cells are read here",
  );
});

test('C17 layers and cells that are none of ours are refused with a way out', () => {
  const remedies: Readonly<Record<string, string>> = {
    convLSTM:
      "got 'ConvLSTM2D'; convolutional cells are out of scope: no backend here has their kernels, so run it where it was made",
    dense: "got 'Dense'; only Keras's own recurrent layers and cells are read here",
    cell: "got 'LSTMCell'; a cell is no layer: give { class_name: 'RNN', config: { cell } } with this object as the cell",
    stackedCells: "got 'StackedRNNCells'; a cell is no layer",
  };
  const asked = askedForOthers.flatMap((version) =>
    [...othersWrittenBy(version)].map(([name, other]) => ({
      version,
      other,
      remedy: remedies[name],
    })),
  );
  for (const { version, other, remedy } of asked.filter((one) => one.remedy !== undefined)) {
    expect(() => fromKerasConfig(other, { kerasVersion: version })).toThrow(remedy);
  }
  for (const name of ['cell', 'stackedCells']) {
    const cell = otherWrittenBy('3.15.1', name);
    const layer = { class_name: 'RNN', config: { cell } };
    expect(fromKerasConfig(layer).config).toMatchObject({ returnSequences: false });
  }
});

test('C17 functions and policies are named in messages', () => {
  const refusal = (name: string, version: Writer) => () =>
    fromKerasConfig(otherWrittenBy(version, name), { kerasVersion: version });
  for (const version of ['2.1.5', '2.2.4', '2.21.0', '3.15.1'] as const) {
    expect(refusal('lambda', version)).toThrow(
      "got a lambda; if it is a function of your own that is known here, put 'linear' in its place and set the name on the config that comes back",
    );
  }
  expect(refusal('quantised', '3.15.1')).toThrow(
    "fromKerasConfig: LSTM.dtype: must be a float policy, got a QuantizedDTypePolicy 'int8' 'float32'; only float policies run here, all in float32 or better",
  );
  expect(refusal('float8', '3.15.1')).toThrow("got a QuantizedFloat8DTypePolicy 'float8'");
  expect(refusal('policyMap', '3.15.1')).toThrow('got a DTypePolicyMap');
  const gates = { class_name: 'function', config: 'my_gates', module: 'builtins' };
  expect(reading('3.15.1', 'LSTM', { activation: gates })).toThrow("got a function 'my_gates'");
});

test('C17 a subclass under the same name is refused', () => {
  const object = { class_name: 'LSTM', config: { units: 2 } };
  expect(readingObject({ ...object, module: 'keras.layers' })).not.toThrow();
  expect(readingObject({ ...object, module: null, registered_name: 'speech>LSTM' })).toThrow(
    "fromKerasConfig: LSTM: must be Keras's own LSTM, got null, registered as 'speech>LSTM'; a subclass may compute anything: if it computes what its parent does, take module and registered_name out",
  );
  expect(readingObject({ ...object, module: 'speech.layers' })).toThrow(ConfigError);
});

test('C17 what is no serialised layer is refused', () => {
  for (const object of [null, 'LSTM', { units: 3 }, { class_name: 'LSTM' }]) {
    expect(readingObject(object as object)).toThrow(
      'fromKerasConfig: must be a serialised layer { class_name, config }',
    );
  }
});

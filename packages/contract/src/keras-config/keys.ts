// Keras's names for what a config says, and the keys that each line of Keras writes beside them.

import type { CellKind, LayerFlags } from '../config.ts';
import { ConfigError } from '../errors.ts';
import { describeObject, shorten } from './describe-object.ts';
import { fieldsOf } from './plain-json.ts';
import { type KerasLine, type KerasVersion, lineNames } from './version.ts';

/** A layer as Keras serialises it in a model's JSON. */
export interface KerasObject {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly module?: string | null;
  readonly registered_name?: string | null;
  readonly build_config?: unknown;
  /** In the node list of a functional model. */
  readonly name?: string;
  readonly inbound_nodes?: unknown;
}

export const layerClasses: Readonly<Record<CellKind, string>> = {
  simpleRNN: 'SimpleRNN',
  lstm: 'LSTM',
  gru: 'GRU',
};

/** The classes of the layers that are read. */
export const layerClassNames: readonly string[] = [
  ...Object.values(layerClasses),
  'RNN',
  'Bidirectional',
];

const cellClassNames: readonly string[] = Object.values(layerClasses).map((name) => `${name}Cell`);

/** Every class that is read, in a message that names one. */
const classNames: readonly string[] = [...layerClassNames, ...cellClassNames, 'StackedRNNCells'];

/** The kind that a class name like `LSTM` or `LSTMCell` stands for. */
export function kindOfClass(className: string, suffix: '' | 'Cell'): CellKind | undefined {
  const kinds = Object.keys(layerClasses) as CellKind[];
  return kinds.find((kind) => layerClasses[kind] + suffix === className);
}

/** alignOutput is not among them: no Keras has it. */
export const flagKeys: Readonly<Record<Exclude<keyof LayerFlags, 'alignOutput'>, string>> = {
  returnSequences: 'return_sequences',
  returnState: 'return_state',
  goBackwards: 'go_backwards',
  stateful: 'stateful',
  zeroOutputForMask: 'zero_output_for_mask',
};

type Keys = Readonly<Record<KerasLine, readonly string[]>>;

/** What a config speaks of, by the key that only some lines have. */
const sinceTensorFlow: readonly string[] = ['zero_output_for_mask', 'backward_layer'];

/** Whether a line has an option, of those that not all have. */
export function hasOption(line: KerasLine, key: string): boolean {
  return !sinceTensorFlow.includes(key) || line === 'tfKeras' || line === 'keras3';
}

/** The keys of a class that a config speaks of. */
function spokenKeys(line: KerasLine, className: string): readonly string[] {
  if (className === 'StackedRNNCells') return ['cells'];
  if (className === 'Bidirectional') {
    return ['layer', 'merge_mode', 'backward_layer'].filter((key) => hasOption(line, key));
  }
  const keys = className === 'RNN' ? ['cell'] : ['units', 'activation', 'use_bias'];
  const kind = kindOfClass(className, '') ?? kindOfClass(className, 'Cell');
  if (kind === 'lstm' || kind === 'gru') keys.push('recurrent_activation');
  if (kind === 'gru') keys.push('reset_after');
  if (cellClassNames.includes(className)) return keys;
  return [...keys, ...Object.values(flagKeys).filter((key) => hasOption(line, key))];
}

const graphKeys = ['name', 'trainable', 'dtype', 'batch_input_shape', 'input_dim', 'input_length'];

/** Written by every layer. */
const layerKeys: Keys = {
  keras2: graphKeys,
  tfKeras: graphKeys,
  keras3: ['name', 'trainable', 'dtype', 'activity_regularizer'],
  tfjs: ['name', 'trainable', 'dtype', 'batch_input_shape'],
};

/** Written by every layer that runs over time. `implementation` was the base class's in Keras 2.0. */
const sequenceKeys: Keys = {
  keras2: ['activity_regularizer', 'unroll', 'num_constants', 'implementation'],
  tfKeras: ['activity_regularizer', 'unroll', 'num_constants', 'time_major', 'return_runtime'],
  keras3: ['unroll', 'use_cudnn'],
  tfjs: ['unroll', 'num_constants'],
};

/** Written by cells, and by the layers that are made of one cell. */
const weightKeys = [
  'kernel_initializer',
  'recurrent_initializer',
  'bias_initializer',
  'kernel_regularizer',
  'recurrent_regularizer',
  'bias_regularizer',
  'kernel_constraint',
  'recurrent_constraint',
  'bias_constraint',
  'dropout',
  'recurrent_dropout',
] as const;

const cellKeys: Keys = {
  keras2: [...weightKeys, 'implementation'],
  tfKeras: [...weightKeys, 'implementation'],
  keras3: [...weightKeys, 'seed'],
  // tf.layers has the activity's in the cell, and takes it for the layer's.
  tfjs: [...weightKeys, 'implementation', 'activity_regularizer'],
};

/** Whether a key is one that trainingOnly may hold. */
export function isTrainingKey(line: KerasLine, className: string, key: string): boolean {
  return trainingKeys(line, className).includes(key);
}

/** Keys of an object of the given class that change no number of inference: for training, the graph, or bookkeeping. */
function trainingKeys(line: KerasLine, className: string): readonly string[] {
  const keys = [...layerKeys[line]];
  if (className === 'Bidirectional') keys.push('activity_regularizer', 'num_constants');
  else if (className === 'StackedRNNCells') keys.push('reverse_state_order');
  else if (!className.endsWith('Cell')) keys.push(...sequenceKeys[line]);
  const kind = kindOfClass(className, '') ?? kindOfClass(className, 'Cell');
  if (kind !== undefined) keys.push(...cellKeys[line]);
  if (kind === 'lstm') keys.push('unit_forget_bias');
  return keys;
}

/**
 * Keys that the RNN of tf.layers writes a second time, beside its `cell`: all of the cell's but those that a layer has
 * too (RNN.getConfig of tfjs-layers 4.22).
 */
export function copiedKeys(line: KerasLine, className: string): readonly string[] {
  if (line !== 'tfjs' || className !== 'RNN') return [];
  const inside = [...cellClassNames, 'StackedRNNCells'].flatMap((name) => [
    ...spokenKeys(line, name),
    ...trainingKeys(line, name),
  ]);
  return inside.filter((key) => !layerKeys[line].includes(key));
}

function knownKeys(line: KerasLine, className: string): ReadonlySet<string> {
  return new Set([
    ...spokenKeys(line, className),
    ...trainingKeys(line, className),
    ...copiedKeys(line, className),
  ]);
}

/** Fields of a serialised object beside its class and config, in JSON. */
export const jsonFields = [
  'name',
  'module',
  'registered_name',
  'build_config',
  'inbound_nodes',
  'shared_object_id',
] as const;

/**
 * Further fields in the keras_metadata.pb of a SavedModel
 * (tf_keras/src/saving/legacy/saved_model/layer_serialization.py python_properties).
 */
export const metadataFields = [
  'trainable',
  'expects_training_arg',
  'dtype',
  'batch_input_shape',
  'stateful',
  'must_restore_from_config',
  'preserve_input_structure_in_config',
  'autocast',
  'input_spec',
  'build_input_shape',
  'activity_regularizer',
] as const;

/** Values of training keys that would change the numbers after all. */
const harmless: Readonly<Record<string, readonly [accepts: (value: unknown) => boolean, string]>> =
  {
    time_major: [(value) => !value, 'x and masks are [batch, timeSteps, …] here: transpose them'],
    return_runtime: [(value) => !value, 'no result here carries a runtime'],
    num_constants: [(value) => !value, 'cells here take no constants'],
    reverse_state_order: [(value) => !value, 'states are listed first cell first here'],
    dtype: [isFloatPolicy, 'only float policies run here, all in float32 or better'],
  };

/** float32, float16, mixed_bfloat16 …: they differ in rounding, and are run in float32 or better. */
function isFloatPolicy(value: unknown): boolean {
  const name = typeof value === 'object' ? fieldsOf(fieldsOf(value)['config'])['name'] : value;
  return (
    value === null ||
    (typeof name === 'string' && /^(float(16|32|64)|bfloat16|mixed_b?float16)$/.test(name))
  );
}

/** Keras 1's names, read by Keras 2's keras/legacy/interfaces.py. */
const keras1Names: Readonly<Record<string, string>> = {
  output_dim: 'units',
  init: 'kernel_initializer',
  inner_init: 'recurrent_initializer',
  inner_activation: 'recurrent_activation',
  forget_bias_init: 'unit_forget_bias',
  W_regularizer: 'kernel_regularizer',
  U_regularizer: 'recurrent_regularizer',
  b_regularizer: 'bias_regularizer',
  dropout_W: 'dropout',
  dropout_U: 'recurrent_dropout',
  consume_less: 'implementation',
};

/**
 * Checks that the version writes these keys into objects of a class.
 *
 * @throws {ConfigError} for a key of another version, of another class, or of nobody
 */
export function checkKeys(
  where: string,
  className: string,
  keys: Iterable<string>,
  version: KerasVersion,
): void {
  const { line } = version;
  const known = knownKeys(line, className);
  for (const key of keys) {
    const isTooNew = key === 'reset_after' && line === 'keras2' && !version.hasResetAfter;
    if (known.has(key) && !isTooNew) continue;
    throw new ConfigError({
      where: `${where}.${shorten(key)}`,
      expected: `is not a key of ${lineNames[line]}${isTooNew ? ` ${version.text}` : ''}`,
      remedy: isTooNew
        ? 'it came with Keras 2.1.5: give the kerasVersion that wrote the config'
        : adviceFor(className, key, line),
    });
  }
}

/**
 * Checks the value of a key that the config does not speak of.
 *
 * @throws {ConfigError} for one that changes the numbers
 */
export function checkHarmless(where: string, key: string, value: unknown): void {
  const [accepts, remedy] = Object.hasOwn(harmless, key) ? (harmless[key] as never) : noCheck;
  if (accepts(value)) return;
  throw new ConfigError({
    where: `${where}.${key}`,
    expected: key === 'dtype' ? 'must be a float policy' : 'must be off',
    actual: describeObject(value),
    remedy,
  });
}

const noCheck: readonly [accepts: (value: unknown) => boolean, string] = [() => true, ''];

function adviceFor(className: string, key: string, line: KerasLine): string {
  const name = Object.hasOwn(keras1Names, key) ? keras1Names[key] : undefined;
  if (name !== undefined) {
    return `it is Keras 1's name of ${name}: load the model with Keras 2 and save it again`;
  }
  const lines = Object.keys(lineNames) as KerasLine[];
  const writers = lines.filter((writer) => knownKeys(writer, className).has(key));
  if (writers.length > 0) {
    return `it belongs to ${writers.map((writer) => lineNames[writer]).join(' and ')}: give the kerasVersion that wrote the config`;
  }
  const owners = classNames.filter((owner) => knownKeys(line, owner).has(key));
  return owners.length > 0
    ? `it is a key of ${owners.join(' and ')}: look at the class_name`
    : 'no Keras writes it: take it out if it changes no number';
}

// Keras's names for what a config says, and the keys that each line of Keras writes beside them.

import type { CellKind, LayerFlags } from '../config.ts';
import { ConfigError } from '../errors.ts';
import { type KerasLine, lineNames } from './version.ts';
import { describe } from '../describe.ts';

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

/** Written by every layer. */
const layerKeys: Keys = {
  keras2: ['name', 'trainable', 'dtype', 'batch_input_shape', 'input_dim', 'input_length'],
  tfKeras: ['name', 'trainable', 'dtype', 'batch_input_shape', 'input_dim', 'input_length'],
  keras3: ['name', 'trainable', 'dtype'],
};

/** Written by every layer that runs over time. `implementation` was the base class's in Keras 2.0. */
const sequenceKeys: Keys = {
  keras2: ['activity_regularizer', 'unroll', 'num_constants', 'implementation'],
  tfKeras: ['activity_regularizer', 'unroll', 'num_constants', 'time_major', 'return_runtime'],
  keras3: ['activity_regularizer', 'unroll', 'use_cudnn'],
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
};

/** Keys of an object of the given class that change no number of inference: for training, the graph, or bookkeeping. */
function trainingKeys(line: KerasLine, className: string): ReadonlySet<string> {
  const keys = [...layerKeys[line]];
  if (className === 'Bidirectional') keys.push('activity_regularizer', 'num_constants');
  else if (className === 'StackedRNNCells') keys.push('reverse_state_order');
  else if (!className.endsWith('Cell')) keys.push(...sequenceKeys[line]);
  const kind = kindOfClass(className, '') ?? kindOfClass(className, 'Cell');
  if (kind !== undefined) keys.push(...cellKeys[line]);
  if (kind === 'lstm') keys.push('unit_forget_bias');
  return new Set(keys);
}

/** Fields of a serialised object beside its class and config. */
export const objectFields = [
  'module',
  'registered_name',
  'build_config',
  'inbound_nodes',
  'shared_object_id',
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
  const policy = value as { config?: { name?: unknown } } | null | undefined;
  const name = typeof value === 'object' ? policy?.config?.name : value;
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
 * Checks a key that the config does not speak of.
 *
 * @throws {ConfigError} for a key that this line of Keras does not write, or a value that changes the numbers
 */
export function checkTrainingKey(
  where: string,
  className: string,
  key: string,
  value: unknown,
  line: KerasLine,
): void {
  if (!trainingKeys(line, className).has(key)) {
    throw new ConfigError({
      where: `${where}.${key}`,
      expected: `is not a key of ${lineNames[line]}`,
      remedy: adviceFor(className, key),
    });
  }
  const [accepts, remedy] = harmless[key] ?? [() => true, ''];
  if (accepts(value)) return;
  throw new ConfigError({
    where: `${where}.${key}`,
    expected: key === 'dtype' ? 'must be a float policy' : 'must be off',
    actual: describe(value),
    remedy,
  });
}

function adviceFor(className: string, key: string): string {
  const name = keras1Names[key];
  if (name !== undefined) {
    return `it is Keras 1's name of ${name}: load the model with Keras 2 and save it again`;
  }
  const lines = Object.keys(lineNames) as KerasLine[];
  const writers = lines.filter((line) => trainingKeys(line, className).has(key));
  return writers.length === 0
    ? 'take it out if it changes no number'
    : `it belongs to ${writers.map((line) => lineNames[line]).join(' and ')}: give the kerasVersion that wrote the config`;
}

// Configs from and to what Keras's get_config writes, for Keras 2, tf.keras and Keras 3.

import { normalizeConfig } from './builders.ts';
import { checkOptions } from './check-options.ts';
import type { LayerConfig } from './config.ts';
import { ConfigError } from './errors.ts';
import type { ConfigOfKeras } from './keras-config/config-of.ts';
import type { KerasObject } from './keras-config/keys.ts';
import { type FromKeras, readLayer, type TrainingOnly } from './keras-config/read.ts';
import { type KerasVersion, parseKerasVersion } from './keras-config/version.ts';
import { writeLayer } from './keras-config/write.ts';

export interface FromKerasOptions {
  /** The Keras that wrote the config, as a model file records it: `2.2.4`, `2.2.4-tf`, `2.15.0`, `3.15.1`. */
  readonly kerasVersion: string;
}

export interface ToKerasOptions {
  /** The Keras that is to read it. */
  readonly kerasVersion: string;
  /** What {@link fromKerasConfig} returned beside the config, or part of it. */
  readonly trainingOnly?: TrainingOnly;
}

/**
 * Reads a layer that Keras serialised: SimpleRNN, LSTM, GRU, RNN around their cells, or Bidirectional.
 *
 * The version decides what the same words mean. `hard_sigmoid` is `hardSigmoidKeras2` in every Keras 2; a missing
 * `recurrent_activation` is hard_sigmoid before 2.3 and in TensorFlow 1, a missing `reset_after` false in standalone
 * Keras 2. RNN around one cell is that cell's layer.
 *
 * @param kerasConfig  `{ class_name, config }`, as keras.saving.serialize_keras_object(layer) or a model's JSON has it
 * @returns            config, of the type that a literal `class_name` says; trainingOnly, what changes no number of inference (initializers, dropout, names, dtype
 *                     policy, the graph), verbatim, nested as Keras nests, for {@link toKerasConfig} to put back
 * @throws             {ConfigError}  for an unknown class, key or activation, and for options that have no counterpart
 *                     here: time_major, constants, quantised policies
 * @see                clauses C6 to C17 · tf_keras/layers/rnn/, keras/src/layers/rnn/ `get_config`
 * @example
 *   import { fromKerasConfig } from '@gatefold/contract';
 *   const { config, trainingOnly } = fromKerasConfig(
 *     { class_name: 'LSTM', config: { units: 4, dropout: 0.2 } },
 *     { kerasVersion: '2.2.4' },
 *   );
 *   config.recurrentActivation; // => 'hardSigmoidKeras2'
 *   trainingOnly; // => { dropout: 0.2 }
 */
export function fromKerasConfig<const K extends KerasObject>(
  kerasConfig: K,
  options: FromKerasOptions,
): FromKeras<ConfigOfKeras<K>> {
  const where = 'fromKerasConfig';
  checkOptions(`${where}: options`, options, ['kerasVersion']);
  const read = readLayer(where, kerasConfig, parseKerasVersion(where, options.kerasVersion));
  return read as FromKeras<ConfigOfKeras<K>>;
}

/**
 * Writes a config as the given Keras serialises a layer; `keras.layers.deserialize` reads it.
 *
 * @throws {ConfigError}  when that Keras has no word for the config: another line's hard_sigmoid, zeroOutputForMask or
 *                        a backwardLayer of its own in standalone Keras 2; or a trainingOnly key that it does not write
 * @see    clauses C6 to C17
 * @example
 *   import { gru, toKerasConfig } from '@gatefold/contract';
 *   toKerasConfig(gru({ units: 4 }), { kerasVersion: '3.15.1' }).config['reset_after']; // => true
 */
export function toKerasConfig(config: LayerConfig, options: ToKerasOptions): KerasObject {
  const where = 'toKerasConfig';
  checkOptions(`${where}: options`, options, ['kerasVersion', 'trainingOnly']);
  const version = writtenVersion(where, options.kerasVersion);
  const complete = normalizeConfig(`${where}: config`, config);
  return writeLayer(`${where}: ${complete.kind}`, complete, version, options.trainingOnly ?? {});
}

function writtenVersion(where: string, kerasVersion: string): KerasVersion {
  const version = parseKerasVersion(where, kerasVersion);
  if (version.isWritten) return version;
  throw new ConfigError({
    where: `${where}: kerasVersion`,
    expected: 'must be 2.1.5 or later, of tf.keras 2.2.4-tf or later',
    actual: `'${kerasVersion}'`,
    remedy: 'older ones lack stacked cells or reset_after; every later Keras 2 reads 2.2.4',
  });
}

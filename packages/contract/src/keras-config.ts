// Configs from and to what Keras's get_config writes, for Keras 2, tf.keras, Keras 3 and tfjs-layers.

import { normalizeConfig } from './builders.ts';
import { checkOptions } from './check-options.ts';
import type { LayerConfig } from './config.ts';
import { ConfigError } from './errors.ts';
import { checkIsLayer } from './keras-config/check-is-layer.ts';
import type { ConfigOfKeras } from './keras-config/config-of.ts';
import type { KerasObject } from './keras-config/keys.ts';
import { copyJson, fieldsOf } from './keras-config/plain-json.ts';
import { type FromKeras, readLayer, type TrainingOnly } from './keras-config/read.ts';
import { snakeCased } from './keras-config/snake-case.ts';
import {
  type KerasVersion,
  lineNames,
  parseKerasVersion,
  tellKerasVersion,
} from './keras-config/version.ts';
import { writeLayer } from './keras-config/write.ts';

export interface FromKerasOptions {
  /**
   * The Keras that wrote the config, as a model file records it: `2.2.4`, `2.2.4-tf`, `2.15.0`, `3.15.1`,
   * `tfjs-layers 4.22.0`. May be left out for a config that tells it (clause C20).
   */
  readonly kerasVersion?: string;
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
 * The version decides what the same words mean. `hard_sigmoid` is `hardSigmoidKeras2` in every Keras 2 and in
 * tfjs-layers; a missing `recurrent_activation` is hard_sigmoid before 2.3, in TensorFlow 1 and in tfjs-layers, a
 * missing `reset_after` false in standalone Keras 2. RNN around one cell is that cell's layer.
 *
 * @param kerasConfig  `{ class_name, config }`, as keras.saving.serialize_keras_object(layer), a model's JSON or a
 *                     SavedModel's keras_metadata.pb has it; of tfjs-layers also what layer.getConfig() gives
 * @returns            config, of the type that a literal `class_name` says; trainingOnly, what changes no number of inference (initializers, dropout, names, dtype
 *                     policy, the graph), as it was written and nested as Keras nests, for {@link toKerasConfig} to put
 *                     back; what stood beside the config is under `fields`
 * @throws             {ConfigError}  for a whole model, with the paths of its layers; for an unknown class, key or
 *                     activation; for options that have no counterpart here: time_major, constants, quantised policies;
 *                     and for what is no JSON
 * @see                clauses C6 to C17, C19 to C22 · tf_keras/layers/rnn/, keras/src/layers/rnn/ `get_config`
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
  options: FromKerasOptions = {},
): FromKeras<ConfigOfKeras<K>> {
  const where = 'fromKerasConfig';
  const { kerasVersion } = copyOptions(where, options, ['kerasVersion']);
  const object = copyJson(where, kerasConfig);
  checkIsLayer(where, object);
  const version = versionOf(where, fieldsOf(object), kerasVersion);
  const inSnakeCase = version.line === 'tfjs' ? snakeCased(where, object) : object;
  return readLayer(where, inSnakeCase, version) as FromKeras<ConfigOfKeras<K>>;
}

/**
 * Writes a config as the given Keras serialises a layer; `keras.layers.deserialize` reads it.
 *
 * @throws {ConfigError}  when that Keras has no word for the config: another line's hard_sigmoid, zeroOutputForMask or
 *                        a backwardLayer of its own in standalone Keras 2 and tfjs-layers, resetAfter in tfjs-layers;
 *                        or a trainingOnly key that it does not write
 * @see    clauses C6 to C17, C19
 * @example
 *   import { gru, toKerasConfig } from '@gatefold/contract';
 *   toKerasConfig(gru({ units: 4 }), { kerasVersion: '3.15.1' }).config['reset_after']; // => true
 */
export function toKerasConfig(config: LayerConfig, options: ToKerasOptions): KerasObject {
  const where = 'toKerasConfig';
  const given = copyOptions(where, options, ['kerasVersion', 'trainingOnly']);
  const version = writtenVersion(where, given['kerasVersion']);
  const plain = copyJson(`${where}: config`, config) as LayerConfig;
  const complete = normalizeConfig(`${where}: config`, plain);
  const trainingOnly = (given['trainingOnly'] ?? {}) as TrainingOnly;
  return writeLayer(`${where}: ${complete.kind}`, complete, version, trainingOnly);
}

function copyOptions(
  where: string,
  options: unknown,
  known: readonly string[],
): Readonly<Record<string, unknown>> {
  const name = `${where}: options`;
  return fieldsOf(copyJson(name, checkOptions(name, options, known)));
}

/** The version that was given, or that the config tells. */
function versionOf(
  where: string,
  object: Readonly<Record<string, unknown>>,
  given: unknown,
): KerasVersion {
  const told = tellKerasVersion(object);
  if (given === undefined && told === undefined) {
    throw new ConfigError({
      where: `${where}: kerasVersion`,
      expected:
        'must be given: several versions may have written this config, and mean other things',
      remedy:
        "a model file keeps it as keras_version, { kerasVersion: '2.15.0' }; a .keras file in its metadata.json",
    });
  }
  const version = parseKerasVersion(where, given ?? told);
  const writer = told === undefined ? version.line : parseKerasVersion(where, told).line;
  if (version.line === writer) return version;
  throw new ConfigError({
    where: `${where}: kerasVersion`,
    expected: `must be that of ${lineNames[writer]}, which alone writes such a config`,
    actual: `'${version.text}'`,
    remedy: 'leave it out, for this config tells it',
  });
}

function writtenVersion(where: string, kerasVersion: unknown): KerasVersion {
  const version = parseKerasVersion(where, kerasVersion);
  if (version.isWritten) return version;
  throw new ConfigError({
    where: `${where}: kerasVersion`,
    expected: 'must be 2.1.5 or later, of tf.keras 2.2.4-tf or later',
    actual: `'${version.text}'`,
    remedy: 'older ones lack stacked cells or reset_after; every later Keras 2 reads 2.2.4',
  });
}

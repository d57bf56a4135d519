// Which Keras wrote a config. The version decides what a missing key and what `hard_sigmoid` mean.

import { ConfigError } from '../errors.ts';
import { describe } from '../describe.ts';
import { fieldsOf } from './plain-json.ts';

/** Standalone Keras 2 (to 2.3.1), the Keras 2 inside TensorFlow (and tf_keras), Keras 3, tfjs-layers. */
export type KerasLine = 'keras2' | 'tfKeras' | 'keras3' | 'tfjs';

export const lineNames: Readonly<Record<KerasLine, string>> = {
  keras2: 'standalone Keras 2',
  tfKeras: 'tf.keras 2',
  keras3: 'Keras 3',
  tfjs: 'tfjs-layers',
};

export interface KerasVersion {
  readonly text: string;
  readonly line: KerasLine;
  /** What a missing `recurrent_activation` means; null where writers of one version disagree. */
  readonly recurrentActivation: 'hard_sigmoid' | 'sigmoid' | null;
  /** What a missing `reset_after` means; null as above. */
  readonly resetAfter: boolean | null;
  /** Whether its GRU can reset after the product. */
  readonly hasResetAfter: boolean;
  /** Whether toKerasConfig writes for it. */
  readonly isWritten: boolean;
}

/**
 * Reads a version as Keras prints it and model files record it: `2.2.4`, `2.2.4-tf`, `2.15.0`, `3.15.1`,
 * `tfjs-layers 4.22.0`.
 *
 * Standalone Keras ends with 2.3.1. TensorFlow's own carries `-tf` up to 2.3.0-tf and counts on from 2.4.0
 * (tensorflow/python/keras/__init__.py). 2.2.4-tf was written by TensorFlow 1.13 to 1.15, by 2.0 and 2.1, and by every
 * later one with its version 2 behaviour switched off, so it tells the defaults of neither.
 *
 * @throws {ConfigError} for Keras 1, Keras 4 and what is no version
 */
export function parseKerasVersion(where: string, version: unknown): KerasVersion {
  const text = typeof version === 'string' ? version : '';
  if (/^tfjs-layers \d/.test(text)) return tfjsLayers(text);
  const [, ...parts] = /^(\d+)\.(\d+)(?:\.(\d+))?(.*)$/.exec(text) ?? [];
  const [major, minor, patch] = parts.slice(0, 3).map(Number) as [number?, number?, number?];
  if (major !== 2 && major !== 3) throw versionError(where, version, major);
  const keras = { text, isWritten: true, hasResetAfter: true } as const;
  if (major === 3) {
    return { ...keras, line: 'keras3', recurrentActivation: 'sigmoid', resetAfter: true };
  }
  // 2.2.4 is 2004.
  const number = (minor as number) * 1000 + (patch || 0);
  const isTensorFlow = number >= 4000 || parts[3]?.startsWith('-tf') === true;
  if (!isTensorFlow) {
    return {
      ...keras,
      line: 'keras2',
      // keras commit 5949aeede9, released with 2.3.0.
      recurrentActivation: number < 3000 ? 'hard_sigmoid' : 'sigmoid',
      resetAfter: false,
      // Keras 2.1.5 is the first with cells, reset_after and return_state in a Bidirectional.
      isWritten: number >= 1005,
      hasResetAfter: number >= 1005,
    };
  }
  const tfKeras = { ...keras, line: 'tfKeras' } as const;
  if (number < 2004) {
    return {
      ...tfKeras,
      recurrentActivation: 'hard_sigmoid',
      resetAfter: false,
      isWritten: false,
    };
  }
  if (number === 2004) return { ...tfKeras, recurrentActivation: null, resetAfter: null };
  return { ...tfKeras, recurrentActivation: 'sigmoid', resetAfter: true };
}

/** tfjs-layers 4.22: DEFAULT_RECURRENT_ACTIVATION of its cells, of which GRUCell refuses resetAfter: true. */
function tfjsLayers(text: string): KerasVersion {
  return {
    text,
    line: 'tfjs',
    recurrentActivation: 'hard_sigmoid',
    resetAfter: false,
    hasResetAfter: false,
    isWritten: true,
  };
}

function versionError(where: string, version: unknown, major: number | undefined): ConfigError {
  return new ConfigError({
    where: `${where}: kerasVersion`,
    expected:
      "must be the version that wrote the config, as '2.2.4', '2.15.0', '3.15.1' or 'tfjs-layers 4.22.0'",
    actual: describe(version),
    remedy: versionAdvice(major),
  });
}

function versionAdvice(major = 0): string {
  if (major === 1) return 'load the model with Keras 2 and save it again';
  if (major > 3) return 'it is younger than this package: take a newer one';
  return 'a model file keeps it as keras_version';
}

/**
 * The version that a config tells by itself, as far as it matters; undefined where several may have written it.
 *
 * `className` is how tfjs-layers spells it in memory. Only Keras 3 writes a `seed` into LSTM and GRU, and a DTypePolicy as
 * `dtype`. Beside it only tf.keras from 2.12 on writes a `module`, then with `time_major` or `implementation`.
 */
export function tellKerasVersion(object: Readonly<Record<string, unknown>>): string | undefined {
  if (object['className'] !== undefined) return 'tfjs-layers 4.22.0';
  const configs = configsInside(object);
  const isKeras3 = (config: Readonly<Record<string, unknown>>): boolean =>
    'seed' in config || fieldsOf(config['dtype'])['class_name'] === 'DTypePolicy';
  if (configs.some(isKeras3)) return '3.0.0';
  const isTensorFlow = configs.some((c) => 'time_major' in c || 'implementation' in c);
  return typeof object['module'] === 'string' && isTensorFlow ? '2.12.0' : undefined;
}

/** A config, and that of the first layer or cell in each. */
function configsInside(object: unknown): readonly Readonly<Record<string, unknown>>[] {
  const config = fieldsOf(fieldsOf(object)['config']);
  const inner = config['layer'] ?? config['cell'] ?? config['cells'];
  if (inner === undefined) return [config];
  return [config, ...configsInside(Array.isArray(inner) ? inner[0] : inner)];
}

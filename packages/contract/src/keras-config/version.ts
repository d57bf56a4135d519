// Which Keras wrote a config. The version decides what a missing key and what `hard_sigmoid` mean.

import { ConfigError } from '../errors.ts';
import { describe } from '../describe.ts';

/** Standalone Keras 2 (to 2.3.1), the Keras 2 inside TensorFlow (and tf_keras), Keras 3. */
export type KerasLine = 'keras2' | 'tfKeras' | 'keras3';

export const lineNames: Readonly<Record<KerasLine, string>> = {
  keras2: 'standalone Keras 2',
  tfKeras: 'tf.keras 2',
  keras3: 'Keras 3',
};

export interface KerasVersion {
  readonly text: string;
  readonly line: KerasLine;
  /** What a missing `recurrent_activation` means; null where writers of one version disagree. */
  readonly recurrentActivation: 'hard_sigmoid' | 'sigmoid' | null;
  /** What a missing `reset_after` means; null as above. */
  readonly resetAfter: boolean | null;
  /** Whether toKerasConfig writes for it. */
  readonly isWritten: boolean;
}

/**
 * Reads a version as Keras prints it and model files record it: `2.2.4`, `2.2.4-tf`, `2.15.0`, `3.15.1`.
 *
 * Standalone Keras ends with 2.3.1. TensorFlow's own carries `-tf` up to 2.3.0-tf and counts on from 2.4.0
 * (tensorflow/python/keras/__init__.py). 2.2.4-tf was written by TensorFlow 1.13 to 1.15, by 2.0 and 2.1, and by every
 * later one with its version 2 behaviour switched off, so it tells the defaults of neither.
 *
 * @throws {ConfigError} for Keras 1, Keras 4 and what is no version
 */
export function parseKerasVersion(where: string, version: unknown): KerasVersion {
  const [, ...parts] = /^(\d+)\.(\d+)(?:\.(\d+))?(.*)$/.exec(String(version)) ?? [];
  const [major, minor, patch] = parts.slice(0, 3).map(Number) as [number?, number?, number?];
  if (typeof version !== 'string' || (major !== 2 && major !== 3)) {
    throw new ConfigError({
      where: `${where}: kerasVersion`,
      expected: "must be the version that wrote the config, as '2.2.4', '2.15.0' or '3.15.1'",
      actual: describe(version),
      remedy:
        major === 1
          ? 'load the model with Keras 2 and save it again'
          : 'a model file keeps it as keras_version',
    });
  }
  const keras = { text: version, isWritten: true } as const;
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

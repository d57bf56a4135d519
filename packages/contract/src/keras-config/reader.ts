// One serialised Keras object, read key by key; what nobody has taken is handed back.

import { ConfigError } from '../errors.ts';
import { checkFields, defaultFields } from './fields.ts';
import { checkHarmless, checkKeys, copiedKeys } from './keys.ts';
import { describeObject, shorten } from './describe-object.ts';
import { fieldsOf } from './plain-json.ts';
import type { KerasVersion } from './version.ts';

export class KerasReader {
  /** The path to the object, as messages print it: `fromKerasConfig: Bidirectional.layer`. */
  readonly where: string;
  readonly className: string;
  readonly version: KerasVersion;
  readonly #config: Map<string, unknown>;
  readonly #fields: Readonly<Record<string, unknown>>;

  /**
   * @param expected  the classes that may stand here
   * @throws {ConfigError} for what is no serialised object, of a class that may not stand here or is not Keras's own,
   *                       or with a key that the version does not write
   */
  constructor(path: string, object: unknown, expected: readonly string[], version: KerasVersion) {
    const { class_name: className, config, ...fields } = fieldsOf(object);
    const isObject = typeof className === 'string' && typeof config === 'object' && config !== null;
    if (!isObject || Array.isArray(config)) {
      throw new ConfigError({
        where: path,
        expected: 'must be a serialised layer { class_name, config }',
        actual: describeObject(object),
        remedy: 'keras.saving.serialize_keras_object(layer) makes one, and a model lists them',
      });
    }
    if (!expected.includes(className)) throw classError(path, className, expected);
    this.where = path.includes(': ') ? path : `${path}: ${className}`;
    this.className = className;
    this.version = version;
    this.#config = new Map(Object.entries(config));
    this.#fields = fields;
    checkFields(this.where, className, fields, this.#config.get('name'));
    checkKeys(this.where, className, this.#config.keys(), version);
  }

  has(key: string): boolean {
    return this.#config.has(key);
  }

  take(key: string): unknown {
    const value = this.#config.get(key);
    this.#config.delete(key);
    return value;
  }

  /** What a missing key means, where the version tells. */
  byVersion<T>(key: string, byDefault: T | null): T {
    if (byDefault !== null) return byDefault;
    throw new ConfigError({
      where: `${this.where}.${key}`,
      expected: `is missing, and its default differs between the writers of Keras ${this.version.text}`,
      remedy: 'TensorFlow 1: hard_sigmoid and reset_after false; TensorFlow 2: sigmoid and true',
    });
  }

  /** Takes what a layer of tf.layers repeats of its cell. */
  takeCopies(cell: unknown): void {
    const original = fieldsOf(fieldsOf(cell)['config']);
    for (const key of copiedKeys(this.version.line, this.className)) {
      if (!this.has(key)) continue;
      const copy = this.take(key);
      if (JSON.stringify(copy) === JSON.stringify(original[key])) continue;
      throw new ConfigError({
        where: `${this.where}.${key}`,
        expected: `must be that of its cell, ${describeObject(original[key])}`,
        actual: describeObject(copy),
        remedy: 'tfjs-layers reads the cell: take the other one out',
      });
    }
  }

  /** All that has not been taken. */
  rest(): Record<string, unknown> {
    for (const [key, value] of this.#config) checkHarmless(this.where, key, value);
    const isDefault =
      JSON.stringify(sorted(this.#fields)) ===
      JSON.stringify(sorted(defaultFields(this.version.line)));
    return {
      ...Object.fromEntries(this.#config),
      ...(isDefault ? {} : { fields: this.#fields }),
    };
  }
}

function sorted(fields: Readonly<Record<string, unknown>>): unknown {
  return Object.entries(fields).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** Why a class cannot be read, with the way out. */
export function classError(
  path: string,
  className: string,
  expected: readonly string[],
): ConfigError {
  const last = expected.at(-1) as string;
  const remedy = Object.hasOwn(classRemedies, className) ? classRemedies[className] : undefined;
  return new ConfigError({
    where: path.includes(': ') ? `${path}.class_name` : `${path}: ${shorten(className)}.class_name`,
    expected: `must be ${expected.slice(0, -1).join(', ')} or ${last}`,
    actual: describeObject(className),
    remedy: remedy ?? "only Keras's own recurrent layers and cells are read here",
  });
}

const cuDNN = (className: string): string =>
  `its weights lie as cuDNN wants them: load_weights into ${className}recurrent_activation='sigmoid') in Keras 2 turns them around`;
const convolution =
  'convolutional cells are out of scope: no backend here has their kernels, so run it where it was made';
const cell =
  "a cell is no layer: give { class_name: 'RNN', config: { cell } } with this object as the cell";

const classRemedies: Readonly<Record<string, string>> = {
  CuDNNLSTM: cuDNN('LSTM('),
  CuDNNGRU: cuDNN('GRU(reset_after=True, '),
  ConvLSTM1D: convolution,
  ConvLSTM2D: convolution,
  ConvLSTM3D: convolution,
  TimeDistributed: 'it belongs to a model: call the layer inside it once for every step',
  SimpleRNNCell: cell,
  LSTMCell: cell,
  GRUCell: cell,
  StackedRNNCells: cell,
};

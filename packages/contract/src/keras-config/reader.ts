// One serialised Keras object, read key by key; what nobody has taken is checked and handed back.

import { ConfigError } from '../errors.ts';
import { checkTrainingKey, objectFields } from './keys.ts';
import type { KerasVersion } from './version.ts';
import { describe } from '../describe.ts';

const moduleOfKeras = /^(keras|tf_keras|tensorflow(\.python)?\.keras)(\.|$)/;

export class KerasReader {
  /** The path to the object, as messages print it: `fromKerasConfig: Bidirectional.layer`. */
  readonly where: string;
  readonly className: string;
  readonly version: KerasVersion;
  readonly #config: Map<string, unknown>;
  readonly #fields: Readonly<Record<string, unknown>>;

  /** @throws {ConfigError} for what is no serialised object, or one of a class that is not Keras's own */
  constructor(path: string, object: unknown, version: KerasVersion) {
    const { class_name: className, config, name, ...fields } = asRecord(object);
    if (typeof className !== 'string' || typeof config !== 'object' || config === null) {
      throw new ConfigError({
        where: path,
        expected: 'must be a serialised layer { class_name, config }',
        actual: describe(object),
        remedy: 'keras.saving.serialize_keras_object(layer) makes one, and a model lists them',
      });
    }
    this.where = path.includes(': ') ? path : `${path}: ${className}`;
    this.className = className;
    this.version = version;
    this.#config = new Map(Object.entries(config));
    this.#fields = fields;
    this.#checkFields(name);
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

  /** All that has not been taken. */
  rest(): Record<string, unknown> {
    const { line } = this.version;
    for (const [key, value] of this.#config) {
      checkTrainingKey(this.where, this.className, key, value, line);
    }
    const fields = Object.entries(this.#fields).filter(
      // Keras 3 always writes these two.
      ([key]) => line !== 'keras3' || (key !== 'module' && key !== 'registered_name'),
    );
    return { ...Object.fromEntries(this.#config), ...Object.fromEntries(fields) };
  }

  classError(known: string): ConfigError {
    const { className } = this;
    return new ConfigError({
      where: `${this.where}.class_name`,
      expected: `must be ${known}`,
      actual: describe(className),
      ...(className.startsWith('CuDNN')
        ? {
            remedy: `its weights lie as cuDNN wants them: load_weights into ${className.slice(5)}(${className === 'CuDNNGRU' ? 'reset_after=True, ' : ''}recurrent_activation='sigmoid') in Keras 2 turns them around`,
          }
        : {}),
      ...(this.#config.has('layers') ? { remedy: 'give one of its config.layers' } : {}),
    });
  }

  #checkFields(name: unknown): void {
    const { module, registered_name: registered } = this.#fields;
    const isOurs =
      (module === undefined ||
        module === null ||
        (typeof module === 'string' && moduleOfKeras.test(module))) &&
      (registered === undefined || registered === null || registered === this.className);
    if (!isOurs) {
      throw new ConfigError({
        where: this.where,
        expected: `must be Keras's own ${this.className}`,
        actual: `${describe(module)}, registered as ${describe(registered)}`,
        remedy: 'a subclass may compute anything',
      });
    }
    for (const key of Object.keys(this.#fields)) {
      if ((objectFields as readonly string[]).includes(key)) continue;
      throw new ConfigError({
        where: `${this.where}.${key}`,
        expected: 'is not a field of a serialised layer',
        remedy: `fields: class_name, config, name, ${objectFields.join(', ')}`,
      });
    }
    if (name !== undefined && name !== this.#config.get('name')) {
      throw new ConfigError({
        where: `${this.where}.name`,
        expected: `must be that of its config, ${describe(this.#config.get('name'))}`,
        actual: describe(name),
      });
    }
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

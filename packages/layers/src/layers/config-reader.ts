// A layer's config as Keras writes it, read key by key. A key that no layer reads is refused, and not ignored.

import { ConfigError, UnsupportedError } from '@gatefold/contract';
import { describe } from '@gatefold/contract/author';
import type { Initializer } from '../initializers/initializer.ts';
import { type Activation, activationOf } from './activation-functions.ts';

/** Keys that change no number of inference: what trains, what names, and what the graph says better. */
const harmless =
  /^(name|trainable|seed|noise_shape|dtype|batch_input_shape|batch_shape|input_shape|input_length|sparse|ragged|activity_regularizer|momentum|synchronized|renorm\w*|fused|virtual_batch_size|lora_\w+|quantization_config|implementation)$|_(initializer|regularizer|constraint)$/;

/** Whether a model means what Keras 3 means; of TensorFlow.js and all older ones it means what Keras 2 does. */
export function isKeras3(kerasVersion: string): boolean {
  return Number.parseInt(kerasVersion, 10) >= 3;
}

export class ConfigReader {
  /** The layer as messages name it: `encoder/dense_1 (Dense)`. */
  readonly where: string;
  readonly path: string;
  /** Whether Keras 3 wrote the model, which means other things by some of the same words. */
  readonly isKeras3: boolean;
  readonly #config: ReadonlyMap<string, unknown>;
  readonly #taken = new Set<string>();

  constructor(
    path: string,
    className: string,
    config: Readonly<Record<string, unknown>>,
    kerasVersion: string,
  ) {
    this.path = path;
    this.where = `${path} (${className})`;
    this.isKeras3 = isKeras3(kerasVersion);
    this.#config = new Map(Object.entries(config));
    const { class_name: policy } = Object(config['dtype']) as Record<string, unknown>;
    if (typeof policy === 'string' && policy.startsWith('Quantized')) {
      throw new UnsupportedError({
        where: `${this.where}.dtype`,
        expected: 'quantised weights are not computed with here',
        actual: policy,
        remedy: 'save the model before it is quantised',
      });
    }
  }

  /** The keys that somebody has asked for. */
  get keysRead(): Iterable<string> {
    return this.#taken;
  }

  /** A value as it stands; undefined where the key is missing or null. */
  take(key: string): unknown {
    this.#taken.add(key);
    return this.#config.get(key) ?? undefined;
  }

  /** A whole number of at least `least`. */
  integer(key: string, otherwise?: number, least = 1): number {
    const value = this.take(key) ?? otherwise;
    if (Number.isSafeInteger(value) && (value as number) >= least) return value as number;
    throw this.#wrong(key, `must be a whole number of at least ${least}`, value);
  }

  number(key: string, otherwise: number): number {
    const value = this.take(key) ?? otherwise;
    if (typeof value === 'number') return value;
    throw this.#wrong(key, 'must be a number', value);
  }

  boolean(key: string, otherwise: boolean): boolean {
    const value = this.take(key) ?? otherwise;
    if (typeof value === 'boolean') return value;
    throw this.#wrong(key, 'must be true or false', value);
  }

  oneOf<const T extends string>(key: string, names: readonly T[], otherwise: T): T {
    const value = (this.take(key) ?? otherwise) as T;
    if (names.includes(value)) return value;
    throw this.#wrong(key, `must be ${names.join(' or ')}`, value);
  }

  /** Whole numbers, one for each of `count` axes; a single number stands for all. */
  integers(key: string, count: number, otherwise?: number, least = 1): readonly number[] {
    const value = this.take(key) ?? otherwise;
    const list: unknown[] = Array.isArray(value)
      ? value
      : Array.from({ length: count }, () => value);
    if (
      list.length === count &&
      list.every((one) => Number.isSafeInteger(one) && (one as number) >= least)
    ) {
      return list as number[];
    }
    throw this.#wrong(key, `must be ${count} whole numbers of at least ${least}`, value);
  }

  /** Axes, one or a list. */
  axes(key: string, otherwise: number): readonly number[] {
    const value = this.take(key) ?? otherwise;
    const list: unknown[] = Array.isArray(value) ? value : [value];
    if (list.length > 0 && list.every(Number.isSafeInteger)) return list as number[];
    throw this.#wrong(key, 'must be an axis or a list of axes', value);
  }

  /** @throws {UnsupportedError} for channels_first, which Keras itself does not compute on a CPU */
  channelsLast(): void {
    const format = this.take('data_format') ?? 'channels_last';
    if (format === 'channels_last') return;
    throw new UnsupportedError({
      where: `${this.where}.data_format`,
      expected: 'must be channels_last',
      actual: describe(format),
      remedy: 'Keras converts such a model on the way to a CPU; convert it there',
    });
  }

  activation(key = 'activation'): Activation {
    return activationOf(`${this.where}.${key}`, this.take(key), this.isKeras3);
  }

  /** What an app gave. Of a file it is Keras's own, which nobody calls: the file has the weights themselves. */
  initializer(key: string, otherwise: Initializer): Initializer {
    return (this.take(key) ?? otherwise) as Initializer;
  }

  /**
   * @throws {ConfigError} for keys that nobody has taken, unless they change no number
   */
  checkAllRead(): void {
    for (const [key, value] of this.#config) {
      if (this.#taken.has(key) || harmless.test(key) || value === null || value === undefined)
        continue;
      throw new ConfigError({
        where: `${this.where}.${key}`,
        expected: 'is not an option that is read here',
        actual: describe(value),
        remedy: `known: ${[...this.#taken].join(', ')}`,
      });
    }
  }

  #wrong(key: string, expected: string, value: unknown): ConfigError {
    return new ConfigError({ where: `${this.where}.${key}`, expected, actual: describe(value) });
  }
}

// keras/src/initializers/constant_initializers.py

import { ConfigError, sizeOf } from '@gatefold/contract';
import { describe } from '@gatefold/contract/author';
import type { Initializer } from './initializer.ts';

/**
 * Fills a weight with one number.
 *
 * @throws {ConfigError} for what is no number
 * @example
 *   import { constant } from '@gatefold/layers';
 *   constant(0.5)([2]); // => Float32Array [0.5, 0.5]
 */
export function constant(value: number): Initializer {
  if (typeof value !== 'number') {
    throw new ConfigError({
      where: 'constant',
      expected: 'must be a number',
      actual: describe(value),
    });
  }
  return (shape) => new Float32Array(sizeOf(shape)).fill(value);
}

/** Fills a weight with zeros. */
export function zeros(): Initializer {
  return constant(0);
}

/** Fills a weight with ones. */
export function ones(): Initializer {
  return constant(1);
}

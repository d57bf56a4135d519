// How weights begin that no file has.

import { ConfigError } from '@gatefold/contract';
import { describe } from '@gatefold/contract/author';

/** Makes the numbers of a weight of this shape, row-major. */
export type Initializer = (shape: readonly number[]) => Float32Array;

/** @throws {ConfigError} for an initialiser that is no function: Keras's names of them say nothing here */
export function checkInitializers(where: string, options: object): void {
  for (const [key, value] of Object.entries(options)) {
    if (!key.endsWith('Initializer') || value === undefined || typeof value === 'function')
      continue;
    throw new ConfigError({
      where: `${where}.${key}`,
      expected: 'must be a function',
      actual: describe(value),
      remedy: 'constant(0.1) and its like make one',
    });
  }
}

// Where a program begins.

import { checkOptions } from '@gatefold/contract/author';
import { ProgramLayer } from './program-layer.ts';
import type { SymbolicTensor } from './symbolic-tensor.ts';
import { ConfigError } from '@gatefold/contract';
import { describe } from '@gatefold/contract/author';

export interface InputOptions {
  /** Without the batch; null for a size that is open, as the number of time steps often is. */
  readonly shape: readonly (number | null)[];
  /** How many rows a stateful model is fed together; left out, any number. */
  readonly batchSize?: number;
  readonly name?: string;
}

/**
 * Declares an input of a program.
 *
 * @throws {ConfigError} for a shape that is none
 * @example
 *   import { input } from '@gatefold/layers';
 *   input({ shape: [3, 2] }).shape; // => [null, 3, 2]
 */
export function input(options: InputOptions): SymbolicTensor {
  const { shape, batchSize, name } = checkOptions('input', options, [
    'shape',
    'batchSize',
    'name',
  ]) as Partial<InputOptions>;
  const isSize = (size: unknown): boolean =>
    size === null || (Number.isSafeInteger(size) && (size as number) >= 0);
  if (!Array.isArray(shape) || !shape.every(isSize)) {
    throw new ConfigError({
      where: 'input.shape',
      expected: 'must be a list of sizes, null for an open one',
      actual: describe(shape),
      remedy: 'leave the batch out: [timeSteps, features]',
    });
  }
  if (batchSize !== undefined && batchSize !== null && !(isSize(batchSize) && batchSize > 0)) {
    throw new ConfigError({
      where: 'input.batchSize',
      expected: 'must be a whole number of at least 1',
      actual: describe(batchSize),
    });
  }
  const batchShape = [batchSize ?? null, ...(shape as InputOptions['shape'])];
  const layer = new ProgramLayer(
    'InputLayer',
    { layer: { outputShapes: () => [batchShape] } },
    { batch_shape: batchShape },
    name,
    undefined,
  );
  return { shape: batchShape, source: { layer, call: 0, output: 0 } };
}

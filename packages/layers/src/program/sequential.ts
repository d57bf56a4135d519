// One layer after another.

import { type Backend, ConfigError, type HostTensor } from '@gatefold/contract';
import { checkOptions, describe } from '@gatefold/contract/author';
import { checkBackend } from '../check-backend.ts';
import { Model } from '../model.ts';
import { graphOf } from './model.ts';
import { isSymbolic, ProgramLayer } from './program-layer.ts';
import type { SymbolicTensor } from './symbolic-tensor.ts';

export interface SequentialOptions {
  /** Where the recurrent layers run: a backend, or a promise of one. It stays its maker's to dispose of. */
  readonly backend: Backend | Promise<Backend>;
  readonly name?: string;
}

/**
 * Makes a model of layers that stand in a row.
 *
 * @param parts  an input, then layers and models of one output each
 * @throws {ConfigError} for a layer that gives several tensors: which one goes on, model({ inputs, outputs }) says
 * @example
 *   import { cpu } from '@gatefold/cpu';
 *   import { input, layers, sequential } from '@gatefold/layers';
 *   const classifier = sequential(
 *     [input({ shape: [null, 2] }), layers.lstm({ units: 4 }), layers.dense({ units: 3, activation: 'softmax' })],
 *     { backend: cpu() },
 *   );
 *   (await classifier.predict([[[0.1, 0.2], [0.3, 0.1]]])).shape; // => [1, 3]
 */
export function sequential(
  parts: readonly [SymbolicTensor, ...(ProgramLayer | Model)[]],
  options: SequentialOptions,
): Model<HostTensor> {
  const { backend: given, name = 'sequential' } = checkOptions('sequential', options, [
    'backend',
    'name',
  ]) as SequentialOptions;
  const backend = checkBackend('sequential', given);
  const [first, ...others]: readonly unknown[] = Array.isArray(parts) ? parts : [parts];
  if (!isSymbolic(first)) {
    throw new ConfigError({
      where: 'sequential',
      expected: 'must begin with an input',
      actual: describe(first),
      remedy: 'sequential([input({ shape }), …]) says what the first layer is given',
    });
  }
  const last = others.reduce((x: SymbolicTensor, layer, index) => {
    if (!(layer instanceof ProgramLayer || layer instanceof Model)) {
      throw new ConfigError({
        where: `sequential[${index + 1}]`,
        expected: 'must be a layer that is not applied yet',
        actual: describe(layer),
      });
    }
    const y: unknown = layer.apply(x);
    if (!Array.isArray(y)) return y as SymbolicTensor;
    throw new ConfigError({
      where: `sequential[${index + 1}]`,
      expected: 'must give one tensor',
      actual: `${y.length}`,
      remedy: 'model({ inputs, outputs }) says which one goes on',
    });
  }, first);
  return new Model(graphOf({ name, className: 'Sequential' }, [first], [last]), backend);
}

// From options in camelCase to a layer of a program.

import { ConfigError } from '@gatefold/contract';
import { checkOptions, describe } from '@gatefold/contract/author';
import { ConfigReader } from '../layers/config-reader.ts';
import type { LayerClass } from '../layers/layer-class.ts';
import type { WeightedOptions } from './layer-options.ts';
import { ProgramLayer } from './program-layer.ts';
import { camelCase, snakeCase, snakeCased } from './snake-case.ts';
import type { SymbolicTensor } from './symbolic-tensor.ts';

/** Makes a layer that takes tensors and gives one. */
export type LayerMaker<O> = (options: O) => ProgramLayer<SymbolicTensor>;

/** A maker that may be called without options, as every one whose options have defaults. */
export type EasyLayerMaker<O> = (options?: O) => ProgramLayer<SymbolicTensor>;

/** Makes a layer of a class from options in camelCase. */
export function makerOf<O extends WeightedOptions>(
  className: string,
  layerClass: LayerClass,
): EasyLayerMaker<O> {
  return (given?: O) => {
    const where = snakeCase(className);
    if (given !== undefined && (Object(given) !== given || Array.isArray(given))) {
      throw new ConfigError({
        where,
        expected: 'must be given its options by name',
        actual: describe(given),
        remedy: 'as in dense({ units: 4 })',
      });
    }
    const options = (given ?? {}) as WeightedOptions;
    const { name, weights, ...rest } = options;
    const config = snakeCased(rest);
    const reader = new ConfigReader(name ?? where, className, config, '3.0.0');
    const layer = layerClass(reader);
    // A file has many more keys, which change no number; what a program has is written to be heeded.
    checkOptions(where, options, [...reader.keysRead].map(camelCase).concat('name', 'weights'));
    return new ProgramLayer<SymbolicTensor>(className, { layer }, config, name, weights);
  };
}

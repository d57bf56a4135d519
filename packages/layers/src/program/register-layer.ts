// The door for layers of an app's own.

import { ConfigError } from '@gatefold/contract';
import type { LayerClass } from '../layers/layer-class.ts';
import { addClass, isOwn } from '../layers/registry.ts';
import type { WeightedOptions } from './layer-options.ts';
import { type EasyLayerMaker, makerOf } from './maker.ts';

/**
 * Adds a layer for all models that are made from now on: of a class of your own, or of Keras's that is not known here.
 *
 * All Lambdas of a file are of one class, whose config has the name of each: `config.path` tells them apart.
 *
 * @param className   the Python class, as the file has it
 * @param layerClass  makes the layer of its config, as those of Gatefold are made
 * @returns           makes the layer in a program, from options in camelCase
 * @throws {ConfigError} for a class that comes with this package
 * @example
 *   import { input, registerLayer } from '@gatefold/layers';
 *   const scale = registerLayer<{ by: number }>('Scale', (config) => {
 *     const by = config.number('by', 2);
 *     return {
 *       outputShapes: ([x]) => [x],
 *       run: ({ inputs: [x] }) => [{ shape: x.shape, data: x.data.map((value) => by * value) }],
 *     };
 *   });
 *   scale({ by: 3 }).apply(input({ shape: [5, 2] })).shape; // => [null, 5, 2]
 */
export function registerLayer<O extends object = object>(
  className: string,
  layerClass: LayerClass,
): EasyLayerMaker<O & WeightedOptions> {
  if (isOwn(className)) {
    throw new ConfigError({
      where: `registerLayer: ${className}`,
      expected: 'must be a class that does not come with this package',
      remedy: 'give your own class another name, in Python too',
    });
  }
  addClass(className, layerClass);
  return makerOf<O & WeightedOptions>(className, layerClass);
}

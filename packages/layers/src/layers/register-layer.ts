// The layers of the table, and those that an app adds.

import { ConfigError } from '@gatefold/contract';
import type { LayerClass } from './layer-class.ts';
import { layerClasses } from './table.ts';

const registered = new Map<string, LayerClass>();

/** Finds a class by Keras's name. */
export function classNamed(className: string): LayerClass | undefined {
  return Object.hasOwn(layerClasses, className)
    ? layerClasses[className]
    : registered.get(className);
}

/**
 * Adds a layer for all models that are made from now on: one of your own, or one that takes the place of a Lambda.
 *
 * @param className   the Python class, as the file has it; for a Lambda its layer's name may stand here
 * @param layerClass  makes the layer of its config
 * @throws {ConfigError} for a class that is Keras's own and known here
 * @example
 *   import { registerLayer } from '@gatefold/layers';
 *   registerLayer('Double', () => ({
 *     outputShapes: ([x]) => [x],
 *     run: ({ inputs: [x] }) => [{ shape: x.shape, data: x.data.map((value) => 2 * value) }],
 *   }));
 */
export function registerLayer(className: string, layerClass: LayerClass): void {
  if (Object.hasOwn(layerClasses, className)) {
    throw new ConfigError({
      where: `registerLayer: ${className}`,
      expected: 'must be a class that is not known here',
      remedy: 'give your own class a name of its own',
    });
  }
  registered.set(className, layerClass);
}

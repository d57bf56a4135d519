// From options in camelCase to a layer of a program.

import { ConfigReader } from '../layers/config-reader.ts';
import type { LayerClass } from '../layers/layer-class.ts';
import type { WeightedOptions } from './layer-options.ts';
import { ProgramLayer } from './program-layer.ts';
import { snakeCase, snakeCased } from './snake-case.ts';
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
    const { name, weights, ...rest } = (given ?? {}) as WeightedOptions;
    const config = snakeCased(rest);
    const reader = new ConfigReader(name ?? snakeCase(className), className, config, '3.0.0');
    const layer = layerClass(reader);
    reader.checkAllRead();
    return new ProgramLayer<SymbolicTensor>(className, { layer }, config, name, weights);
  };
}

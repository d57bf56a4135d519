// The weights of a whole layer, checked, and copied for the kernels direction by direction. Clauses W5, L8.

import { cellsOf, type DirectionalConfig, type LayerConfig } from '../config.ts';
import { sizeOf } from '../tensor.ts';
import { type CheckedCell, cellShapes } from '../weights.ts';
import { checkWeights, type FittingCell } from './check-weights.ts';

/** A direction with the weights of its cells, each as it must be. */
export interface CheckedDirection {
  readonly config: DirectionalConfig;
  readonly cells: readonly CheckedCell[];
}

/** Checks all the weights of a layer: one direction, or forward before backward. */
export function checkDirections(config: LayerConfig, weights: unknown): CheckedDirection[] {
  const cells = checkWeights(config.kind, config, weights).map(copyCell);
  if (config.kind !== 'bidirectional') return [{ config, cells }];
  const count = cellsOf(config.layer).length;
  return [
    { config: config.layer, cells: cells.slice(0, count) },
    { config: config.backwardLayer, cells: cells.slice(count) },
  ];
}

function copyCell({ cell, inputDim, given }: FittingCell): CheckedCell {
  const { kernel, recurrentKernel, bias } = given;
  return {
    cell,
    inputDim,
    weights: {
      kernel: kernel.data.slice(),
      recurrentKernel: recurrentKernel.data.slice(),
      bias:
        bias === undefined
          ? new Float32Array(sizeOf(cellShapes(cell, inputDim).bias.shape))
          : bias.data.slice(),
    },
  };
}

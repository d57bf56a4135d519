// The weights of a whole layer, checked direction by direction.

import type { DirectionalConfig, LayerConfig } from '../config.ts';
import { ShapeError } from '../errors.ts';
import { describe } from '../describe.ts';
import { type CheckedCell, checkWeights } from '../weights.ts';

/** A direction with the weights of its cells, each as it must be. */
export interface CheckedDirection {
  readonly config: DirectionalConfig;
  readonly cells: readonly CheckedCell[];
}

/** Checks all the weights of a layer: one direction, or forward before backward. */
export function checkDirections(config: LayerConfig, weights: unknown): CheckedDirection[] {
  if (config.kind !== 'bidirectional') {
    return [{ config, cells: checkWeights(config.kind, config, weights) }];
  }
  const { forward, backward } = (weights ?? {}) as Record<'forward' | 'backward', unknown>;
  const keys = Object.keys((weights as object | null) ?? {});
  if (keys.length !== 2) {
    throw new ShapeError({
      where: 'bidirectional weights',
      expected: 'must be { forward, backward }',
      actual: describe(weights),
    });
  }
  const directions = [
    { config: config.layer, cells: checkWeights('bidirectional.forward', config.layer, forward) },
    {
      config: config.backwardLayer,
      cells: checkWeights('bidirectional.backward', config.backwardLayer, backward),
    },
  ];
  const [width, backwardWidth] = directions.map(({ cells }) => (cells[0] as CheckedCell).inputDim);
  if (width !== backwardWidth) {
    throw new ShapeError({
      where: 'bidirectional.backward.kernel',
      expected: `inputDim must be ${width}, that of the forward kernel`,
      actual: String(backwardWidth),
    });
  }
  return directions;
}

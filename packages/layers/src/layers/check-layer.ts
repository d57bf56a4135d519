// What a layer is called with, and what it has for weights, against what it says it takes.

import { ConfigError, type HostTensor, ShapeError } from '@gatefold/contract';
import { fits, formatOpenShape } from '../graph/shapes.ts';
import type { LayerShapes, WeightSpec } from './layer-class.ts';

/**
 * @throws {ShapeError} for weights that are not as many as the layer has, or of other shapes
 */
export function checkWeights(
  where: string,
  specs: readonly WeightSpec[],
  weights: readonly HostTensor[],
): void {
  if (weights.length !== specs.length) {
    throw new ShapeError({
      where: `${where}: weights`,
      expected: `must be ${specs.length}: ${specs.map(({ name }) => name).join(', ') || 'none'}`,
      actual: `${weights.length}`,
      remedy: 'the weights are of another layer or another config',
    });
  }
  for (const [index, { name, shape }] of specs.entries()) {
    if (fits(shape, weights[index].shape)) continue;
    throw new ShapeError({
      where: `${where}: ${name}`,
      expected: `must be ${formatOpenShape(shape)}`,
      actual: formatOpenShape(weights[index].shape),
      remedy: 'the weights are of another layer or another config',
    });
  }
}

/** @throws {ConfigError} for too few inputs or too many */
export function checkInputCount(where: string, layer: LayerShapes, count: number): void {
  const { least, most } = layer.inputCount ?? { least: 1, most: 1 };
  if (least <= count && count <= most) return;
  const wanted =
    least === most ? `${least}` : most === Infinity ? `${least} or more` : `${least} or ${most}`;
  throw new ConfigError({
    where,
    expected: `takes ${wanted} input${wanted === '1' ? '' : 's'}`,
    actual: `${count}`,
  });
}

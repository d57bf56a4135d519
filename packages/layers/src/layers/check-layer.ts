// What a layer is called with, and what it has for weights, against what it says it takes.

import { ConfigError, type HostTensor, ShapeError } from '@gatefold/contract';
import { fits, formatOpenShape, productOf } from '../graph/shapes.ts';
import type { LayerShapes, OpenShape, WeightSpec } from './layer-class.ts';

const ofAnother = 'the weights are of another layer or another config';

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
      remedy: ofAnother,
    });
  }
  for (const [index, { name, shape }] of specs.entries()) {
    checkShape(`${where}: ${name}`, shape, weights[index].shape, ofAnother);
  }
}

/** @throws {ShapeError} for a shape that does not fit the one that is wanted */
export function checkShape(
  where: string,
  wanted: OpenShape,
  shape: OpenShape,
  remedy?: string,
): void {
  if (fits(wanted, shape)) return;
  const [expected, actual] = [`must be ${formatOpenShape(wanted)}`, formatOpenShape(shape)];
  throw new ShapeError({ where, expected, actual, ...(remedy && { remedy }) });
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

/** @throws {ShapeError} for more numbers than an array holds, before there is one */
export function checkSize(where: string, shape: OpenShape): void {
  if ((productOf(shape.filter((size) => size !== null)) ?? 0) <= 2 ** 32) return;
  throw new ShapeError({
    where,
    expected: 'must come to 2^32 numbers at most',
    actual: formatOpenShape(shape),
  });
}

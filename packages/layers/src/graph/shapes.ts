// Shapes with sizes that the model leaves open.

import type { OpenShape } from '../layers/layer-class.ts';

/** As Keras prints them: `(None, 3, 4)`. */
export function kerasShape(shape: OpenShape): string {
  const sizes = shape.map((size) => size ?? 'None');
  return sizes.length === 1 ? `(${sizes[0]},)` : `(${sizes.join(', ')})`;
}

/** As our messages print them: `[null, 3, 4]` would read as a value, so an open size is `?`. */
export function formatOpenShape(shape: OpenShape): string {
  return `[${shape.map((size) => size ?? '?').join(', ')}]`;
}

/** Whether sizes can be the same: an open one is any. */
export function fits(one: OpenShape, other: OpenShape): boolean {
  return one.length === other.length && one.every((size, axis) => sizesFit(size, other[axis]));
}

export function sizesFit(one: number | null, other: number | null): boolean {
  return one === null || other === null || one === other;
}

/** A product; open where a factor is. */
export function productOf(sizes: OpenShape): number | null {
  return sizes.reduce<number | null>(
    (product, size) => (product === null || size === null ? null : product * size),
    1,
  );
}

// Tensors joined number by number, where a size of 1 is as long as needed.

import { type HostTensor, ShapeError } from '@gatefold/contract';
import { formatOpenShape } from '../graph/shapes.ts';
import { around } from './axes.ts';
import type { OpenShape } from './layer-class.ts';

/** A tensor on its way, not yet rounded to float32. */
export interface WideTensor {
  readonly shape: readonly number[];
  readonly data: Float64Array | Float32Array;
}

/** y = join(a, b), number by number. */
export function joinNumbers(
  a: WideTensor,
  b: HostTensor,
  join: (a: number, b: number) => number,
): WideTensor {
  const shape = a.shape.map((size, axis) => (size === 1 ? b.shape[axis] : size));
  const [from, other] = [a.shape, b.shape].map((own) => placeIn(shape, own));
  const size = shape.reduce((all, one) => all * one, 1);
  const data = new Float64Array(size);
  for (let k = 0; k < size; k++) data[k] = join(a.data[from(k)], b.data[other(k)]);
  return { shape, data };
}

/** Where number k of a shape lies in a tensor whose sizes of 1 are as long as needed. */
function placeIn(shape: readonly number[], own: readonly number[]): (k: number) => number {
  if (own.every((size, axis) => size === shape[axis])) return (k) => k;
  const strides = own.map((size, axis) => (size === 1 ? 0 : around(own, axis).inner));
  return (k) => {
    let rest = k;
    let at = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += (rest % shape[axis]) * strides[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    return at;
  };
}

/**
 * The shape of two tensors of one rank, joined.
 *
 * @throws {ShapeError} for sizes that differ, and are not 1
 */
export function commonShape(where: string, a: OpenShape, b: OpenShape): OpenShape {
  return a.map((size, axis) => {
    const other = b[axis];
    if (size === other || other === 1) return size;
    if (size === 1) return other;
    if (size === null || other === null) return size ?? other;
    throw new ShapeError({
      where,
      expected: 'its inputs must have one shape, or sizes of 1',
      actual: `${formatOpenShape(a)} and ${formatOpenShape(b)}`,
    });
  });
}

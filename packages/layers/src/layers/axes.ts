// Axes: counted from the end where they are negative, and tensors seen along one or some of them.

import { type HostTensor, ShapeError } from '@gatefold/contract';
import { formatOpenShape } from '../graph/shapes.ts';
import type { OpenShape } from './layer-class.ts';

/**
 * The place of an axis, counted from the start.
 *
 * @throws {ShapeError} where x has no such axis
 */
export function axisOf(where: string, axis: number, x: OpenShape): number {
  const place = axis < 0 ? axis + x.length : axis;
  if (place >= 0 && place < x.length) return place;
  throw new ShapeError({
    where,
    expected: `x must have an axis ${axis}`,
    actual: formatOpenShape(x),
  });
}

/**
 * Checks how many axes x has.
 *
 * @param letters  the shape that is wanted, as messages print it: `[batch, timeSteps, channels]`
 * @throws {ShapeError}
 */
export function checkRank(where: string, x: OpenShape, letters: string): void {
  if (x.length === letters.split(',').length) return;
  throw new ShapeError({ where, expected: `x must be ${letters}`, actual: formatOpenShape(x) });
}

/** A tensor as [outer, size, inner] around one axis. */
export function around(
  shape: readonly number[],
  axis: number,
): { readonly outer: number; readonly size: number; readonly inner: number } {
  const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);
  return {
    outer: product(shape.slice(0, axis)),
    size: shape[axis],
    inner: product(shape.slice(axis + 1)),
  };
}

/** Axis k of the result is axis `order[k]` of x. */
export function permute({ shape, data }: HostTensor, order: readonly number[]): HostTensor {
  const strides = shape.map((_, axis) => around(shape, axis).inner);
  const turned = order.map((axis) => shape[axis]);
  const steps = order.map((axis) => strides[axis]);
  const y = new Float32Array(data.length);
  const at = turned.map(() => 0);
  let from = 0;
  for (let to = 0; to < y.length; to++) {
    y[to] = data[from];
    for (let axis = turned.length - 1; axis >= 0; axis--) {
      from += steps[axis];
      if (++at[axis] < turned[axis]) break;
      from -= steps[axis] * turned[axis];
      at[axis] = 0;
    }
  }
  return { shape: turned, data: y };
}

/**
 * Computes on the rows that lie along some axes, one at a time.
 *
 * @param onRow  changes a row in place; its numbers are in the order of the axes
 */
export function alongAxes(
  x: HostTensor,
  axes: readonly number[],
  onRow: (row: Float64Array) => void,
): HostTensor {
  const others = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...others, ...axes];
  const isInOrder = order.every((axis, place) => axis === place);
  const { shape, data } = isInOrder ? x : permute(x, order);
  const size = axes.reduce((product, axis) => product * x.shape[axis], 1);
  const y = new Float32Array(data.length);
  const row = new Float64Array(size);
  for (let start = 0; start < data.length; start += size) {
    row.set(data.subarray(start, start + size));
    onRow(row);
    y.set(row, start);
  }
  const turned = { shape, data: y };
  return isInOrder
    ? turned
    : permute(
        turned,
        order.map((_, axis) => order.indexOf(axis)),
      );
}

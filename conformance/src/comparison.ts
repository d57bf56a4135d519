// What a failure compared, kept small enough for a report: the numbers around the first that is off.

import type { Shape } from '@gatefold/contract';

/** Numbers that were compared, or the part of them around the first difference. */
export interface Comparison {
  /** `output`, `state c`, `row 1 kept output` */
  readonly what: string;
  /** Of all that was compared: [batch, timeSteps, units] or [batch, units]. */
  readonly shape: Shape;
  /** Where the part that is shown begins, for each axis. */
  readonly origin: Shape;
  /** Of the part that is shown. */
  readonly size: Shape;
  /** Row-major numbers of the part. */
  readonly wanted: readonly number[];
  readonly got: readonly number[];
  /** How far each may be off. */
  readonly allowed: readonly number[];
  /** Place of the first that is off, in the whole. */
  readonly first: Shape;
}

/** As many steps and as many units are shown, at most. */
const window = 48;

interface Compared {
  readonly what: string;
  readonly shape: Shape;
  readonly got: ArrayLike<number>;
  readonly wanted: ArrayLike<number>;
  readonly allowed: (index: number) => number;
  /** Flat index of the first that is off. */
  readonly first: number;
}

/** Takes the batch row of the first difference, and the steps and units around it. */
export function comparisonOf({ what, shape, got, wanted, allowed, first }: Compared): Comparison {
  const place = placeOf(shape, first);
  const parts = shape.map((size, axis) => {
    // The batch row alone, where there are steps beside it.
    const most = axis === 0 && shape.length === 3 ? 1 : window;
    const start = Math.min(
      Math.max((place[axis] as number) - Math.floor(most / 2), 0),
      Math.max(size - most, 0),
    );
    return { start, size: Math.min(size, most) };
  });
  const indices = flatIndices(shape, parts);
  return {
    what,
    shape,
    origin: parts.map(({ start }) => start),
    size: parts.map(({ size }) => size),
    wanted: indices.map((index) => wanted[index] as number),
    got: indices.map((index) => got[index] as number),
    allowed: indices.map((index) => allowed(index)),
    first: place,
  };
}

/** The place of a flat index, axis by axis. */
export function placeOf(shape: Shape, index: number): number[] {
  const place: number[] = [];
  let left = index;
  for (const size of shape.toReversed()) {
    place.unshift(left % size);
    left = Math.floor(left / size);
  }
  return place;
}

function flatIndices(shape: Shape, parts: readonly { start: number; size: number }[]): number[] {
  let indices = [0];
  for (const [axis, { start, size }] of parts.entries()) {
    indices = indices.flatMap((index) =>
      Array.from({ length: size }, (_, k) => index * (shape[axis] as number) + start + k),
    );
  }
  return indices;
}

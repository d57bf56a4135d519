/// <reference lib="esnext.disposable" preserve="true" />
// Disposable is younger than es2022, so consumers need the library that declares it.
// Tensors: what users hand in (HostTensor) and what backends hand out (Tensor).

import { DtypeError, ShapeError } from './errors.ts';

export type Shape = readonly number[];

/** Numbers in JavaScript's own memory, row-major, float32. Read by a call, never kept, never written to. */
export interface HostTensor<S extends Shape = Shape> {
  readonly shape: S;
  readonly data: Float32Array;
}

/**
 * Numbers in a backend's memory.
 *
 * Usable as `x` or `initialState` of any layer of the same backend, with no readback. It stays valid
 * until `dispose()`, whatever becomes of the layer that made it.
 *
 * @see clauses L2, L5 to L7, L12
 */
export interface Tensor<S extends Shape = Shape> extends Disposable {
  /** Known before the numbers are. */
  readonly shape: S;
  readonly disposed: boolean;
  /**
   * Reads the numbers, row-major.
   *
   * @param target  written to and returned when given; otherwise a fresh array is made
   * @throws {DisposedError} (as a rejection) after `dispose()`
   */
  data(target?: Float32Array): Promise<Float32Array>;
  /**
   * Reads the numbers at once; allocates nothing when `target` is given.
   *
   * @throws {UnsupportedError} where `supports.dataSync` is false
   */
  dataSync(target?: Float32Array): Float32Array;
  /** Gives the memory back; a second call does nothing. A tensor lent by a stream is the stream's to free. */
  dispose(): void;
}

export type TensorLike<S extends Shape = Shape> = HostTensor<S> | Tensor<S>;

export type NestedNumbers = number | readonly NestedNumbers[];

/**
 * Makes a host tensor of nested arrays, or of flat numbers and a shape.
 *
 * @throws {ShapeError} when the rows differ in length, or the shape does not hold the numbers
 * @example
 *   import { tensor } from '@gatefold/contract';
 *   tensor([[[0.1, 0.2], [0.3, 0.1], [0.2, 0.3]]]).shape; // => [1, 3, 2]
 *   tensor([1, 2, 3, 4, 5, 6], [2, 3]).shape; // => [2, 3]
 */
export function tensor(values: NestedNumbers, shape?: Shape): HostTensor {
  const found: number[] = [];
  const flat: number[] = [];
  const visit = (value: NestedNumbers, axis: number): void => {
    if (typeof value === 'number') {
      if (axis !== found.length) throw raggedError(axis);
      flat.push(value);
      return;
    }
    if (found[axis] === undefined) {
      if (flat.length > 0) throw raggedError(axis);
      found[axis] = value.length;
    } else if (found[axis] !== value.length) throw raggedError(axis);
    for (const item of value) visit(item, axis + 1);
  };
  visit(values, 0);
  if (shape !== undefined && sizeOf(shape) !== flat.length) {
    throw new ShapeError({
      where: 'tensor',
      expected: `shape ${formatShape(shape)} holds ${sizeOf(shape)} numbers`,
      actual: `${flat.length} numbers`,
    });
  }
  return { shape: shape ?? found, data: Float32Array.from(flat) };
}

function raggedError(axis: number): ShapeError {
  return new ShapeError({
    where: 'tensor',
    expected: `rows along axis ${axis} must be equally long and equally deep`,
    remedy: 'pad the short rows and pass a mask to the layer',
  });
}

/** Counts the numbers that a shape holds. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** Prints a shape the way every message does: `[1, 3, 2]`. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

export function isTensor(value: TensorLike): value is Tensor {
  return typeof value.data === 'function';
}

/**
 * Checks that a value is a host tensor: whole non-negative dimensions, a Float32Array, as many numbers as the shape holds.
 *
 * @throws {ShapeError | DtypeError}
 */
export function checkHostTensor(where: string, value: unknown): asserts value is HostTensor {
  const { shape, data } = (value ?? {}) as { shape?: unknown; data?: unknown };
  if (!Array.isArray(shape) || !shape.every((d) => Number.isInteger(d) && d >= 0)) {
    throw new ShapeError({
      where,
      expected: 'must be { shape, data } with whole dimensions',
      actual: describe(value),
      remedy: 'tensor(nestedArrays) makes one',
    });
  }
  if (!(data instanceof Float32Array)) {
    throw new DtypeError({
      where,
      expected: 'data must be a Float32Array',
      actual: describe(data),
      remedy: 'convert with Float32Array.from(data), or use tensor(nestedArrays)',
    });
  }
  if (data.length !== sizeOf(shape)) {
    throw new ShapeError({
      where,
      expected: `shape ${formatShape(shape)} holds ${sizeOf(shape)} numbers`,
      actual: `data of ${data.length}`,
    });
  }
}

/** Prints a value short enough for a message. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) {
    return value.length <= 6 && value.every((item) => typeof item !== 'object')
      ? `[${value.map(describe).join(', ')}]`
      : `an array of ${value.length}`;
  }
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name}`;
  return `{ ${Object.keys(value).join(', ')} }`;
}

/// <reference lib="esnext.disposable" preserve="true" />
// Disposable is younger than es2022, so consumers need the library that declares it.
// Tensors: what users hand in (HostTensor) and what backends hand out (Tensor). Each is read once, so that what was
// checked is what is used.

import { describe, formatShape } from './describe.ts';
import { DtypeError, ShapeError } from './errors.ts';
import { guardReads, lengthOf } from './guard-reads.ts';
import { isFloat32Array, lossOf, settledFloat32 } from './typed-array.ts';

export type Shape = readonly number[];

/**
 * Numbers in JavaScript's own memory, row-major, float32. Read by a call, never kept, never written to.
 *
 * The array may be of another realm, such as an iframe, and of a shared or resizable buffer.
 */
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

/**
 * Counts the numbers that a shape holds.
 *
 * @throws {ShapeError} for what is no list of whole dimensions, or holds more numbers than can be counted
 */
export function sizeOf(shape: Shape): number {
  return guardReads('sizeOf', () => {
    const size = productOf(readShape('sizeOf', shape));
    if (Number.isSafeInteger(size)) return size;
    throw new ShapeError({
      where: 'sizeOf',
      expected: 'a shape must hold at most 2^53 - 1 numbers',
      actual: formatShape(shape),
      remedy: 'no array holds so many',
    });
  });
}

/** The product of the dimensions, which is inexact beyond 2^53. */
export function productOf(shape: Shape): number {
  let product = 1;
  for (const size of shape) {
    // Infinity times 0 would be NaN.
    if (size === 0) return 0;
    product *= size;
  }
  return product;
}

/** Whether a value looks like a tensor of some backend; which one's it is, its ledger knows. */
export function isTensor(value: unknown): value is Tensor {
  if (typeof value !== 'object' || value === null) return false;
  const { shape, data } = value as Partial<Tensor>;
  return typeof data === 'function' && Array.isArray(shape);
}

/**
 * Reads a host tensor: whole dimensions, a Float32Array, as many numbers as the shape holds.
 *
 * @returns the shape, copied, and the numbers as {@link settledFloat32} gives them
 * @throws {ShapeError | DtypeError}
 */
export function readHostTensor(where: string, value: unknown): HostTensor {
  return guardReads(where, () => {
    const { shape: givenShape, data } = (value ?? {}) as Record<string, unknown>;
    const shape = shapeOf(where, value, givenShape);
    if (!isFloat32Array(data)) {
      throw new DtypeError({
        where,
        expected: 'data must be a Float32Array',
        actual: describe(data),
        remedy: 'convert with Float32Array.from(data), or use tensor(nestedArrays)',
      });
    }
    const settled = lossOf(data) === undefined ? settledFloat32(data) : null;
    if (settled?.length !== productOf(shape)) {
      throw new ShapeError({
        where,
        expected: `shape ${formatShape(shape)} holds ${productOf(shape)} numbers`,
        ...(lossOf(data) ?? {
          actual: `data of ${settled?.length}`,
          remedy: 'give the shape that the numbers have',
        }),
      });
    }
    return { shape, data: settled };
  });
}

/**
 * Copies a shape: a list of whole dimensions, none below 0.
 *
 * @throws {ShapeError}
 */
export function readShape(where: string, shape: unknown): number[] {
  if (!Array.isArray(shape)) {
    throw new ShapeError({
      where,
      expected: 'shape must be a list of whole numbers',
      actual: describe(shape),
      remedy: 'write it as [batch, timeSteps, inputDim]',
    });
  }
  const axes: number[] = [];
  const rank = lengthOf(shape);
  for (let axis = 0; axis < rank; axis++) {
    const size: unknown = shape[axis];
    if (!Number.isSafeInteger(size) || (size as number) < 0) {
      throw new ShapeError({
        where,
        expected: `shape[${axis}] must be a whole number of at least 0`,
        actual: `${describe(size)} in ${formatShape(shape)}`,
        remedy: 'write every dimension out; none is inferred',
      });
    }
    // -0 is 0.
    axes.push((size as number) + 0);
  }
  return axes;
}

function shapeOf(where: string, tensor: unknown, shape: unknown): number[] {
  if (Array.isArray(shape)) return readShape(where, shape);
  throw new ShapeError({
    where,
    expected: 'must be { shape, data } with whole dimensions',
    actual: describe(tensor),
    remedy: isResult(tensor)
      ? 'pass the output of the result, or a tensor of its state'
      : 'tensor(nestedArrays) makes one',
  });
}

function isResult(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'output' in value;
}

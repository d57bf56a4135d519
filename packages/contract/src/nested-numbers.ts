// Numbers as they are written by hand, made a tensor.

import { describe, formatShape } from './describe.ts';
import { DtypeError, ShapeError } from './errors.ts';
import { guardReads, lengthOf } from './guard-reads.ts';
import { type HostTensor, productOf, readShape, type Shape } from './tensor.ts';
import { lossOf, typedArrayLength, typedArrayName } from './typed-array.ts';

/** An array of plain numbers, of any type but BigInt. */
export type NumberArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

export type NestedNumbers = number | NumberArray | readonly NestedNumbers[];

/**
 * Makes a host tensor of nested arrays, or of flat numbers and a shape; numbers are copied and rounded to float32.
 *
 * `{ shape, data }` with a Float32Array is a host tensor already, and is not copied.
 *
 * @throws {ShapeError} when the rows differ in length, or the shape does not hold the numbers
 * @throws {DtypeError} for anything in the arrays that is no number: text, true, null, a gap
 * @see clause C18
 * @example
 *   import { tensor } from '@gatefold/contract';
 *   tensor([[[0.1, 0.2], [0.3, 0.1], [0.2, 0.3]]]).shape; // => [1, 3, 2]
 *   tensor([1, 2, 3, 4, 5, 6], [2, 3]).shape; // => [2, 3]
 *   tensor(Float32Array.of(1, 2, 3, 4), [2, 2]).shape; // => [2, 2]
 */
export function tensor(values: NestedNumbers, shape?: Shape): HostTensor {
  return readTensor('tensor', values, shape);
}

/** {@link tensor} by another name, which its errors begin with. */
export function readTensor(where: string, values: unknown, shape?: Shape): HostTensor {
  return guardReads(where, () => {
    const found = readNested(where, values);
    if (shape === undefined) return found;
    const given = readShape(where, shape);
    if (productOf(given) !== found.data.length) {
      throw new ShapeError({
        where,
        expected: `shape ${formatShape(given)} holds ${productOf(given)} numbers`,
        actual: `${found.data.length} numbers`,
        remedy: 'give the shape that the numbers have, or leave it out',
      });
    }
    return { shape: given, data: found.data };
  });
}

/** Of NumPy 1 too (NPY_MAXDIMS). An array that holds itself is found by it. */
const mostAxes = 32;

function readNested(where: string, values: unknown): HostTensor {
  if (isNumberArray(values)) {
    checkPresent(where, values);
    return { shape: [typedArrayLength(values)], data: new Float32Array(values) };
  }
  const shape: number[] = [];
  const flat: number[] = [];
  /** Where we are: an index for each axis. */
  const path: number[] = [];
  const visit = (value: unknown): void => {
    const axis = path.length;
    if (typeof value === 'number') {
      if (axis !== shape.length) throw raggedError(where, axis, 'a number where a row must be');
      flat.push(value);
      return;
    }
    if (isNumberArray(value)) checkPresent(where, value);
    else if (!Array.isArray(value)) throw noNumberError(where, path, value);
    const length = lengthOf(value as readonly unknown[]);
    if (axis === mostAxes) {
      throw new ShapeError({
        where,
        expected: `arrays must be nested at most ${mostAxes} deep`,
        actual: 'deeper ones',
        remedy: 'look for an array that holds itself',
      });
    }
    if (shape[axis] === undefined) {
      if (flat.length > 0) throw raggedError(where, axis, 'a row where a number must be');
      shape[axis] = length;
    } else if (shape[axis] !== length)
      throw raggedError(where, axis, `${shape[axis]} and ${length}`);
    // Gaps are visited too.
    for (let index = 0; index < length; index++) {
      path[axis] = index;
      visit(value[index]);
    }
    path.length = axis;
  };
  visit(values);
  return { shape, data: Float32Array.from(flat) };
}

function isNumberArray(value: unknown): value is NumberArray {
  const name = typedArrayName(value);
  return name !== undefined && !name.startsWith('Big');
}

function checkPresent(where: string, values: NumberArray): void {
  const loss = lossOf(values);
  if (loss === undefined) return;
  throw new ShapeError({
    where,
    expected: 'an array must still have its numbers',
    ...loss,
  });
}

function raggedError(where: string, axis: number, actual: string): ShapeError {
  return new ShapeError({
    where,
    expected: `rows along axis ${axis} must be equally long and equally deep`,
    actual,
    remedy: 'pad the short rows and pass a mask to the layer',
  });
}

function noNumberError(where: string, path: readonly number[], value: unknown): DtypeError {
  return new DtypeError({
    where: path.length === 0 ? where : `${where}: [${path.join('][')}]`,
    expected: path.length === 0 ? 'must be nested arrays of numbers' : 'must be a number',
    actual: describe(value),
    remedy: adviceFor(value),
  });
}

function adviceFor(value: unknown): string {
  if (value === null || value === undefined) return 'fill the gap with a number; NaN is one';
  const type = typeof value;
  if (type === 'string' || type === 'bigint') return 'convert it with Number(value)';
  if (type === 'boolean') return 'write 1 or 0, which a mask takes too';
  return 'take the numbers out of it; an iterable becomes an array as [...values]';
}

// An array of a file: its size is checked against its bytes before anything is allocated.

import { FileError, type HostTensor } from '@gatefold/contract';
import type { Budget } from './budget.ts';
import type { Note } from './imported.ts';
import { bytesPerNumber, decodeNumbers, isWider, type Layout } from './numbers.ts';

/** What a file says of one of its arrays. */
export interface DeclaredArray extends Layout {
  readonly path: string;
  readonly shape: readonly number[];
  /** Row-major unless it says otherwise. */
  readonly columnMajor?: boolean;
}

/** Makes tensors of declared arrays, and notes what float32 cannot hold. */
export class ArrayReader {
  readonly #where: string;
  readonly #budget: Budget;
  readonly notes: Note[] = [];

  constructor(where: string, budget: Budget) {
    this.#where = where;
    this.#budget = budget;
  }

  /**
   * @param bytes  exactly those of the array
   * @throws {FileError} when there are more or fewer bytes than the shape needs, or too many for the budget
   */
  read(array: DeclaredArray, bytes: Uint8Array): HostTensor {
    const { path, shape, type } = array;
    const count = this.count(path, shape);
    const where = `${this.#where}: ${path}`;
    if (count * bytesPerNumber(type) !== bytes.length) {
      throw new FileError({
        where,
        expected: `[${shape.join(', ')}] of ${type} must take ${count * bytesPerNumber(type)} bytes`,
        actual: `${bytes.length}`,
        remedy: 'the file is cut short or damaged: fetch it again',
      });
    }
    this.#budget.take(path, count * 4 * (array.columnMajor ? 2 : 1));
    const data = decodeNumbers(where, bytes, array);
    if (isWider(type) && !isExact(bytes, data, array)) {
      this.notes.push({
        kind: 'converted',
        path,
        says: `Its numbers are ${type} in the file, and were rounded to float32.`,
      });
    }
    return { shape, data: array.columnMajor ? toRowMajor(shape, data) : data };
  }

  /** How many numbers a shape holds, when it is one. */
  count(path: string, shape: readonly number[]): number {
    let count = 1;
    for (const size of shape) {
      if (!Number.isSafeInteger(size) || size < 0) count = Number.NaN;
      count = size === 0 ? 0 : count * size;
    }
    if (Number.isSafeInteger(count)) return count;
    throw new FileError({
      where: `${this.#where}: ${path}`,
      expected: 'must have a shape of whole sizes',
      actual: `[${shape.join(', ')}]`,
      remedy: 'the file is damaged: fetch it again',
    });
  }
}

function isExact(
  bytes: Uint8Array,
  data: Float32Array,
  { type, littleEndian = true }: Layout,
): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = bytesPerNumber(type);
  return data.every((value, index) => {
    const at = index * width;
    if (type === 'float64')
      return Object.is(view.getFloat64(at, littleEndian), value) || Number.isNaN(value);
    if (type === 'int64') return view.getBigInt64(at, littleEndian) === BigInt(value);
    if (type === 'uint64') return view.getBigUint64(at, littleEndian) === BigInt(value);
    return (
      (type === 'int32' ? view.getInt32(at, littleEndian) : view.getUint32(at, littleEndian)) ===
      value
    );
  });
}

function toRowMajor(shape: readonly number[], data: Float32Array): Float32Array {
  const strides = shape.map((_, axis) =>
    shape.slice(0, axis).reduce((size, next) => size * next, 1),
  );
  return gather(shape, strides, 0, data);
}

/** Numbers in row-major order of an array that lies in others by strides. */
export function gather(
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
  data: Float32Array,
): Float32Array {
  const size = shape.reduce((product, next) => product * next, 1);
  const numbers = new Float32Array(size);
  const place = shape.map(() => 0);
  let from = offset;
  for (let index = 0; index < size; index++) {
    numbers[index] = data[from] as number;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const step = strides[axis] as number;
      place[axis] = (place[axis] as number) + 1;
      from += step;
      if ((place[axis] as number) < (shape[axis] as number)) break;
      from -= step * (shape[axis] as number);
      place[axis] = 0;
    }
  }
  return numbers;
}

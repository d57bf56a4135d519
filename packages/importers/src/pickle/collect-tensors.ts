// The arrays and tensors of what a pickle holds, by their paths.

import { FileError, type HostTensor } from '@gatefold/contract';
import type { ArrayReader } from '../array-reader.ts';
import { gather } from '../array-reader.ts';
import type { Budget } from '../budget.ts';
import type { Note } from '../imported.ts';
import { numpyType } from '../numpy-type.ts';
import type { TorchStorage } from './objects.ts';
import { NumpyArray, type PythonValue, TorchTensor } from './objects.ts';

/** What an entry takes that is no array: a name, and its places in two maps. */
const bytesPerEntry = 128;

/** Deeper nests are no weights; a list may even hold itself. */
const deepest = 32;

/** Where the numbers of a storage lie. */
export type ReadStorage = (storage: TorchStorage) => HostTensor;

interface Collected {
  readonly tensors: ReadonlyMap<string, HostTensor>;
  readonly notes: readonly Note[];
}

/**
 * Collects numpy arrays and torch tensors out of dicts and lists; other values are noted.
 *
 * @throws {FileError} for nests without end, and for views beyond their storage
 */
export function collectTensors(
  where: string,
  root: PythonValue,
  arrays: ArrayReader,
  budget: Budget,
  readStorage: ReadStorage,
): Collected {
  const tensors = new Map<string, HostTensor>();
  const notes: Note[] = [];
  const visit = (value: PythonValue, path: string, depth: number): void => {
    budget.take(path, bytesPerEntry + 2 * path.length);
    if (depth > deepest) {
      throw new FileError({
        where: `${where}: ${path}`,
        expected: `must be nested at most ${deepest} deep`,
        remedy: 'give a dict of arrays',
      });
    }
    const join = (key: unknown): string => (path === '' ? String(key) : `${path}/${String(key)}`);
    if (value instanceof NumpyArray) tensors.set(path, readArray(where, path, value, arrays));
    else if (value instanceof TorchTensor) {
      tensors.set(path, readTensor(where, path, value, budget, readStorage));
    } else if (value instanceof Map) {
      for (const [key, item] of value) {
        if (typeof key === 'string' || typeof key === 'number') visit(item, join(key), depth + 1);
        else
          notes.push({
            kind: 'dropped',
            path,
            says: 'An entry whose key is no text was left out.',
          });
      }
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, join(index), depth + 1);
    } else {
      notes.push({ kind: 'dropped', path, says: `It is no array: ${describeValue(value)}.` });
    }
  };
  visit(root, '', 0);
  return { tensors, notes };
}

function describeValue(value: PythonValue): string {
  if (typeof value === 'string') return `the text '${value.slice(0, 40)}'`;
  if (value === null) return 'None';
  return typeof value === 'object' ? 'an object' : `${value}`;
}

function readArray(
  where: string,
  path: string,
  array: NumpyArray,
  arrays: ArrayReader,
): HostTensor {
  const { shape, type, columnMajor, bytes } = array;
  if (bytes === undefined) {
    throw new FileError({
      where: `${where}: ${path}`,
      expected: 'must be an array with its numbers',
    });
  }
  const layout = numpyType(`${where}: ${path}`, type.order + type.name);
  return arrays.read({ path, shape, columnMajor, ...layout }, bytes);
}

function readTensor(
  where: string,
  path: string,
  { storage, offset, shape, strides }: TorchTensor,
  budget: Budget,
  readStorage: ReadStorage,
): HostTensor {
  const { data } = readStorage(storage);
  const size = shape.reduce((product, next) => product * next, 1);
  const last = shape.reduce(
    (at, next, axis) => at + (next - 1) * (strides[axis] as number),
    offset,
  );
  if (size > 0 && !(last < data.length)) {
    throw new FileError({
      where: `${where}: ${path}`,
      expected: `must lie within its storage of ${data.length} numbers`,
      actual: `number ${last}`,
      remedy: 'the file is damaged: fetch it again',
    });
  }
  budget.take(path, size * 4);
  return { shape, data: gather(shape, strides, offset, data) };
}

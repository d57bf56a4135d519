// HDF5 files through jsfive, with its complaints as coded errors, and sizes counted before numbers are read.

import { FileError, type HostTensor } from '@gatefold/contract';
import { type Dataset, File, type Group } from 'jsfive';
import type { Budget } from '../budget.ts';

/** The first eight bytes of every HDF5 file. */
const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** jsfive gives numbers as a plain array, which takes 8 bytes each beside our 4. */
const bytesPerNumber = 12;

export function isHdf5(bytes: Uint8Array): boolean {
  return signature.every((value, index) => bytes[index] === value);
}

/** A group of an HDF5 file: attributes, groups and arrays by name. */
export class Hdf5Group {
  readonly #where: string;
  /** From the root, without a leading slash. */
  readonly path: string;
  readonly #group: Group;
  readonly #budget: Budget;
  /** Of the file: no array holds more numbers, since none is compressed to less than a bit each. */
  readonly #fileSize: number;

  constructor(where: string, path: string, group: Group, budget: Budget, fileSize: number) {
    this.#where = where;
    this.path = path;
    this.#group = group;
    this.#budget = budget;
    this.#fileSize = fileSize;
  }

  /** Names of groups and arrays, in the file's order. */
  get names(): readonly string[] {
    return this.#guard('the names in it', () => [...(this.#group.keys ?? [])]);
  }

  has(name: string): boolean {
    return this.names.includes(name);
  }

  /** A group within this one; undefined where there is none. Names may hold slashes, which are groups then. */
  group(path: string): Hdf5Group | undefined {
    const found = this.#find(path);
    if (found === undefined || isDataset(found)) return undefined;
    return new Hdf5Group(this.#where, this.#pathOf(path), found, this.#budget, this.#fileSize);
  }

  /** Whether a name is that of an array. */
  isArray(path: string): boolean {
    const found = this.#find(path);
    return found !== undefined && isDataset(found);
  }

  /**
   * An array, as float32.
   *
   * @throws {FileError} when there is none, or it holds no real numbers, or more than the file can
   */
  tensor(path: string): HostTensor {
    const where = this.#pathOf(path);
    const found = this.#find(path);
    if (found === undefined || !isDataset(found))
      throw this.#error(where, 'must be an array', 'none');
    return this.#guard(where, () => {
      const shape = [...found.shape];
      const size = shape.reduce((product, next) => product * next, 1);
      const { dtype } = found;
      if (typeof dtype !== 'string' || !/^[<>|]?[fiu]\d$/.test(dtype)) {
        throw this.#error(where, 'must hold real numbers', `type ${JSON.stringify(dtype)}`);
      }
      if (!(size <= this.#fileSize * 1024)) {
        throw this.#error(
          where,
          'must not hold more numbers than its file can',
          `[${shape.join(', ')}]`,
        );
      }
      this.#budget.take(where, size * bytesPerNumber);
      const data = Float32Array.from(found.value);
      if (data.length !== size) {
        throw this.#error(
          where,
          `must hold ${size} numbers, [${shape.join(', ')}]`,
          `${data.length}`,
        );
      }
      return { shape, data };
    });
  }

  /** An attribute that is a text. */
  text(name: string): string | undefined {
    const value = this.#attribute(name);
    return typeof value === 'string' ? unpadded(value) : undefined;
  }

  /** An attribute that is a list of texts; Keras cuts one that is too long for HDF5 into `name0`, `name1` and so on. */
  texts(name: string): readonly string[] | undefined {
    const whole = this.#attribute(name);
    if (Array.isArray(whole)) return whole.map(textOf);
    const parts: string[] = [];
    for (let index = 0; ; index++) {
      const part = this.#attribute(`${name}${index}`);
      if (!Array.isArray(part)) return index === 0 ? undefined : parts;
      parts.push(...part.map(textOf));
    }
  }

  #attribute(name: string): unknown {
    return this.#guard(`attribute ${name}`, () => {
      const attributes = this.#group.attrs;
      return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    });
  }

  #find(path: string): Group | Dataset | undefined {
    return this.#guard(path, () => {
      let group: Group | Dataset = this.#group;
      for (const name of path.split('/').filter((part) => part !== '')) {
        if (isDataset(group) || !group.keys.includes(name)) return undefined;
        group = group.get(name);
      }
      return group;
    });
  }

  #pathOf(path: string): string {
    return this.path === '' ? path : `${this.path}/${path}`;
  }

  #error(path: string, expected: string, actual: string): FileError {
    return new FileError({ where: `${this.#where}: ${path}`, expected, actual });
  }

  /** jsfive throws texts and TypeErrors for damaged files. */
  #guard<T>(what: string, read: () => T): T {
    return guarded(`${this.#where}: ${this.#pathOf(what)}`, read);
  }
}

/**
 * Opens an HDF5 file.
 *
 * @throws {FileError} for a damaged one
 */
export function openHdf5(where: string, bytes: Uint8Array, budget: Budget): Hdf5Group {
  // jsfive reads from the start of a buffer.
  const isWhole = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
  if (!isWhole) budget.take('a copy of the file', bytes.length);
  const buffer = (isWhole ? bytes : bytes.slice()).buffer as ArrayBuffer;
  return guarded(where, () => new Hdf5Group(where, '', new File(buffer, ''), budget, bytes.length));
}

function guarded<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof FileError) throw cause;
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new FileError(
      {
        where,
        expected: 'must be HDF5 that can be read',
        actual: said.trim(),
        remedy:
          'the file is cut short or damaged, or has a filter that is not read here, such as LZF',
      },
      { cause },
    );
  }
}

function isDataset(found: Group | Dataset): found is Dataset {
  return 'dtype' in found;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? unpadded(value) : String(value);
}

/** Texts of a fixed length end with NULs. */
function unpadded(value: string): string {
  return value.replace(/\0+$/, '');
}

// HDF5 files, as far as Keras writes them: groups, attributes that are texts, arrays of numbers.
//
// Our own reader, and not jsfive: that and its pako are 26 of the 45 kB that Keras files may take, it gives numbers as
// plain arrays, prints to the console, and has no bound on what a damaged file makes it do.

import { FileError, type HostTensor } from '@gatefold/contract';
import type { ArrayReader } from '../array-reader.ts';
import type { Budget } from '../budget.ts';
import { type Hdf5Array, readArray } from './array.ts';
import { type Attribute, readAttributes, textsOf } from './attributes.ts';
import type { Hdf5Source } from './cursor.ts';
import { GlobalHeaps } from './heaps.ts';
import { readLinks } from './links.ts';
import { readMessages } from './object-header.ts';
import { readSuperblock } from './superblock.ts';

export { isHdf5 } from './superblock.ts';

/** What the objects of one file share. */
interface File {
  readonly source: Hdf5Source;
  readonly heaps: GlobalHeaps;
  readonly arrays: ArrayReader;
  readonly budget: Budget;
}

/** A group of an HDF5 file. */
export class Hdf5Group {
  readonly #file: File;
  /** From the root, without a slash before it. */
  readonly path: string;
  readonly #links: ReadonlyMap<string, number>;
  readonly #attributes: ReadonlyMap<string, Attribute>;

  private constructor(
    file: File,
    path: string,
    links: ReadonlyMap<string, number>,
    attributes: ReadonlyMap<string, Attribute>,
  ) {
    this.#file = file;
    this.path = path;
    this.#links = links;
    this.#attributes = attributes;
  }

  /** @throws {FileError} where an address is that of no group */
  static open(file: File, path: string, address: number): Hdf5Group | Hdf5Array {
    const messages = readMessages(file.source, address);
    const links = readLinks(file.source, messages);
    if (links !== undefined) {
      return new Hdf5Group(file, path, links, readAttributes(file.source, messages));
    }
    const array = readArray(file.source, messages);
    if (array !== undefined) return array;
    throw file.source.damaged(`${path} is neither a group nor an array`);
  }

  /** Names of groups and arrays, in the file's order. */
  get names(): readonly string[] {
    return [...this.#links.keys()];
  }

  has(name: string): boolean {
    return this.#links.has(name);
  }

  /** A group within this one; undefined where there is none. Names may hold slashes, which are groups then. */
  group(path: string): Hdf5Group | undefined {
    const found = this.#find(path);
    return found instanceof Hdf5Group ? found : undefined;
  }

  /**
   * An array, as float32.
   *
   * @throws {FileError} when there is none, or it holds no real numbers, or more than the file can
   */
  tensor(path: string): HostTensor {
    const found = this.#find(path);
    const where = this.path === '' ? path : `${this.path}/${path}`;
    if (found === undefined || found instanceof Hdf5Group || found.datatype.kind !== 'number') {
      const other =
        found === undefined ? 'nothing' : found instanceof Hdf5Group ? 'a group' : 'other things';
      throw new FileError({
        where: `${this.#file.source.where}: ${where}`,
        expected: 'must be an array of real numbers',
        actual: other,
        remedy: 'the file is damaged: fetch it again',
      });
    }
    const { shape, datatype } = found;
    return this.#file.arrays.read(
      { path: where, shape, ...datatype.layout },
      found.bytes(where, this.#file.budget),
    );
  }

  /** An attribute that is a text. */
  text(name: string): string | undefined {
    const list = this.#texts(name);
    return list?.length === 1 ? list[0] : undefined;
  }

  /** An attribute that is a list of texts; Keras cuts one that is too long for HDF5 into `name0`, `name1` and so on. */
  texts(name: string): readonly string[] | undefined {
    const whole = this.#texts(name);
    if (whole !== undefined) return whole;
    const parts: string[] = [];
    for (let index = 0; ; index++) {
      const part = this.#texts(`${name}${index}`);
      if (part === undefined) return index === 0 ? undefined : parts;
      parts.push(...part);
    }
  }

  #texts(name: string): readonly string[] | undefined {
    const attribute = this.#attributes.get(name);
    if (attribute === undefined) return undefined;
    // h5py writes an empty list as numbers.
    return attribute.shape.includes(0) ? [] : textsOf(attribute, this.#file.heaps);
  }

  #find(path: string): Hdf5Group | Hdf5Array | undefined {
    const [name, ...rest] = path.split('/').filter((part) => part !== '');
    const address = name === undefined ? undefined : this.#links.get(name);
    if (name === undefined || address === undefined) return undefined;
    const found = Hdf5Group.open(
      this.#file,
      this.path === '' ? name : `${this.path}/${name}`,
      address,
    );
    if (rest.length === 0) return found;
    return found instanceof Hdf5Group ? found.#find(rest.join('/')) : undefined;
  }
}

/**
 * Opens an HDF5 file.
 *
 * @throws {FileError} for a damaged one
 */
export function openHdf5(
  where: string,
  bytes: Uint8Array,
  arrays: ArrayReader,
  budget: Budget,
): Hdf5Group {
  const { source, root } = readSuperblock(where, bytes);
  const file = { source, heaps: new GlobalHeaps(source), arrays, budget };
  const group = Hdf5Group.open(file, '', root);
  if (group instanceof Hdf5Group) return group;
  throw source.damaged('its root is no group');
}

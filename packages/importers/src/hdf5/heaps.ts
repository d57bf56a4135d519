// Texts that do not fit where they are used: global heaps, and local ones for the names of old groups. Sections III.D and III.E.

import type { Cursor, Hdf5Source } from './cursor.ts';

/** Texts of any length, by the places that refer to them. */
export class GlobalHeaps {
  readonly #source: Hdf5Source;
  readonly #known = new Map<number, ReadonlyMap<number, Uint8Array>>();

  constructor(source: Hdf5Source) {
    this.#source = source;
  }

  /** Reads a reference, and the text that it refers to. */
  text(cursor: Cursor): string {
    const length = cursor.u32('the length of a text');
    const address = cursor.address('a heap');
    const index = cursor.u32('a place in a heap');
    if (address === undefined || length === 0) return '';
    const bytes = this.#objects(address).get(index);
    if (bytes === undefined || bytes.length < length) {
      throw this.#source.damaged(`text ${index} of the heap at ${address} is missing`);
    }
    return new TextDecoder().decode(bytes.subarray(0, length)).replace(/\0+$/, '');
  }

  #objects(address: number): ReadonlyMap<number, Uint8Array> {
    const known = this.#known.get(address);
    if (known !== undefined) return known;
    const cursor = this.#source.structure(address, 'GCOL');
    cursor.skip(4, 'a heap');
    const size = cursor.size('the size of a heap');
    const end = address + size;
    const objects = new Map<number, Uint8Array>();
    while (cursor.at + 8 + this.#source.widths.length <= end) {
      const index = cursor.u16('an object of a heap');
      cursor.skip(6, 'an object of a heap');
      const length = cursor.size('an object of a heap');
      // What is left of the heap.
      if (index === 0) break;
      const start = cursor.at;
      objects.set(index, cursor.take(length, 'an object of a heap'));
      cursor.align(start, 'an object of a heap');
    }
    this.#known.set(address, objects);
    return objects;
  }
}

/** Names, by their offsets. */
export function readLocalHeap(source: Hdf5Source, address: number): (offset: number) => string {
  const cursor = source.structure(address, 'HEAP');
  cursor.skip(4, 'a heap of names');
  const size = cursor.size('the size of a heap of names');
  cursor.size('free space');
  const start = cursor.address('names');
  if (start === undefined) throw source.damaged('a group has no names');
  const names = source.at(start).take(size, 'names');
  return (offset) => {
    const end = names.indexOf(0, offset);
    if (offset >= names.length || end === -1) throw source.damaged('a name is beyond its heap');
    return new TextDecoder().decode(names.subarray(offset, end));
  };
}

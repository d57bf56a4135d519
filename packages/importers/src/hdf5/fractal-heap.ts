// Where large groups keep their links, and objects with many attributes these. Section III.G.

import type { Hdf5Source } from './cursor.ts';

/** Objects of a fractal heap by their ids. */
export class FractalHeap {
  readonly #source: Hdf5Source;
  readonly #offsetBytes: number;
  readonly #lengthBytes: number;
  readonly #width: number;
  readonly #startSize: number;
  readonly #mostDirect: number;
  readonly #blockHead: number;
  readonly #root: number | undefined;
  readonly #rows: number;

  constructor(source: Hdf5Source, address: number) {
    this.#source = source;
    const cursor = source.structure(address, 'FRHP');
    cursor.skip(1, 'a heap');
    cursor.u16('the size of an id');
    const filters = cursor.u16('filters');
    if (filters !== 0) throw source.unread('a packed heap');
    const hasChecksums = (cursor.u8('flags') & 2) !== 0;
    const mostManaged = cursor.u32('the largest object');
    for (const what of ['the next huge object']) cursor.size(what);
    cursor.address('huge objects');
    cursor.size('free space');
    cursor.address('free space');
    for (const what of [
      'space',
      'space',
      'space',
      'objects',
      'objects',
      'objects',
      'objects',
      'objects',
    ]) {
      cursor.size(what);
    }
    this.#width = cursor.u16('the width of the table');
    this.#startSize = cursor.size('the size of a block');
    this.#mostDirect = cursor.size('the size of a block');
    const heapBits = cursor.u16('the size of the heap');
    cursor.u16('rows');
    this.#root = cursor.address('the root block');
    this.#rows = cursor.u16('rows');
    if (this.#width === 0 || this.#startSize === 0)
      throw source.damaged('a heap has blocks of no size');
    this.#offsetBytes = Math.ceil(heapBits / 8);
    this.#lengthBytes = Math.ceil(Math.log2(Math.min(this.#mostDirect, mostManaged) + 1) / 8);
    this.#blockHead = 5 + source.widths.offset + this.#offsetBytes + (hasChecksums ? 4 : 0);
  }

  /** The bytes of an object. */
  object(id: Uint8Array): Uint8Array {
    const cursor = this.#source.over(id);
    const kind = (cursor.u8('an id') >> 4) & 3;
    if (kind === 2) return this.#tiny(id);
    if (kind !== 0) throw this.#source.unread('a huge object in a heap');
    const offset = cursor.uint(this.#offsetBytes, 'an id');
    const length = cursor.uint(this.#lengthBytes, 'an id');
    const { address, start } = this.#block(offset);
    // Offsets count the heads of blocks in.
    if (offset - start < this.#blockHead)
      throw this.#source.damaged('an object lies in the head of a block');
    return this.#source.at(address + offset - start).take(length, 'an object of a heap');
  }

  #tiny(id: Uint8Array): Uint8Array {
    return id.subarray(1, 2 + ((id[0] as number) & 0x0f));
  }

  /** The direct block that holds an offset of the heap. */
  #block(offset: number): { address: number; start: number } {
    if (this.#root === undefined) throw this.#source.damaged('a heap has no blocks');
    if (this.#rows === 0) return { address: this.#root, start: 0 };
    return this.#inside(this.#root, this.#rows, 0, offset, 0);
  }

  #inside(
    address: number,
    rows: number,
    first: number,
    offset: number,
    depth: number,
  ): { address: number; start: number } {
    const cursor = this.#source.structure(address, 'FHIB');
    cursor.skip(1 + this.#source.widths.offset + this.#offsetBytes, 'a block');
    let start = first;
    for (let row = 0; row < rows; row++) {
      const size = this.#startSize * 2 ** Math.max(row - 1, 0);
      for (let column = 0; column < this.#width; column++) {
        const child = cursor.address('a block');
        if (child !== undefined && offset >= start && offset < start + size) {
          if (size <= this.#mostDirect) return { address: child, start };
          if (depth > 8) throw this.#source.damaged('a heap is too deep');
          return this.#inside(child, this.#rowsOf(size), start, offset, depth + 1);
        }
        start += size;
      }
    }
    throw this.#source.damaged('an object is beyond its heap');
  }

  /** The rows of an indirect block of a size: as many as blocks of doubling sizes fill it. */
  #rowsOf(size: number): number {
    return Math.round(Math.log2(size / (this.#startSize * this.#width))) + 1;
  }
}

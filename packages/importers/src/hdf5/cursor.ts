// Places in an HDF5 file. The format: HDF5 File Format Specification 3.0, docs.hdfgroup.org; its sections stand in the files here.

import { FileError } from '@gatefold/contract';
import { ByteReader } from '../byte-reader.ts';

/** How wide addresses and sizes are, which a file says once. Section II.A. */
export interface Widths {
  readonly offset: number;
  readonly length: number;
}

/** A file, and how it writes addresses. */
export class Hdf5Source {
  readonly where: string;
  readonly bytes: Uint8Array;
  readonly widths: Widths;

  constructor(where: string, bytes: Uint8Array, widths: Widths) {
    this.where = where;
    this.bytes = bytes;
    this.widths = widths;
  }

  /** A cursor at an address. */
  at(address: number): Cursor {
    if (!(address >= 0 && address < this.bytes.length)) {
      throw this.damaged(`address ${address} is beyond its ${this.bytes.length} bytes`);
    }
    return new Cursor(this, this.bytes, address);
  }

  /** A cursor over bytes that were unpacked, or are a part of the file. */
  over(bytes: Uint8Array): Cursor {
    return new Cursor(this, bytes, 0);
  }

  /** A cursor behind the four letters that begin a structure. */
  structure(address: number, letters: string): Cursor {
    const cursor = this.at(address);
    const found = cursor.text(4, `the letters ${letters}`);
    if (found !== letters) throw this.damaged(`${letters} is missing at ${address}`);
    return cursor;
  }

  damaged(what: string): FileError {
    return new FileError({
      where: this.where,
      expected: `must be HDF5 that can be read; ${what}`,
      remedy: 'the file is cut short or damaged: fetch it again',
    });
  }

  /** Something that HDF5 can hold, and that is not read here. */
  unread(what: string): FileError {
    return new FileError({
      where: this.where,
      expected: 'must be written as Keras writes HDF5',
      actual: what,
      remedy: 'copy it with h5py, without filters: h5repack -f NONE',
    });
  }
}

export class Cursor extends ByteReader {
  readonly source: Hdf5Source;

  constructor(source: Hdf5Source, bytes: Uint8Array, at: number) {
    super(source.where, bytes, at);
    this.source = source;
  }

  /** A whole number of 1 to 8 bytes; above 2^53 it is as large as any that no file has. */
  uint(size: number, what: string): number {
    let value = 0;
    const bytes = this.take(size, what);
    for (let index = size - 1; index >= 0; index--) value = value * 256 + (bytes[index] as number);
    return value;
  }

  size(what: string): number {
    return this.uint(this.source.widths.length, what);
  }

  /** An address; undefined where the file has none, which it writes as all ones. */
  address(what: string): number | undefined {
    const { offset } = this.source.widths;
    const value = this.uint(offset, what);
    return value >= 256 ** offset - 1 ? undefined : value;
  }

  /** Moves on to the next multiple of 8, counted from `start`. */
  align(start: number, what: string): void {
    this.skip((8 - ((this.at - start) % 8)) % 8, what);
  }

  /** A text that ends with a NUL, within `size` bytes. */
  padded(size: number, what: string): string {
    const text = this.text(size, what);
    const end = text.indexOf('\0');
    return end === -1 ? text : text.slice(0, end);
  }
}

// Numbers and texts out of bytes, one after another, never past the end.

import { FileError } from '@gatefold/contract';

export class ByteReader {
  /** What messages begin with: `importOnnx`. */
  readonly where: string;
  readonly bytes: Uint8Array; // [end]
  /** Of the next byte. */
  at: number;
  readonly #view: DataView;

  constructor(where: string, bytes: Uint8Array, at = 0) {
    this.where = where;
    this.bytes = bytes;
    this.at = at;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  /** Skips `size` bytes, and returns where they began. */
  skip(size: number, what: string): number {
    if (!Number.isSafeInteger(size) || size < 0 || size > this.left)
      throw this.cutShort(size, what);
    const start = this.at;
    this.at += size;
    return start;
  }

  /** A view of the next bytes: not a copy. */
  take(size: number, what: string): Uint8Array {
    const start = this.skip(size, what);
    return this.bytes.subarray(start, start + size);
  }

  text(size: number, what: string): string {
    return new TextDecoder().decode(this.take(size, what));
  }

  u8(what: string): number {
    return this.#view.getUint8(this.skip(1, what));
  }

  u16(what: string): number {
    return this.#view.getUint16(this.skip(2, what), true);
  }

  u32(what: string): number {
    return this.#view.getUint32(this.skip(4, what), true);
  }

  i32(what: string): number {
    return this.#view.getInt32(this.skip(4, what), true);
  }

  f64(what: string, littleEndian = true): number {
    return this.#view.getFloat64(this.skip(8, what), littleEndian);
  }

  /** A 64-bit size; above 2^53 it is more than any file has, and refused as such. */
  u64(what: string): number {
    const start = this.at;
    const value = Number(this.#view.getBigUint64(this.skip(8, what), true));
    if (!Number.isSafeInteger(value)) {
      this.at = start;
      throw this.cutShort(value, what);
    }
    return value;
  }

  cutShort(size: number, what: string): FileError {
    return new FileError({
      where: `${this.where}: byte ${this.at}`,
      expected: `${what} takes ${size} bytes, and the file ends after ${this.left}`,
      remedy: 'the file is cut short or damaged: fetch it again',
    });
  }
}

// Bytes, however they are given.

import { DtypeError } from '@gatefold/contract';
import { describe } from '@gatefold/contract/author';

/**
 * The bytes of a view or a buffer, of any realm.
 *
 * @throws {DtypeError} for what is none
 */
export function bytesOf(where: string, value: unknown): Uint8Array {
  if (ArrayBuffer.isView(value)) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  // Of another realm, too, where instanceof says no.
  if (Object.prototype.toString.call(value) === '[object ArrayBuffer]') {
    return new Uint8Array(value as ArrayBuffer);
  }
  throw new DtypeError({
    where,
    expected: 'must be a Uint8Array or an ArrayBuffer',
    actual: describe(value),
    remedy: 'await (await fetch(url)).arrayBuffer(), or await readFile(path)',
  });
}

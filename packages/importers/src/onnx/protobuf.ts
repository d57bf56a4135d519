// The wire format of protobuf, read field by field: protobuf.dev/programming-guides/encoding.

import { FileError } from '@gatefold/contract';
import { ByteReader } from '../byte-reader.ts';

/** One field of a message: a number, or bytes. */
export interface Field {
  readonly number: number;
  /** Of a varint, or of 4 or 8 bytes as an unsigned number. */
  readonly value: bigint;
  /** Of a length-delimited field, and the raw bytes of one of 4 or 8. */
  readonly bytes: Uint8Array;
}

const none = new Uint8Array();

/** The fields of a message, in order. */
export function readFields(where: string, bytes: Uint8Array): readonly Field[] {
  const reader = new ByteReader(where, bytes);
  const fields: Field[] = [];
  while (!reader.done) {
    const tag = readVarint(reader);
    const number = Number(tag >> 3n);
    const type = Number(tag & 7n);
    if (type === 0) fields.push({ number, value: readVarint(reader), bytes: none });
    else if (type === 1) fields.push({ number, value: 0n, bytes: reader.take(8, 'a number') });
    else if (type === 5) fields.push({ number, value: 0n, bytes: reader.take(4, 'a number') });
    else if (type === 2) {
      const size = Number(readVarint(reader));
      fields.push({ number, value: 0n, bytes: reader.take(size, 'a field') });
    } else {
      throw new FileError({
        where: `${where}: byte ${reader.at}`,
        expected: 'must be protobuf',
        actual: `a field of wire type ${type}`,
        remedy: 'the file is damaged, or no ONNX',
      });
    }
  }
  return fields;
}

/** At most 10 bytes of 7 bits each. */
function readVarint(reader: ByteReader): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = reader.u8('a number');
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return BigInt.asUintN(64, value);
  }
  throw reader.cutShort(11, 'a number');
}

/** The varints of a packed field, or of one that is not. */
export function varintsOf(where: string, { value, bytes }: Field): readonly number[] {
  if (bytes === none) return [signed(value)];
  const reader = new ByteReader(where, bytes);
  const numbers: number[] = [];
  while (!reader.done) numbers.push(signed(readVarint(reader)));
  return numbers;
}

/** An int64; beyond 2^53 inexact, which no size and no flag is. */
export function signed(value: bigint): number {
  return Number(BigInt.asIntN(64, value));
}

export function textOf({ bytes }: Field): string {
  return new TextDecoder().decode(bytes);
}

/** The float32 numbers of a packed field, or the one of a field that is not. */
export function floatsOf({ bytes }: Field): readonly number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) =>
    view.getFloat32(4 * index, true),
  );
}

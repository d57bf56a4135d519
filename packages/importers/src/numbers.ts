// Numbers of every type that model files hold, as float32.

import { FileError } from '@gatefold/contract';

/** Types of numbers that model files hold. */
export type NumberType =
  | 'float64'
  | 'float32'
  | 'float16'
  | 'bfloat16'
  | 'int64'
  | 'int32'
  | 'int16'
  | 'int8'
  | 'uint64'
  | 'uint32'
  | 'uint16'
  | 'uint8'
  | 'bool';

type Read = (view: DataView, at: number, littleEndian: boolean) => number;

const types: Readonly<Record<NumberType, { readonly bytes: number; readonly read: Read }>> = {
  float64: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
  float32: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  float16: { bytes: 2, read: (view, at, little) => halfToNumber(view.getUint16(at, little)) },
  bfloat16: { bytes: 2, read: (view, at, little) => bfloatToNumber(view.getUint16(at, little)) },
  int64: { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  int32: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  int16: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  int8: { bytes: 1, read: (view, at) => view.getInt8(at) },
  uint64: { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  uint32: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  uint16: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  uint8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  bool: { bytes: 1, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) },
};

export function isNumberType(name: unknown): name is NumberType {
  return typeof name === 'string' && Object.hasOwn(types, name);
}

export function bytesPerNumber(type: NumberType): number {
  return types[type].bytes;
}

/** Whether float32 cannot hold every number of a type. */
export function isWider(type: NumberType): boolean {
  return ['float64', 'int64', 'int32', 'uint64', 'uint32'].includes(type);
}

/** What {@link decodeNumbers} is told of the bytes. */
export interface Layout {
  readonly type: NumberType;
  readonly littleEndian?: boolean;
}

/**
 * Turns bytes into float32 numbers, rounding what is wider.
 *
 * @throws {FileError} when the bytes are no whole numbers
 */
export function decodeNumbers(
  where: string,
  bytes: Uint8Array,
  { type, littleEndian = true }: Layout,
): Float32Array {
  const { bytes: width, read } = types[type];
  if (bytes.length % width !== 0) {
    throw new FileError({
      where,
      expected: `must be whole numbers of ${width} bytes`,
      actual: `${bytes.length} bytes`,
      remedy: 'the file is damaged: fetch it again',
    });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = new Float32Array(bytes.length / width);
  for (let index = 0; index < numbers.length; index++) {
    numbers[index] = read(view, index * width, littleEndian);
  }
  return numbers;
}

/** IEEE 754 binary16. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const scratch = new DataView(new ArrayBuffer(4));

/** The upper half of a float32. */
function bfloatToNumber(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}

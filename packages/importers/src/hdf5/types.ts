// What numbers and texts an array or attribute holds, and how many. Sections IV.A.2.b and IV.A.2.d.

import type { Layout, NumberType } from '../numbers.ts';
import type { Cursor } from './cursor.ts';

/** The shape of a dataspace; a scalar has none, and a null dataspace holds nothing. */
export function readDataspace(cursor: Cursor): readonly number[] {
  const version = cursor.u8('the version of a dataspace');
  const rank = cursor.u8('the rank');
  cursor.u8('the flags of a dataspace');
  if (version === 1) cursor.skip(5, 'a dataspace');
  else if (version === 2) {
    if (cursor.u8('the kind of a dataspace') === 2) return [0];
  } else throw cursor.source.damaged(`a dataspace of version ${version}`);
  return Array.from({ length: rank }, () => cursor.size('a dimension'));
}

/** What one element is. */
export type Datatype =
  | { readonly kind: 'number'; readonly size: number; readonly layout: Layout }
  | { readonly kind: 'text'; readonly size: number }
  /** Texts of any length, which lie in a heap. */
  | { readonly kind: 'texts'; readonly size: number }
  | { readonly kind: 'other'; readonly size: number; readonly name: string };

const integers: Readonly<Record<string, NumberType>> = {
  u1: 'uint8',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
};

/** By size and bits of the exponent. */
const floats: Readonly<Record<string, NumberType>> = {
  '8 11': 'float64',
  '4 8': 'float32',
  '2 5': 'float16',
  '2 8': 'bfloat16',
};

const others: readonly string[] = [
  '',
  '',
  'a time',
  '',
  'bits',
  'opaque bytes',
  'a compound',
  'a reference',
];

export function readDatatype(cursor: Cursor): Datatype {
  const kind = cursor.u8('a datatype') & 0x0f;
  const bits = cursor.uint(3, 'the bits of a datatype');
  const size = cursor.u32('the size of a datatype');
  const littleEndian = (bits & 1) === 0;
  if (kind === 0) {
    const type = integers[`${bits & 8 ? 'i' : 'u'}${size}`];
    if (type !== undefined) return { kind: 'number', size, layout: { type, littleEndian } };
  }
  if (kind === 1) {
    cursor.skip(5, 'a float');
    const exponent = cursor.u8('the exponent of a float');
    const type = floats[`${size} ${exponent}`];
    if (type !== undefined) return { kind: 'number', size, layout: { type, littleEndian } };
  }
  if (kind === 3) return { kind: 'text', size };
  // h5py writes a bool as an enumeration of bytes, FALSE and TRUE.
  if (kind === 8 && size === 1) return { kind: 'number', size, layout: { type: 'bool' } };
  if (kind === 9 && (bits & 0x0f) === 1) return { kind: 'texts', size };
  return { kind: 'other', size, name: others[kind] || `a datatype of class ${kind}` };
}

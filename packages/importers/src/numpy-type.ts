// NumPy's names of types: `<f4`, `|b1`. numpy.org/doc/stable/reference/arrays.interface.html

import { FileError } from '@gatefold/contract';
import type { Layout, NumberType } from './numbers.ts';

const types: Readonly<Record<string, NumberType>> = {
  f8: 'F64',
  f4: 'F32',
  f2: 'F16',
  i8: 'I64',
  i4: 'I32',
  i2: 'I16',
  i1: 'I8',
  u8: 'U64',
  u4: 'U32',
  u2: 'U16',
  u1: 'U8',
  b1: 'BOOL',
};

/** @throws {FileError} for text, objects, complex numbers and dates */
export function numpyType(where: string, descr: string): Layout {
  const name = descr.replace(/^[<>|=]/, '');
  if (Object.hasOwn(types, name)) {
    return { type: types[name] as NumberType, littleEndian: !descr.startsWith('>') };
  }
  throw new FileError({
    where,
    expected: 'must be an array of real numbers',
    actual: `numpy's '${descr}'`,
    remedy: 'convert it with .astype("float32") before it is saved',
  });
}

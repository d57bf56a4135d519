// NumPy's names of types: `<f4`, `|b1`. numpy.org/doc/stable/reference/arrays.interface.html

import { FileError } from '@gatefold/contract';
import type { Layout, NumberType } from './numbers.ts';

const types: Readonly<Record<string, NumberType>> = {
  f8: 'float64',
  f4: 'float32',
  f2: 'float16',
  i8: 'int64',
  i4: 'int32',
  i2: 'int16',
  i1: 'int8',
  u8: 'uint64',
  u4: 'uint32',
  u2: 'uint16',
  u1: 'uint8',
  b1: 'bool',
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

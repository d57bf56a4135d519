// One array as numpy.save writes it. numpy.org/doc/stable/reference/generated/numpy.lib.format.html

import { FileError, type HostTensor } from '@gatefold/contract';
import type { ArrayReader } from './array-reader.ts';
import { ByteReader } from './byte-reader.ts';
import { numpyType } from './numpy-type.ts';

/** `\x93NUMPY` */
const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

export function isNpy(bytes: Uint8Array): boolean {
  return magic.every((value, index) => bytes[index] === value);
}

/**
 * Reads one array.
 *
 * @throws {FileError} for a damaged header, and for arrays of text or of Python objects
 */
export function readNpy(
  where: string,
  path: string,
  bytes: Uint8Array,
  arrays: ArrayReader,
): HostTensor {
  if (!isNpy(bytes)) {
    throw new FileError({
      where: `${where}: ${path}`,
      expected: 'must begin with \\x93NUMPY, as numpy.save writes it',
      remedy: 'the file is damaged, or of another format',
    });
  }
  const reader = new ByteReader(`${where}: ${path}`, bytes, magic.length);
  const version = reader.u8('the version');
  reader.u8('the version');
  const size =
    version === 1 ? reader.u16('the size of the header') : reader.u32('the size of the header');
  const { descr, columnMajor, shape } = parseHeader(
    `${where}: ${path}`,
    reader.text(size, 'the header'),
  );
  const type = numpyType(`${where}: ${path}`, descr);
  return arrays.read(
    { path, shape, columnMajor, ...type },
    reader.take(reader.left, 'the numbers'),
  );
}

/** `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }`, a dict of Python literals. */
function parseHeader(
  where: string,
  header: string,
): { descr: string; columnMajor: boolean; shape: number[] } {
  const descr = /'descr':\s*'(?<descr>[^']{1,20})'/.exec(header)?.groups?.['descr'];
  const order = /'fortran_order':\s*(?<order>True|False)/.exec(header)?.groups?.['order'];
  const shape = /'shape':\s*\((?<shape>[\d\s,L]*)\)/.exec(header)?.groups?.['shape'];
  if (descr === undefined || order === undefined || shape === undefined) {
    throw new FileError({
      where,
      expected: 'must have a header of descr, fortran_order and shape',
      actual: header.slice(0, 80),
      remedy: 'an array of records is not read: save its fields one by one',
    });
  }
  const sizes = shape.split(',').map((size) => size.trim().replace(/L$/, ''));
  return {
    descr,
    columnMajor: order === 'True',
    shape: sizes.filter((size) => size !== '').map(Number),
  };
}

// Where a file begins. Section II.A.

import { FileError } from '@gatefold/contract';
import { Hdf5Source } from './cursor.ts';

/** The first eight bytes of every HDF5 file. */
const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

export function isHdf5(bytes: Uint8Array): boolean {
  return signature.every((value, index) => bytes[index] === value);
}

/** A file, and the address of its root group. */
export interface Opened {
  readonly source: Hdf5Source;
  readonly root: number;
}

export function readSuperblock(where: string, bytes: Uint8Array): Opened {
  if (!isHdf5(bytes)) {
    throw new FileError({
      where,
      expected: 'must be HDF5',
      remedy: 'the file is of another format',
    });
  }
  const version = bytes[8] ?? 0;
  const isOld = version < 2;
  if (version > 3) {
    throw new FileError({
      where,
      expected: 'must be HDF5 with a superblock of version 0 to 3',
      actual: `${version}`,
      remedy: 'the file is damaged, or younger than this package',
    });
  }
  const [offset = 0, length = 0] = isOld ? bytes.subarray(13, 15) : bytes.subarray(9, 11);
  const source = new Hdf5Source(where, bytes, { offset, length });
  if (![2, 4, 8].includes(offset) || ![2, 4, 8].includes(length)) {
    throw source.damaged(`addresses of ${offset} and sizes of ${length} bytes`);
  }
  const cursor = source.at(isOld ? (version === 0 ? 24 : 28) : 12);
  const base = cursor.address('the base address');
  if (base !== 0) throw source.unread(`a base address of ${base}`);
  if (isOld) {
    // Free space, end of file, driver, and the name of the root's entry.
    for (const what of ['free space', 'the end', 'the driver', 'a name']) cursor.address(what);
  } else {
    for (const what of ['the extension', 'the end']) cursor.address(what);
  }
  const root = cursor.address('the root group');
  if (root === undefined) throw source.damaged('it has no root group');
  return { source, root };
}

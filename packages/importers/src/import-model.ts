// The one door for every format.

import { ConfigError } from '@gatefold/contract';
import { checkOptions, describe } from '@gatefold/contract/author';
import { bytesOf } from './bytes-of.ts';
import { formatOf } from './formats.ts';
import type { Imported, ImportOptions } from './imported.ts';

/**
 * Reads a model file of any format, by how its bytes begin.
 *
 * @param bytes  the whole file
 * @throws {FileError}   (as a rejection) for a file that is damaged, foreign, or holds what is not read here
 * @throws {DtypeError}  for what is no bytes
 * @throws {ConfigError} for unknown options
 * @example
 *   import { importModel } from '@gatefold/importers';
 *   // An array of numpy: two numbers.
 *   const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n";
 *   const bytes = new Uint8Array([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, header.length, 0, ...new TextEncoder().encode(header), 0, 0, 128, 63, 0, 0, 0, 64]);
 *   const { tensors } = await importModel(bytes);
 *   tensors.get('array')?.data; // => Float32Array [1, 2]
 */
export async function importModel(
  bytes: Uint8Array | ArrayBuffer,
  options: ImportOptions = {},
): Promise<Imported> {
  const where = 'importModel';
  const given = checkOptions(where, options, ['memoryLimit', 'file']);
  if (given.file !== undefined && typeof given.file !== 'function') {
    throw new ConfigError({
      where: `${where}.file`,
      expected: 'must be a function: (path) => bytes, or a promise of them',
      actual: describe(given.file),
    });
  }
  const whole = bytesOf(`${where}: bytes`, bytes);
  const read = await formatOf(where, whole).load();
  return read(whole, given as ImportOptions);
}

// The one door for every format.

import { checkOptions, describe } from '@gatefold/contract/author';
import { DtypeError } from '@gatefold/contract';
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
  const { memoryLimit } = checkOptions(where, options, ['memoryLimit']);
  const whole = bytesOf(where, bytes);
  const read = await formatOf(where, whole).load();
  return read(whole, memoryLimit === undefined ? {} : { memoryLimit: memoryLimit as number });
}

/** Views are what they show; what is no bytes is refused. */
function bytesOf(where: string, value: unknown): Uint8Array {
  if (ArrayBuffer.isView(value)) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  // Of another realm, too, where instanceof says no.
  if (Object.prototype.toString.call(value) === '[object ArrayBuffer]') {
    return new Uint8Array(value as ArrayBuffer);
  }
  throw new DtypeError({
    where: `${where}: bytes`,
    expected: 'must be a Uint8Array or an ArrayBuffer',
    actual: describe(value),
    remedy: 'await (await fetch(url)).arrayBuffer(), or await readFile(path)',
  });
}

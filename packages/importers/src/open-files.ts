// The files beside a model: shards of weights.

import { DtypeError, FileError } from '@gatefold/contract';
import { describe } from '@gatefold/contract/author';
import { bytesOf } from './bytes-of.ts';
import type { ImportOptions } from './imported.ts';

/**
 * Asks for files by the names that a model gives them.
 *
 * @throws {FileError}  where there is nobody to ask
 * @throws {DtypeError} for an answer that is no bytes
 */
export async function openFiles(
  where: string,
  names: readonly string[],
  file: ImportOptions['file'],
): Promise<ReadonlyMap<string, Uint8Array>> {
  if (names.length === 0) return new Map();
  if (file === undefined) {
    throw new FileError({
      where,
      expected: 'needs the files beside it',
      actual: `none of ${names.slice(0, 4).join(', ')}`,
      remedy: 'give the option file: (path) => bytes, or a promise of them',
    });
  }
  if (typeof file !== 'function') {
    throw new DtypeError({
      where: `${where}: file`,
      expected: 'must be a function',
      actual: describe(file),
    });
  }
  const opened = names.map(async (name): Promise<[string, Uint8Array]> => [
    name,
    bytesOf(`${where}: file('${name}')`, await file(name)),
  ]);
  return new Map(await Promise.all(opened));
}

// The entries of a zip: declared sizes are counted before anything is unpacked.

import { FileError } from '@gatefold/contract';
import { unzipSync } from 'fflate';
import type { Budget } from './budget.ts';

/**
 * Unpacks a zip.
 *
 * @throws {FileError} for a damaged one, for methods other than store and deflate, and for more than the budget
 */
export function readZip(
  where: string,
  bytes: Uint8Array,
  budget: Budget,
): ReadonlyMap<string, Uint8Array> {
  try {
    const entries = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        budget.take(name, originalSize);
        return !name.endsWith('/');
      },
    });
    return new Map(Object.entries(entries));
  } catch (cause) {
    if (cause instanceof FileError) throw cause;
    throw new FileError(
      {
        where,
        expected: 'must be a whole zip',
        actual: cause instanceof Error ? cause.message : 'a damaged one',
        remedy: 'the file is cut short or damaged: fetch it again',
      },
      { cause },
    );
  }
}

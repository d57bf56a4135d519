// A bare pickle of numpy arrays, as pickle.dump writes it.

import { FileError } from '@gatefold/contract';
import { ArrayReader } from './array-reader.ts';
import { Budget } from './budget.ts';
import type { Imported, ImportOptions } from './imported.ts';
import { collectTensors } from './pickle/collect-tensors.ts';
import { readPickle } from './pickle/read-pickle.ts';
import { layersOfStateDict } from './state-dict.ts';

const where = 'importPickle';

/**
 * Reads numpy arrays out of dicts and lists; arrays that have PyTorch's names become recurrent layers.
 *
 * @throws {FileError} for a damaged pickle, and for any object that is no dict, list, number, text or array
 */
export function readPickled(bytes: Uint8Array, { memoryLimit }: ImportOptions): Imported {
  const budget = new Budget(where, memoryLimit);
  const arrays = new ArrayReader(where, budget);
  const root = readPickle(where, bytes);
  const found = collectTensors(where, root, arrays, budget, ({ key }) => {
    throw new FileError({
      where: `${where}: storage ${key}`,
      expected: 'must be in the file: this is a pickle without its numbers',
      remedy: 'give the whole .pt file',
    });
  });
  const { layers, rest, notes } = layersOfStateDict(where, found.tensors);
  return { layers, tensors: rest, notes: [...arrays.notes, ...found.notes, ...notes] };
}

// NumPy's files: one array (npy), or a zip of them (npz).

import type { HostTensor } from '@gatefold/contract';
import { ArrayReader } from './array-reader.ts';
import { Budget } from './budget.ts';
import type { Imported, ImportOptions } from './imported.ts';
import { isNpy, readNpy } from './npy.ts';
import { layersOfStateDict } from './state-dict.ts';
import { readZip } from './zip.ts';

const where = 'importNumpy';

/**
 * Reads an npy or npz file; arrays that have PyTorch's names become recurrent layers.
 *
 * @throws {FileError} for a damaged file, and for arrays that hold no real numbers
 */
export function readNumpy(bytes: Uint8Array, { memoryLimit }: ImportOptions): Imported {
  const budget = new Budget(where, memoryLimit);
  const arrays = new ArrayReader(where, budget);
  const tensors = new Map<string, HostTensor>();
  const entries = isNpy(bytes) ? new Map([['array.npy', bytes]]) : readZip(where, bytes, budget);
  for (const [name, entry] of entries) {
    const path = name.replace(/\.npy$/, '');
    tensors.set(path, readNpy(where, path, entry, arrays));
  }
  const { layers, rest, notes } = layersOfStateDict(where, tensors);
  return { layers, tensors: rest, notes: [...arrays.notes, ...notes] };
}

// PyTorch's files: a zip of a pickle, data.pkl, and a file of numbers for each storage.
// github.com/pytorch/pytorch torch/serialization.py, _save

import { FileError, type HostTensor } from '@gatefold/contract';
import { ArrayReader } from './array-reader.ts';
import { Budget } from './budget.ts';
import type { Imported, ImportOptions } from './imported.ts';
import { collectTensors } from './pickle/collect-tensors.ts';
import type { TorchStorage } from './pickle/objects.ts';
import { readPickle } from './pickle/read-pickle.ts';
import { layersOfStateDict } from './state-dict.ts';
import { readZip } from './zip.ts';

const where = 'importTorch';

/**
 * Reads a state_dict that torch.save wrote, alone or within dicts and lists.
 *
 * @throws {FileError} for a damaged file, and for any object that is no dict, list, number, text or tensor
 */
export function readTorch(bytes: Uint8Array, { memoryLimit }: ImportOptions): Imported {
  const budget = new Budget(where, memoryLimit);
  const entries = readZip(where, bytes, budget);
  const pickle = [...entries].find(([name]) => /(^|\/)data\.pkl$/.test(name));
  if (pickle === undefined) {
    throw new FileError({
      where,
      expected: 'must hold data.pkl, as torch.save writes it since PyTorch 1.6',
      actual: [...entries.keys()].slice(0, 3).join(', '),
      remedy: 'load it in PyTorch, and save its state_dict() again',
    });
  }
  const [name, data] = pickle;
  const folder = name.slice(0, -'data.pkl'.length);
  const littleEndian = text(entries.get(`${folder}byteorder`)) !== 'big';
  const arrays = new ArrayReader(where, budget);
  const storages = new Map<string, HostTensor>();
  const readStorage = ({ key, type, size }: TorchStorage): HostTensor => {
    const path = `${folder}data/${key}`;
    const known = storages.get(path);
    if (known !== undefined) return known;
    const numbers = entries.get(path);
    if (numbers === undefined) {
      throw new FileError({
        where: `${where}: ${path}`,
        expected: 'must be in the file: its pickle refers to it',
        remedy: 'the file is damaged: fetch it again',
      });
    }
    const storage = arrays.read({ path, shape: [size], type, littleEndian }, numbers);
    storages.set(path, storage);
    return storage;
  };
  const root = readPickle(`${where}: ${name}`, data);
  const found = collectTensors(where, root, arrays, budget, readStorage);
  const { layers, rest, notes } = layersOfStateDict(where, found.tensors);
  return { layers, tensors: rest, notes: [...arrays.notes, ...found.notes, ...notes] };
}

function text(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes).trim();
}

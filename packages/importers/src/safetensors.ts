// The format of Hugging Face's safetensors: a JSON header of names, types, shapes and offsets, and then the numbers.
// github.com/huggingface/safetensors, README, "Format".

import { FileError, type HostTensor } from '@gatefold/contract';
import { ArrayReader } from './array-reader.ts';
import { Budget } from './budget.ts';
import { ByteReader } from './byte-reader.ts';
import type { Imported, ImportOptions } from './imported.ts';
import { parseJson } from './parse-json.ts';
import { isNumberType, type NumberType } from './numbers.ts';
import { layersOfStateDict } from './state-dict.ts';

const where = 'importSafetensors';

/** The reference implementation refuses longer headers, too. */
const longestHeader = 100_000_000;

/**
 * Reads the tensors of a safetensors file, and the recurrent layers among them that have PyTorch's names.
 *
 * @throws {FileError} for a file that is cut short, lies about its sizes, or has a type that is not read
 */
export function readSafetensors(bytes: Uint8Array, { memoryLimit }: ImportOptions): Imported {
  const reader = new ByteReader(where, bytes);
  const size = reader.u64('the size of the header');
  if (size > longestHeader) throw reader.cutShort(size, 'the header');
  const header = parseJson(`${where}: header`, reader.take(size, 'the header'));
  const numbers = bytes.subarray(reader.at);
  const arrays = new ArrayReader(where, new Budget(where, memoryLimit));
  const tensors = new Map<string, HostTensor>();
  for (const [path, entry] of Object.entries(header)) {
    if (path === '__metadata__') continue;
    const { dtype, shape, start, end } = readEntry(path, entry);
    if (start > end || end > numbers.length) {
      throw damaged(
        path,
        `must lie within the ${numbers.length} bytes of numbers`,
        `${start} to ${end}`,
      );
    }
    const type = numberType(dtype);
    if (type === undefined) {
      throw new FileError({
        where: `${where}: ${path}`,
        expected: 'must hold float, bfloat, integer or bool numbers',
        actual: dtype,
        remedy: 'convert it to float32 where the file was made',
      });
    }
    tensors.set(path, arrays.read({ path, shape, type }, numbers.subarray(start, end)));
  }
  const { layers, rest, notes } = layersOfStateDict(where, tensors);
  return { layers, tensors: rest, notes: [...arrays.notes, ...notes] };
}

/** The names of safetensors: a letter or two for the kind, and the bits. */
function numberType(dtype: string): NumberType | undefined {
  const { kind = '', bits = '' } = /^(?<kind>BF|F|I|U|BOOL)(?<bits>\d*)$/.exec(dtype)?.groups ?? {};
  const kinds: Readonly<Record<string, string>> = {
    BF: 'bfloat',
    F: 'float',
    I: 'int',
    U: 'uint',
    BOOL: 'bool',
  };
  const name = `${kinds[kind] ?? ''}${bits}`;
  return isNumberType(name) ? name : undefined;
}

function readEntry(
  path: string,
  entry: unknown,
): { dtype: string; shape: readonly number[]; start: number; end: number } {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  const isShape =
    Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  const isOffsets =
    Array.isArray(offsets) &&
    offsets.length === 2 &&
    offsets.every((at) => Number.isSafeInteger(at) && at >= 0);
  if (typeof dtype !== 'string' || !isShape || !isOffsets) {
    throw damaged(path, 'must have a dtype, a shape and two data_offsets', JSON.stringify(entry));
  }
  const [start, end] = offsets as [number, number];
  return { dtype, shape: shape as number[], start, end };
}

function damaged(path: string, expected: string, actual: string): FileError {
  return new FileError({
    where: `${where}: ${path}`,
    expected,
    actual,
    remedy: 'the file is damaged: fetch it again',
  });
}

// The numbers of an ONNX tensor, in whichever of its fields they lie.

import { FileError, type HostTensor } from '@gatefold/contract';
import type { ArrayReader } from '../array-reader.ts';
import type { NumberType } from '../numbers.ts';
import type { OnnxTensor } from './model.ts';
import { floatsOf, varintsOf } from './protobuf.ts';

/** TensorProto.DataType */
const types: Readonly<Record<number, NumberType>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
  16: 'bfloat16',
};

export function isFloat({ type }: OnnxTensor): boolean {
  return types[type]?.includes('float') ?? false;
}

/** Files beside the model that tensors refer to, by name. */
export type ExternalFiles = ReadonlyMap<string, Uint8Array>;

/**
 * Reads the numbers of a tensor.
 *
 * @throws {FileError} for text and quantised types, and for sizes that are wrong
 */
export function readOnnxTensor(
  where: string,
  tensor: OnnxTensor,
  arrays: ArrayReader,
  files: ExternalFiles,
): HostTensor {
  const { name, shape } = tensor;
  const path = name || 'a constant';
  const type = types[tensor.type];
  if (type === undefined) {
    throw new FileError({
      where: `${where}: ${path}`,
      expected: 'must hold real numbers',
      actual: `ONNX data type ${tensor.type}`,
      remedy: 'export the model with float32 weights',
    });
  }
  const location = tensor.external.get('location');
  if (location !== undefined) {
    return arrays.read({ path, shape, type }, externalBytes(where, tensor, location, files));
  }
  if (tensor.raw !== undefined) return arrays.read({ path, shape, type }, tensor.raw);
  if (type === 'float16' || type === 'bfloat16') {
    // int32_data holds their bits.
    const bits = Uint16Array.from(typedNumbers(where, tensor));
    return arrays.read({ path, shape, type }, new Uint8Array(bits.buffer));
  }
  const numbers = typedNumbers(where, tensor);
  if (numbers.length !== arrays.count(path, shape)) {
    throw new FileError({
      where: `${where}: ${path}`,
      expected: `must hold as many numbers as [${shape.join(', ')}] has places`,
      actual: `${numbers.length}`,
      remedy: 'the file is damaged: fetch it again',
    });
  }
  return { shape, data: Float32Array.from(numbers) };
}

function externalBytes(
  where: string,
  { name, external }: OnnxTensor,
  location: string,
  files: ExternalFiles,
): Uint8Array {
  const file = files.get(location);
  const [offset, length] = ['offset', 'length'].map((key) =>
    Number(external.get(key) ?? Number.NaN),
  );
  const start = Number.isNaN(offset) ? 0 : (offset as number);
  const end = Number.isNaN(length) ? (file?.length ?? 0) : start + (length as number);
  if (file !== undefined && start >= 0 && end <= file.length) return file.subarray(start, end);
  throw new FileError({
    where: `${where}: ${name}`,
    expected: `must lie in ${location}, which stands beside the model`,
    actual: file === undefined ? 'no such file' : `bytes ${start} to ${end} of ${file.length}`,
    remedy: 'give the option file: (path) => bytes',
  });
}

function typedNumbers(where: string, { typed }: OnnxTensor): readonly number[] {
  const floats = (typed.get('float') ?? []).flatMap((field) => floatsOf(field));
  const ints = [...(typed.get('int32') ?? []), ...(typed.get('int64') ?? [])];
  const doubles = (typed.get('double') ?? []).flatMap(({ bytes }) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: Math.floor(bytes.length / 8) }, (_, k) =>
      view.getFloat64(8 * k, true),
    );
  });
  return [...floats, ...ints.flatMap((field) => varintsOf(where, field)), ...doubles];
}

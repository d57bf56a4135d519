// The Python objects that a pickle may make here: a list of names, and nothing that runs.

import { FileError } from '@gatefold/contract';
import { isNumberType, type NumberType } from '../numbers.ts';

/** What a pickle holds, as JavaScript: lists and tuples are arrays, dicts are maps. */
export type PythonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PythonValue[]
  | Map<PythonValue, PythonValue>
  | Set<PythonValue>
  | NumpyType
  | NumpyArray
  | TorchStorage
  | TorchTensor
  | AllowedGlobal;

/** numpy.dtype */
export class NumpyType {
  readonly name: string;
  order = '<';

  constructor(name: string) {
    this.name = name;
  }
}

/** numpy.ndarray, made empty and filled by its state. */
export class NumpyArray {
  shape: readonly number[] = [];
  type: NumpyType = new NumpyType('f4');
  columnMajor = false;
  bytes: Uint8Array | undefined;
}

/** A file of numbers beside the pickle, which tensors share. */
export class TorchStorage {
  readonly type: NumberType;
  readonly key: string;
  /** How many numbers it must hold. */
  readonly size: number;

  constructor(type: NumberType, key: string, size: number) {
    this.type = type;
    this.key = key;
    this.size = size;
  }
}

/** A view of a storage; strides and offset are in numbers. */
export class TorchTensor {
  readonly storage: TorchStorage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];

  constructor(
    storage: TorchStorage,
    offset: number,
    shape: readonly number[],
    strides: readonly number[],
  ) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }
}

/** A class or function that a pickle may name. */
export class AllowedGlobal {
  readonly name: string;
  /** Of torch.FloatStorage and its like: the type of the numbers. */
  readonly storageType: NumberType | undefined;
  /** What a call of it makes; null for arguments that it does not take. */
  readonly call: (args: PythonValue[]) => PythonValue | undefined;

  constructor(
    name: string,
    call: (args: PythonValue[]) => PythonValue | undefined,
    storageType?: NumberType,
  ) {
    this.name = name;
    this.call = call;
    this.storageType = storageType;
  }
}

const storages: Readonly<Record<string, string>> = {
  Double: 'float64',
  Float: 'float32',
  Half: 'float16',
  BFloat16: 'bfloat16',
  Long: 'int64',
  Int: 'int32',
  Short: 'int16',
  Char: 'int8',
  Byte: 'uint8',
  Bool: 'bool',
};

const notCalled = (): undefined => undefined;

function isSizes(value: PythonValue | undefined): value is number[] {
  return (
    Array.isArray(value) &&
    value.every((size) => Number.isSafeInteger(size) && (size as number) >= 0)
  );
}

function rebuildTensor([storage, offset, shape, strides]: PythonValue[]): TorchTensor | undefined {
  if (!(storage instanceof TorchStorage) || !isSizes([offset ?? null]) || !isSizes(shape))
    return undefined;
  if (!isSizes(strides) || strides.length !== shape.length) return undefined;
  return new TorchTensor(storage, offset as number, shape, strides);
}

/** Bytes as `_codecs.encode(text, 'latin1')`, which is how older protocols write them. */
function encodeLatin1([text, encoding]: PythonValue[]): Uint8Array | undefined {
  if (typeof text !== 'string' || encoding !== 'latin1') return undefined;
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}

const calls: Readonly<Record<string, (args: PythonValue[]) => PythonValue | undefined>> = {
  'collections.OrderedDict': ([entries]) => (entries === undefined ? new Map() : undefined),
  'builtins.set': ([items]) => (Array.isArray(items) ? new Set(items) : undefined),
  'torch._utils._rebuild_tensor_v2': rebuildTensor,
  'torch._utils._rebuild_parameter': ([tensor]) => tensor,
  'torch.Size': ([sizes]) => sizes,
  'numpy.ndarray': notCalled,
  'numpy.dtype': ([name]) => (typeof name === 'string' ? new NumpyType(name) : undefined),
  'numpy.core.multiarray._reconstruct': () => new NumpyArray(),
  'numpy._core.multiarray._reconstruct': () => new NumpyArray(),
  'numpy.core.multiarray.scalar': scalar,
  'numpy._core.multiarray.scalar': scalar,
  'numpy.core.numeric._frombuffer': fromBuffer,
  'numpy._core.numeric._frombuffer': fromBuffer,
  '_codecs.encode': encodeLatin1,
};

/** How numpy writes arrays since protocol 5: bytes, type, shape, and 'C' or 'F'. */
function fromBuffer([bytes, type, shape, order]: PythonValue[]): NumpyArray | undefined {
  if (!(type instanceof NumpyType) || !(bytes instanceof Uint8Array) || !isSizes(shape))
    return undefined;
  return Object.assign(new NumpyArray(), { type, bytes, shape, columnMajor: order === 'F' });
}

/** A number with a type of numpy's. */
function scalar([type, bytes]: PythonValue[]): NumpyArray | undefined {
  if (!(type instanceof NumpyType) || !(bytes instanceof Uint8Array)) return undefined;
  return Object.assign(new NumpyArray(), { type, bytes });
}

/**
 * The class or function that a pickle names.
 *
 * @throws {FileError} for any name that is not on the list: nothing in a file is ever executed
 */
export function allowedGlobal(where: string, module: string, name: string): AllowedGlobal {
  const path = `${module}.${name}`;
  const type = module === 'torch' ? storages[name.replace(/Storage$/, '')] : undefined;
  if (name.endsWith('Storage') && isNumberType(type))
    return new AllowedGlobal(path, notCalled, type);
  const call = Object.hasOwn(calls, path) ? calls[path] : undefined;
  if (call !== undefined) return new AllowedGlobal(path, call);
  throw new FileError({
    where,
    expected: 'may name only dicts, numpy arrays and torch tensors: nothing in a file is executed',
    actual: path,
    remedy: 'save model.state_dict() instead of the model, or a dict of numpy arrays',
  });
}

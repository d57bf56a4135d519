// Which format bytes are of, by how they begin. Each format's code is loaded when a file of it comes.

import { FileError } from '@gatefold/contract';
import type { Imported, ImportOptions } from './imported.ts';

type Read = (bytes: Uint8Array, options: ImportOptions) => Imported | Promise<Imported>;

/** A format, how to know it, and its code. */
interface Format {
  readonly name: string;
  matches(bytes: Uint8Array): boolean;
  load(): Promise<Read>;
}

const begins = (bytes: Uint8Array, ...start: number[]): boolean =>
  start.every((value, index) => bytes[index] === value);

const isZip = (bytes: Uint8Array): boolean => begins(bytes, 0x50, 0x4b);
/** Whether a zip's first entries, which stand in clear, include a name. */
const zipNames = (bytes: Uint8Array, name: string): boolean =>
  isZip(bytes) && latin1(bytes.subarray(-65_536)).includes(name);

const latin1 = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);

const formats: readonly Format[] = [
  {
    name: 'Keras',
    matches: (bytes) =>
      begins(bytes, 0x89, 0x48, 0x44, 0x46) || zipNames(bytes, 'model.weights.h5'),
    load: async () => (await import('./keras/read-keras.ts')).readKeras,
  },
  {
    name: 'TensorFlow.js',
    // Nothing else that is read here begins with a brace, even after a byte order mark.
    matches: (bytes) =>
      latin1(bytes.subarray(0, 16)).replace(/^ï»¿/, '').trimStart().startsWith('{'),
    load: async () => (await import('./tfjs.ts')).readTfjs,
  },
  {
    name: 'PyTorch',
    matches: (bytes) => zipNames(bytes, '/data.pkl'),
    load: async () => (await import('./torch.ts')).readTorch,
  },
  {
    name: 'NumPy',
    matches: (bytes) =>
      begins(bytes, 0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59) || zipNames(bytes, '.npy'),
    load: async () => (await import('./numpy.ts')).readNumpy,
  },
  {
    name: 'pickle',
    matches: ([first = 0, protocol = 0]) => first === 0x80 && protocol >= 2 && protocol <= 5,
    load: async () => (await import('./pickled.ts')).readPickled,
  },
  {
    name: 'safetensors',
    matches: (bytes) => bytes[8] === 0x7b && begins(bytes.subarray(4), 0, 0, 0, 0),
    load: async () => (await import('./safetensors.ts')).readSafetensors,
  },
  {
    name: 'ONNX',
    // Protobuf has no signature: a version of the format, 2 to 31 (1 is that of TensorFlow's SavedModel, and none that ONNX was released with), and then the producer or the graph.
    matches: ([first = 0, version = 0, next = 0]) =>
      first === 0x08 &&
      version > 1 &&
      version < 32 &&
      [0x12, 0x1a, 0x22, 0x3a, 0x42].includes(next),
    load: async () => (await import('./onnx/read-onnx.ts')).readOnnx,
  },
];

/**
 * The format that bytes are of.
 *
 * @throws {FileError} when they are of none that is read here
 */
export function formatOf(where: string, bytes: Uint8Array): Format {
  const format = formats.find((one) => one.matches(bytes));
  if (format !== undefined) return format;
  const start = [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0'));
  throw new FileError({
    where,
    expected: `must be a file of ${formats.map(({ name }) => name).join(', ')}`,
    actual: bytes.length === 0 ? 'no bytes' : `bytes that begin with ${start.join(' ')}`,
    remedy: remedyFor(bytes),
  });
}

/** What to do with files that people take for a model, or have in its place. */
function remedyFor(bytes: Uint8Array): string {
  if (isZip(bytes))
    return 'that is a zip, as .keras, .pt and .npz files are, but one that is cut off or holds something else';
  if (begins(bytes, 0x08, 0x01, 0x12))
    return 'that looks like a SavedModel of TensorFlow, a program without layers: save the model as .keras in Python';
  if (begins(bytes, 0x1f, 0x8b)) return 'that is gzipped: unpack it first';
  if (latin1(bytes.subarray(0, 23)) === 'version https://git-lfs')
    return 'that is a pointer of Git LFS, which stands for the file: git lfs pull fetches it';
  return 'a page of HTML instead of the file is a wrong address';
}

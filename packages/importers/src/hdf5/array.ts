// The numbers of an array: in one piece, in the header, or in chunks that may be packed. Section IV.A.2.i, "Data Layout".

import { unzlibSync } from 'fflate';
import type { Budget } from '../budget.ts';
import { visitTree } from './btree-v1.ts';
import type { Cursor, Hdf5Source } from './cursor.ts';
import { type Message, messageTypes } from './object-header.ts';
import { type Datatype, readDataspace, readDatatype } from './types.ts';

/** An array whose numbers have not been read yet. */
export interface Hdf5Array {
  readonly shape: readonly number[];
  readonly datatype: Datatype;
  /** Counts what it allocates. */
  bytes(path: string, budget: Budget): Uint8Array;
}

/** undefined when an object is no array. */
export function readArray(source: Hdf5Source, messages: readonly Message[]): Hdf5Array | undefined {
  const find = (type: number): Cursor | undefined => {
    const message = messages.find((one) => one.type === type);
    return message && source.over(message.body);
  };
  const [space, type, layout] = [
    messageTypes.dataspace,
    messageTypes.datatype,
    messageTypes.layout,
  ].map(find);
  if (space === undefined || type === undefined || layout === undefined) return undefined;
  const [shape, datatype] = [readDataspace(space), readDatatype(type)];
  const filters = readFilters(find(messageTypes.filters));
  const size = shape.reduce((product, one) => product * one, 1) * datatype.size;
  return {
    shape,
    datatype,
    bytes: (path, budget) => readLayout(layout, { path, shape, datatype, filters, size, budget }),
  };
}

interface Reading {
  readonly path: string;
  readonly shape: readonly number[];
  readonly datatype: Datatype;
  readonly filters: readonly Filter[];
  /** In bytes. */
  readonly size: number;
  readonly budget: Budget;
}

function readLayout(layout: Cursor, reading: Reading): Uint8Array {
  const { source } = layout;
  const { size } = reading;
  const version = layout.u8('the version of a layout');
  if (version < 1 || version > 3) {
    throw source.unread(`a layout of version ${version}, as h5py writes it with libver='latest'`);
  }
  let kind: number;
  let rank = 0;
  if (version < 3) {
    rank = layout.u8('the rank of a layout');
    kind = layout.u8('the kind of a layout');
    layout.skip(5, 'a layout');
  } else kind = layout.u8('the kind of a layout');
  if (kind === 0) {
    if (version < 3) layout.skip(4 * rank, 'dimensions');
    const own = version < 3 ? layout.u32('a size') : layout.u16('a size');
    return exactly(layout, layout.take(own, 'numbers'), size);
  }
  if (kind === 1) {
    const address = layout.address('numbers');
    // Nothing was written: the fill value, which is 0 unless somebody sets another.
    if (address === undefined) return empty(reading);
    return source.at(address).take(size, 'numbers');
  }
  if (kind !== 2) throw source.unread(`a layout of class ${kind}`);
  if (version === 3) rank = layout.u8('the rank of a layout');
  const tree = layout.address('chunks');
  const chunk = Array.from({ length: rank - 1 }, () => layout.u32('the size of a chunk'));
  if (chunk.length !== reading.shape.length || chunk.includes(0))
    throw source.damaged('chunks of another rank');
  return tree === undefined ? empty(reading) : readChunks(source, tree, chunk, reading);
}

function empty({ path, size, budget }: Reading): Uint8Array {
  budget.take(path, size);
  return new Uint8Array(size);
}

function exactly(cursor: Cursor, bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length >= size) return bytes.subarray(0, size);
  throw cursor.cutShort(size, 'an array');
}

function readChunks(
  source: Hdf5Source,
  tree: number,
  chunk: readonly number[],
  reading: Reading,
): Uint8Array {
  const { shape, datatype, filters, path, budget } = reading;
  const whole = empty(reading);
  const chunkSize = chunk.reduce((product, one) => product * one, 1) * datatype.size;
  budget.take(path, chunkSize);
  const readKey = (cursor: Cursor): { size: number; mask: number; at: number[] } => ({
    size: cursor.u32('the size of a chunk'),
    mask: cursor.u32('the filters of a chunk'),
    // The last one is a place within an element.
    at: Array.from({ length: chunk.length + 1 }, () => cursor.u64('a place')).slice(0, -1),
  });
  visitTree(source, tree, 1, readKey, ({ size, mask, at }, address) => {
    const packed = source.at(address).take(size, 'a chunk');
    const bytes = unpack(source, packed, filters, mask, chunkSize, datatype.size);
    copyChunk(bytes, whole, { shape, chunk, at, width: datatype.size });
  });
  return whole;
}

interface Placing {
  readonly shape: readonly number[];
  readonly chunk: readonly number[];
  readonly at: readonly number[];
  /** Of a number, in bytes. */
  readonly width: number;
}

/** Copies what of a chunk lies within the array, row by row. */
function copyChunk(
  chunk: Uint8Array,
  whole: Uint8Array,
  { shape, chunk: sizes, at, width }: Placing,
): void {
  const rank = shape.length;
  if (rank === 0) return whole.set(chunk.subarray(0, width));
  const last = rank - 1;
  const rows = sizes.slice(0, last).reduce((product, one) => product * one, 1);
  const columns = Math.min(sizes[last] as number, (shape[last] as number) - (at[last] as number));
  if (columns <= 0) return;
  for (let row = 0; row < rows; row++) {
    let [rest, start, stride, isInside] = [row, at[last] as number, shape[last] as number, true];
    for (let axis = last - 1; axis >= 0; axis--) {
      const place = (at[axis] as number) + (rest % (sizes[axis] as number));
      rest = Math.floor(rest / (sizes[axis] as number));
      if (place >= (shape[axis] as number)) isInside = false;
      start += place * stride;
      stride *= shape[axis] as number;
    }
    if (!isInside) continue;
    const from = row * (sizes[last] as number) * width;
    whole.set(chunk.subarray(from, from + columns * width), start * width);
  }
}

interface Filter {
  readonly id: number;
}

/** Section IV.A.2.l */
function readFilters(cursor: Cursor | undefined): readonly Filter[] {
  if (cursor === undefined) return [];
  const version = cursor.u8('the version of filters');
  const count = cursor.u8('filters');
  if (version === 1) cursor.skip(6, 'filters');
  return Array.from({ length: count }, () => {
    const id = cursor.u16('a filter');
    const nameSize = version === 1 || id >= 256 ? cursor.u16('the name of a filter') : 0;
    cursor.u16('the flags of a filter');
    const values = cursor.u16('the values of a filter');
    cursor.skip(version === 1 ? Math.ceil(nameSize / 8) * 8 : nameSize, 'the name of a filter');
    cursor.skip(4 * values, 'the values of a filter');
    if (version === 1 && values % 2 === 1) cursor.skip(4, 'a filter');
    return { id };
  });
}

const filterNames: Readonly<Record<number, string>> = {
  4: 'szip',
  5: 'nbit',
  6: 'scale and offset',
  32000: 'LZF',
  32001: 'Blosc',
  32004: 'LZ4',
  32015: 'Zstandard',
};

/** Undoes the filters of a chunk, last to first. */
function unpack(
  source: Hdf5Source,
  packed: Uint8Array,
  filters: readonly Filter[],
  mask: number,
  size: number,
  width: number,
): Uint8Array {
  let bytes = packed;
  for (const [index, { id }] of [...filters.entries()].toReversed()) {
    if (mask & (1 << index)) continue;
    if (id === 1) bytes = inflate(source, bytes, size);
    else if (id === 2) bytes = unshuffle(bytes, width);
    else if (id === 3) bytes = bytes.subarray(0, Math.max(bytes.length - 4, 0));
    else throw source.unread(`numbers packed by ${filterNames[id] ?? `filter ${id}`}`);
  }
  if (bytes.length < size) throw source.damaged('a chunk is too short');
  return bytes;
}

/** A checksum may stand behind the numbers. */
function inflate(source: Hdf5Source, packed: Uint8Array, size: number): Uint8Array {
  try {
    return unzlibSync(packed, { out: new Uint8Array(size + 4) });
  } catch {
    throw source.damaged('a packed chunk cannot be unpacked');
  }
}

/** The first bytes of all numbers, then the second ones, and so on. */
function unshuffle(bytes: Uint8Array, width: number): Uint8Array {
  const count = Math.floor(bytes.length / width);
  const whole = Uint8Array.from(bytes);
  for (let byte = 0; byte < width; byte++) {
    for (let index = 0; index < count; index++) {
      whole[index * width + byte] = bytes[byte * count + index] as number;
    }
  }
  return whole;
}

// The entries of a zip. Sizes are counted before anything is unpacked, and every entry against its checksum.
// pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.7 to 4.3.16
//
// The directory is read here, and not by fflate, which tells nobody the checksums: a flipped bit of a weight that is
// stored as it is would be a wrong number in silence.

import { FileError } from '@gatefold/contract';
import { inflateSync } from 'fflate';
import type { Budget } from './budget.ts';
import { ByteReader } from './byte-reader.ts';
import { crc32 } from './crc32.ts';

/** What the directory, which is the last part of a zip, says of an entry. */
interface Entry {
  readonly name: string;
  /** 0: stored; 8: deflated. */
  readonly method: number;
  readonly checksum: number;
  readonly packedSize: number;
  readonly size: number;
  /** Where the entry begins, with a header of its own. */
  readonly offset: number;
}

const signatures = {
  entry: 0x04034b50,
  inDirectory: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
};

/** A size that does not fit into 32 bits, and stands elsewhere. */
const tooLarge = 0xffffffff;

/**
 * Unpacks a zip.
 *
 * Entries that are stored are views of the file, not copies.
 *
 * @throws {FileError} for a damaged one, for methods other than store and deflate, and for more than the budget
 */
export function readZip(
  where: string,
  bytes: Uint8Array,
  budget: Budget,
): ReadonlyMap<string, Uint8Array> {
  const entries = readDirectory(where, bytes).filter(({ name }) => !name.endsWith('/'));
  return new Map(entries.map((entry) => [entry.name, unpack(where, bytes, entry, budget)]));
}

function readDirectory(where: string, bytes: Uint8Array): readonly Entry[] {
  const { start, count } = findDirectory(where, bytes);
  const reader = new ByteReader(`${where}: the zip's directory`, bytes, start);
  const entries: Entry[] = [];
  for (let index = 0; index < count; index++) entries.push(readEntry(where, reader));
  return entries;
}

/** By the record at the end, which a comment may follow. */
function findDirectory(where: string, bytes: Uint8Array): { start: number; count: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const signatureAt = (at: number): number => (at < 0 ? 0 : view.getUint32(at, true));
  let at = bytes.length - 22;
  const first = Math.max(0, at - 0xffff);
  while (at >= first && signatureAt(at) !== signatures.end) at--;
  if (at < first) throw damaged(where, 'must end with the directory of a zip', 'none');
  const end = new ByteReader(where, bytes, at + 10);
  const count = end.u16('the number of entries');
  end.skip(4, 'the size of the directory');
  const start = end.u32('the place of the directory');
  if (signatureAt(at - 20) !== signatures.locator64) return { start, count };
  const at64 = new ByteReader(where, bytes, at - 12).u64('the place of the record of a large zip');
  const end64 = new ByteReader(where, bytes, at64);
  if (end64.u32('the record of a large zip') !== signatures.end64) return { start, count };
  end64.skip(28, 'the record of a large zip');
  const count64 = end64.u64('the number of entries');
  end64.skip(8, 'the size of the directory');
  return { start: end64.u64('the place of the directory'), count: count64 };
}

function readEntry(where: string, reader: ByteReader): Entry {
  if (reader.u32('an entry') !== signatures.inDirectory)
    throw damaged(where, 'must have as many entries in its directory as it says', 'fewer');
  reader.skip(4, 'versions');
  const flags = reader.u16('flags');
  const method = reader.u16('a method');
  reader.skip(4, 'a time');
  const checksum = reader.u32('a checksum');
  const small = { packedSize: reader.u32('a size'), size: reader.u32('a size') };
  const [nameSize, extraSize, commentSize] = [0, 0, 0].map(() => reader.u16('a size'));
  reader.skip(8, 'attributes');
  const offset = reader.u32('a place');
  const name = reader.text(nameSize as number, 'a name');
  const extra = reader.take(extraSize as number, 'further fields');
  reader.skip(commentSize as number, 'a comment');
  if (flags & 1) throw damaged(`${where}: ${name}`, 'must not be encrypted', 'an encrypted entry');
  return { name, method, checksum, ...largeSizes(where, extra, { ...small, offset }) };
}

type Sizes = Pick<Entry, 'packedSize' | 'size' | 'offset'>;

/** Sizes of 64 bits, of which only those are there that do not fit into 32. */
function largeSizes(where: string, extra: Uint8Array, { size, packedSize, offset }: Sizes): Sizes {
  const fields = new ByteReader(where, extra);
  while (fields.left >= 4) {
    const id = fields.u16('a field');
    const field = new ByteReader(where, fields.take(fields.u16('a field'), 'a field'));
    if (id !== 1) continue;
    const large = (value: number): number => (value === tooLarge ? field.u64('a size') : value);
    return { size: large(size), packedSize: large(packedSize), offset: large(offset) };
  }
  return { size, packedSize, offset };
}

function unpack(where: string, bytes: Uint8Array, entry: Entry, budget: Budget): Uint8Array {
  const { name, method, checksum, packedSize, size, offset } = entry;
  const path = `${where}: ${name}`;
  const reader = new ByteReader(path, bytes, offset);
  if (reader.u32('an entry') !== signatures.entry)
    throw damaged(path, 'must stand where the directory says', 'other bytes');
  reader.skip(22, 'an entry');
  const [nameSize, extraSize] = [reader.u16('a size'), reader.u16('a size')];
  const own = reader.text(nameSize, 'a name');
  if (own !== name)
    throw damaged(path, 'must have one name in the directory and in its header', own);
  reader.skip(extraSize, 'an entry');
  const packed = reader.take(packedSize, 'the entry');
  const whole =
    method === 0 ? packed : method === 8 ? inflate(path, packed, size, budget) : undefined;
  if (whole === undefined) {
    throw new FileError({
      where: path,
      expected: 'must be stored or deflated',
      actual: `method ${method}`,
      remedy: 'pack it again with deflate',
    });
  }
  if (whole.length !== size)
    throw damaged(path, `must be ${size} bytes long`, `${whole.length} bytes`);
  const found = crc32(whole);
  if (found !== checksum) {
    const hex = (value: number): string => value.toString(16).padStart(8, '0');
    throw damaged(path, `must have the CRC-32 ${hex(checksum)}`, hex(found));
  }
  return whole;
}

function inflate(path: string, packed: Uint8Array, size: number, budget: Budget): Uint8Array {
  budget.take(path, size);
  try {
    return inflateSync(packed, { out: new Uint8Array(size) });
  } catch (cause) {
    const actual = cause instanceof Error ? cause.message : 'other bytes';
    throw new FileError({ ...damage(path, 'must be deflated', actual) }, { cause });
  }
}

const damage = (
  where: string,
  expected: string,
  actual: string,
): ConstructorParameters<typeof FileError>[0] => ({
  where,
  expected,
  actual,
  remedy: 'the file is cut short or damaged: fetch it again',
});

const damaged = (where: string, expected: string, actual: string): FileError =>
  new FileError(damage(where, expected, actual));

// The newer trees, of large groups and of many attributes. Section III.A.2.

import type { Cursor, Hdf5Source } from './cursor.ts';

/** More levels than any tree that fits into a file. */
const deepest = 16;

/** The records of a tree, each as its own bytes. */
export function treeRecords(source: Hdf5Source, address: number): readonly Uint8Array[] {
  const cursor = source.structure(address, 'BTHD');
  cursor.skip(2, 'a tree');
  const nodeSize = cursor.u32('the size of a node');
  const recordSize = cursor.u16('the size of a record');
  const depth = cursor.u16('the depth of a tree');
  cursor.skip(2, 'a tree');
  const root = cursor.address('the root of a tree');
  const count = cursor.u16('the records of a root');
  if (root === undefined) return [];
  if (depth > deepest || recordSize === 0) throw source.damaged('a tree is too deep');
  const tree = { source, recordSize, widths: nodeWidths(source, nodeSize, recordSize, depth) };
  const records: Uint8Array[] = [];
  visit(tree, root, count, depth, new Set(), records);
  return records;
}

interface Tree {
  readonly source: Hdf5Source;
  readonly recordSize: number;
  readonly widths: readonly Widths[];
}

/** How many bytes the counts of a child's records take, at each level: those of itself, and with all below. */
interface Widths {
  readonly own: number;
  readonly total: number;
  readonly most: number;
}

function bytesFor(value: number): number {
  return Math.max(1, Math.ceil(Math.log2(value + 1) / 8));
}

function nodeWidths(
  source: Hdf5Source,
  nodeSize: number,
  recordSize: number,
  depth: number,
): readonly Widths[] {
  // Letters, version, type and checksum.
  const room = nodeSize - 10;
  const most = Math.floor(room / recordSize);
  const widths: Widths[] = [{ own: bytesFor(most), total: 0, most }];
  let all = most;
  for (let level = 1; level <= depth; level++) {
    const below = widths[level - 1] as Widths;
    const pointer = source.widths.offset + (widths[0] as Widths).own + below.total;
    const own = Math.floor((room - pointer) / (recordSize + pointer));
    all = (own + 1) * all + own;
    widths.push({ own: bytesFor(own), total: bytesFor(all), most: own });
  }
  return widths;
}

function visit(
  tree: Tree,
  address: number,
  count: number,
  level: number,
  seen: Set<number>,
  records: Uint8Array[],
): void {
  const { source, recordSize, widths } = tree;
  if (seen.has(address)) throw source.damaged('a tree goes round in a circle');
  seen.add(address);
  const cursor: Cursor = source.structure(address, level === 0 ? 'BTLF' : 'BTIN');
  cursor.skip(2, 'a node');
  for (let index = 0; index < count; index++) records.push(cursor.take(recordSize, 'a record'));
  if (level === 0) return;
  const { own } = widths[0] as Widths;
  const { total } = widths[level - 1] as Widths;
  for (let index = 0; index <= count; index++) {
    const child = cursor.address('a child');
    const size = cursor.uint(own, 'the records of a child');
    if (total > 0) cursor.uint(total, 'the records below a child');
    if (child === undefined) throw source.damaged('a tree has no child where it says so');
    visit(tree, child, size, level - 1, seen, records);
  }
}

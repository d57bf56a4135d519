// The names in a group, in all three ways that HDF5 writes them. Sections IV.A.2.g, IV.A.2.i and III.B to III.C.

import { treeRecords } from './btree-v2.ts';
import { visitTree } from './btree-v1.ts';
import type { Cursor, Hdf5Source } from './cursor.ts';
import { FractalHeap } from './fractal-heap.ts';
import { readLocalHeap } from './heaps.ts';
import { type Message, messageTypes } from './object-header.ts';

/** Addresses of the objects in a group by name, in the file's order; undefined when it is no group. */
export function readLinks(
  source: Hdf5Source,
  messages: readonly Message[],
): ReadonlyMap<string, number> | undefined {
  const find = (type: number): Cursor | undefined => {
    const message = messages.find((one) => one.type === type);
    return message && source.over(message.body);
  };
  const table = find(messageTypes.symbolTable);
  if (table !== undefined) return readSymbolTable(source, table);
  const info = find(messageTypes.linkInfo);
  if (info === undefined) return undefined;
  const links = new Map<string, number>();
  for (const { type, body } of messages) {
    if (type === messageTypes.link) readLink(source.over(body), links);
  }
  const dense = denseRecords(source, info, 8);
  // A record of a name: its hash, and the id of its link.
  for (const record of dense?.records ?? []) {
    readLink(source.over(dense?.heap.object(record.subarray(4)) as Uint8Array), links);
  }
  return links;
}

/** A heap and the records of the tree that lists what it holds, where an object has so much that it needs them. */
export function denseRecords(
  source: Hdf5Source,
  info: Cursor,
  orderBytes: number,
): { heap: FractalHeap; records: readonly Uint8Array[] } | undefined {
  info.u8('the version');
  const flags = info.u8('flags');
  if (flags & 1) info.skip(orderBytes, 'the order');
  const heap = info.address('a heap');
  const tree = info.address('a tree');
  if (heap === undefined || tree === undefined) return undefined;
  return { heap: new FractalHeap(source, heap), records: treeRecords(source, tree) };
}

function readSymbolTable(source: Hdf5Source, table: Cursor): ReadonlyMap<string, number> {
  const tree = table.address('the tree of a group');
  const heap = table.address('the names of a group');
  if (tree === undefined || heap === undefined) throw source.damaged('a group has no tree');
  const nameAt = readLocalHeap(source, heap);
  const links = new Map<string, number>();
  const skipKey = (cursor: Cursor): void => void cursor.size('a key');
  visitTree(source, tree, 0, skipKey, (_, address) => {
    const cursor = source.structure(address, 'SNOD');
    cursor.skip(2, 'a node');
    const count = cursor.u16('the entries of a node');
    for (let index = 0; index < count; index++) {
      const name = nameAt(cursor.uint(source.widths.offset, 'a name'));
      const object = cursor.address('an object');
      const kind = cursor.u32('an entry');
      cursor.skip(20, 'an entry');
      if (kind === 2 || object === undefined)
        throw source.unread(`a link, ${name}, to another place`);
      links.set(name, object);
    }
  });
  return links;
}

function readLink(cursor: Cursor, links: Map<string, number>): void {
  cursor.u8('the version of a link');
  const flags = cursor.u8('the flags of a link');
  const kind = flags & 0x08 ? cursor.u8('the kind of a link') : 0;
  if (flags & 0x04) cursor.skip(8, 'the order of a link');
  if (flags & 0x10) cursor.skip(1, 'the character set of a link');
  const name = cursor.text(cursor.uint(1 << (flags & 3), 'the size of a name'), 'a name');
  const object = kind === 0 ? cursor.address('an object') : undefined;
  if (object === undefined) throw cursor.source.unread(`a link, ${name}, to another place`);
  links.set(name, object);
}

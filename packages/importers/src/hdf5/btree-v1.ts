// The older trees: of the names in a group, and of the chunks of an array. Section III.A.1.

import type { Cursor, Hdf5Source } from './cursor.ts';

/**
 * Visits the leaves of a tree.
 *
 * @param type     0 for a group, 1 for chunks
 * @param readKey  moves past a key; keys stand before and after each child
 * @param leaf     is given the key before a child of the lowest level, and the child's address
 */
export function visitTree<K>(
  source: Hdf5Source,
  root: number,
  type: 0 | 1,
  readKey: (cursor: Cursor) => K,
  leaf: (key: K, address: number) => void,
): void {
  const seen = new Set<number>();
  const waiting = [root];
  for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
    if (seen.has(address)) throw source.damaged('a tree goes round in a circle');
    seen.add(address);
    const cursor = source.structure(address, 'TREE');
    if (cursor.u8('the kind of a tree') !== type) throw source.damaged('a tree is of another kind');
    const level = cursor.u8('the level of a tree');
    const count = cursor.u16('the size of a tree');
    cursor.address('a neighbour');
    cursor.address('a neighbour');
    for (let index = 0; index < count; index++) {
      const key = readKey(cursor);
      const child = cursor.address('a child');
      if (child === undefined) throw source.damaged('a tree has no child where it says so');
      if (level === 0) leaf(key, child);
      else waiting.push(child);
    }
  }
}

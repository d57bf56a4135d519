// Attributes of a group: texts, in Keras's files. Section IV.A.2.m.

import type { Cursor, Hdf5Source } from './cursor.ts';
import type { GlobalHeaps } from './heaps.ts';
import { denseRecords } from './links.ts';
import { type Message, messageTypes } from './object-header.ts';
import { type Datatype, readDataspace, readDatatype } from './types.ts';

/** An attribute whose value has not been read yet. */
export interface Attribute {
  readonly shape: readonly number[];
  readonly datatype: Datatype;
  readonly value: Cursor;
}

export function readAttributes(
  source: Hdf5Source,
  messages: readonly Message[],
): ReadonlyMap<string, Attribute> {
  const attributes = new Map<string, Attribute>();
  for (const { type, body } of messages) {
    if (type === messageTypes.attribute) readAttribute(source.over(body), attributes);
    if (type !== messageTypes.attributeInfo) continue;
    const dense = denseRecords(source, source.over(body), 2);
    // A record: the id of the attribute, and more.
    for (const record of dense?.records ?? []) {
      readAttribute(
        source.over(dense?.heap.object(record.subarray(0, 8)) as Uint8Array),
        attributes,
      );
    }
  }
  return attributes;
}

function readAttribute(cursor: Cursor, attributes: Map<string, Attribute>): void {
  const version = cursor.u8('the version of an attribute');
  const flags = cursor.u8('an attribute');
  if (version > 1 && flags & 1) throw cursor.source.unread('a datatype that objects share');
  const sizes = [0, 1, 2].map(() => cursor.u16('a size of an attribute')) as [
    number,
    number,
    number,
  ];
  if (version === 3) cursor.skip(1, 'the character set of a name');
  const part = (size: number, what: string): Cursor => {
    const start = cursor.at;
    const own = cursor.source.over(cursor.take(size, what));
    if (version === 1) cursor.align(start, what);
    return own;
  };
  const name = part(sizes[0], 'a name').padded(sizes[0], 'a name');
  const datatype = readDatatype(part(sizes[1], 'a datatype'));
  const shape = readDataspace(part(sizes[2], 'a dataspace'));
  attributes.set(name, { shape, datatype, value: cursor });
}

/** The texts of an attribute; undefined when it holds other things. */
export function textsOf(
  { shape, datatype, value }: Attribute,
  heaps: GlobalHeaps,
): readonly string[] | undefined {
  const count = shape.reduce((product, size) => product * size, 1);
  const { kind, size } = datatype;
  if (kind !== 'text' && kind !== 'texts') return undefined;
  if (!(count * size <= value.left)) throw value.cutShort(count * size, 'a list of texts');
  const reader = value.source.over(value.bytes.subarray(value.at));
  return Array.from({ length: count }, () =>
    kind === 'texts' ? heaps.text(reader) : reader.padded(size, 'a text'),
  );
}

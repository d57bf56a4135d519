// What a file says of a group or an array: a list of messages. Section IV.A.

import type { Cursor, Hdf5Source } from './cursor.ts';

/** Messages that are read here, by their numbers. Section IV.A.2. */
export const messageTypes = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  link: 0x06,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

export interface Message {
  readonly type: number;
  readonly body: Uint8Array;
}

/** More blocks of messages than any object of a model has. */
const mostBlocks = 1000;

interface Block {
  readonly start: number;
  readonly size: number;
}

export function readMessages(source: Hdf5Source, address: number): readonly Message[] {
  const cursor = source.at(address);
  const isNew = cursor.text(4, 'an object header') === 'OHDR';
  return isNew ? readNew(source, cursor) : readOld(source, source.at(address));
}

/** Version 1. */
function readOld(source: Hdf5Source, cursor: Cursor): readonly Message[] {
  if (cursor.u8('the version') !== 1)
    throw source.damaged(`there is no object at ${cursor.at - 1}`);
  cursor.skip(1, 'an object header');
  cursor.u16('the number of messages');
  cursor.skip(4, 'an object header');
  const size = cursor.u32('the size of an object header');
  cursor.skip(4, 'an object header');
  return readBlocks(source, { start: cursor.at, size }, (block) => {
    const messages: Message[] = [];
    const reader = source.over(bytesOf(source, block));
    while (reader.left >= 8) {
      const type = reader.u16('the type of a message');
      const length = reader.u16('the size of a message');
      const flags = reader.u8('a message');
      reader.skip(3, 'a message');
      messages.push(unshared(source, type, flags, reader.take(length, 'a message')));
    }
    return messages;
  });
}

/** Version 2, whose blocks end with a checksum. */
function readNew(source: Hdf5Source, cursor: Cursor): readonly Message[] {
  if (cursor.u8('the version') !== 2) throw source.unread('an object header of another version');
  const flags = cursor.u8('the flags');
  if (flags & 0x20) cursor.skip(16, 'times');
  if (flags & 0x10) cursor.skip(4, 'limits of attributes');
  const size = cursor.uint(1 << (flags & 3), 'the size of an object header');
  const first = { start: cursor.at, size };
  return readBlocks(source, first, (block) => {
    const isFirst = block.start === first.start;
    // Continued blocks count their letters and their checksum in.
    const bytes = isFirst
      ? bytesOf(source, block)
      : source.structure(block.start, 'OCHK').take(block.size - 8, 'messages');
    const reader = source.over(bytes);
    const messages: Message[] = [];
    const head = flags & 0x04 ? 6 : 4;
    while (reader.left >= head) {
      const type = reader.u8('the type of a message');
      const length = reader.u16('the size of a message');
      const own = reader.u8('the flags of a message');
      if (flags & 0x04) reader.skip(2, 'the order of a message');
      messages.push(unshared(source, type, own, reader.take(length, 'a message')));
    }
    return messages;
  });
}

function bytesOf(source: Hdf5Source, { start, size }: Block): Uint8Array {
  return source.at(start).take(size, 'messages');
}

/** A datatype that was given a name lies elsewhere; Keras names none. */
function unshared(source: Hdf5Source, type: number, flags: number, body: Uint8Array): Message {
  const isRead = (Object.values(messageTypes) as number[]).includes(type);
  if (isRead && flags & 0x02) throw source.unread('a message that objects share');
  return { type, body };
}

function readBlocks(
  source: Hdf5Source,
  first: Block,
  read: (block: Block) => readonly Message[],
): readonly Message[] {
  const messages: Message[] = [];
  const blocks = [first];
  const seen = new Set<number>();
  for (const block of blocks) {
    if (seen.has(block.start) || seen.size > mostBlocks) {
      throw source.damaged('the messages of an object go round in a circle');
    }
    seen.add(block.start);
    for (const message of read(block)) {
      messages.push(message);
      if (message.type !== messageTypes.continuation) continue;
      const next = source.over(message.body);
      const start = next.address('a continuation');
      if (start !== undefined) blocks.push({ start, size: next.size('a continuation') });
    }
  }
  return messages;
}

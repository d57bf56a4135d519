// Arrays as programs hold them: often a part of a larger one, as a frame of a ring buffer or weights in a file are. What
// the lab lends a backend is a copy, three times in four between numbers that must be neither read nor written. Which
// times follows from the numbers, so that an example that is tried again is lent again as it was.

import type { Mask } from '@gatefold/contract';
import { mapLeaves } from '@gatefold/contract/author';
import { expectTrue, type Values } from './values.ts';

type Numbers = Float32Array | Uint8Array;

/** Bytes on either side of an array there, that must stay as they are. */
const margin = 8;

/** Bytes of the buffer in which the smaller arrays of one call in four lie side by side, as in a heap. */
const heapSize = 8192;

interface Loan {
  readonly what: string;
  /** All of the buffer, margins too; of a heap the part that was lent, and what lies around it. */
  readonly bytes: Uint8Array;
  readonly before: Uint8Array;
}

/** The arrays of one call. */
export class Loans {
  readonly #loans: Loan[] = [];
  readonly #lent = new Map<Values, Values>();
  #heap: Uint8Array | undefined;
  #end = 0;

  /** One that is given in two places is lent as one. */
  values(given: Values): Values {
    const { shape, data } = given;
    const lent = this.#lent.get(given) ?? {
      shape: [...shape],
      data: this.#lend(data, 'an input array was written to'),
    };
    this.#lent.set(given, lent);
    return lent;
  }

  /** Every tensor of a nest, such as weights. */
  nest<T>(nest: T): T {
    return mapLeaves(nest, (leaf) => this.values(leaf as Values)) as T;
  }

  mask(mask: Mask): Mask {
    const { shape, data } = mask;
    if (!(data instanceof Float32Array || data instanceof Uint8Array)) return mask;
    return { shape: [...shape], data: this.#lend(data, 'the mask was written to') };
  }

  /** Fails where a backend wrote to what it was lent, or beside it. */
  expectUntouched(): void {
    for (const { what, bytes, before } of this.#loans) {
      expectTrue(what, isSame(bytes, before));
    }
  }

  #lend<A extends Numbers>(numbers: A, what: string): A {
    const array = this.#inHeap(numbers) ?? viewOf(numbers, choiceOf(numbers));
    const { buffer, byteOffset, byteLength } = array;
    const bytes =
      buffer === this.#heap?.buffer
        ? new Uint8Array(buffer, byteOffset - margin, byteLength + 2 * margin)
        : new Uint8Array(buffer);
    this.#loans.push({ what, bytes, before: bytes.slice() });
    return array;
  }

  /** A copy behind what was lent before; undefined where there is no room, or each has a buffer of its own. */
  #inHeap<A extends Numbers>(numbers: A): A | undefined {
    // The first of a call, which is most often x or a kernel, decides for all.
    if (this.#loans.length === 0 && choiceOf(numbers) % 4 === 1) {
      this.#heap = new Uint8Array(heapSize).fill(255);
    }
    const start = this.#end + 2 * margin;
    if (this.#heap === undefined || start + numbers.byteLength + margin > heapSize)
      return undefined;
    const Typed = numbers.constructor as new (
      buffer: ArrayBufferLike,
      at: number,
      length: number,
    ) => A;
    const array = new Typed(this.#heap.buffer, start, numbers.length);
    array.set(numbers);
    this.#end = Math.ceil((start + numbers.byteLength) / 4) * 4;
    return array;
  }
}

/** Tensors that are parts of one array, as those of a file are. */
export function inOneArray(leaves: Readonly<Record<string, Values>>): Record<string, Values> {
  const entries = Object.entries(leaves);
  const all = Float32Array.from(entries.flatMap(([, { data }]) => [...data]));
  let end = 0;
  return Object.fromEntries(
    entries.map(([name, { shape, data }]) => [
      name,
      { shape, data: all.subarray(end, (end += data.length)) },
    ]),
  );
}

/** A nest with its names the other way round, tensors as they are: what something is its name says, not its place. */
export function turned<T>(nest: T): T {
  if (Array.isArray(nest)) return nest.map((inner) => turned<unknown>(inner)) as T;
  if (typeof nest !== 'object' || nest === null || 'shape' in nest) return nest;
  const entries = Object.entries(nest).toReversed();
  return Object.fromEntries(entries.map(([name, inner]) => [name, turned<unknown>(inner)])) as T;
}

/** Reads a tensor, one time in two into a part of a larger array, whose margins must stay as they are. */
export async function readInto(
  tensor: { data(target?: Float32Array): Promise<Float32Array> },
  size: number,
  choice: number,
): Promise<Float32Array> {
  if (choice % 2 === 0) return tensor.data();
  const target = viewOf(new Float32Array(size), choice);
  const got = await tensor.data(target);
  expectTrue('data(target) must return the target', got === target);
  const all = new Float32Array(target.buffer);
  const start = target.byteOffset / 4;
  expectTrue(
    'data(target) wrote beside the target, which is a part of a larger array',
    all.every((value, place) => Number.isNaN(value) || (place >= start && place < start + size)),
  );
  return got;
}

/** A copy, one time in four in a buffer of its own, else in one with margins of NaN, or of 255 in bytes. */
function viewOf<A extends Numbers>(numbers: A, choice: number): A {
  const [before, behind] = choice % 4 === 0 ? [0, 0] : [choice % 7, 1 + (choice % 3)];
  const Typed = numbers.constructor as new (length: number) => A;
  const whole = new Typed(before + numbers.length + behind).fill(
    numbers instanceof Float32Array ? Number.NaN : 255,
  );
  const view = whole.subarray(before, before + numbers.length) as A;
  view.set(numbers);
  return view;
}

function isSame(bytes: Uint8Array, others: Uint8Array): boolean {
  const [a, b] = [inWords(bytes), inWords(others)];
  for (let place = 0; place < a.length; place++) {
    if (a[place] !== b[place]) return false;
  }
  return true;
}

/** Four at a time, where they can be: kernels are large. */
function inWords(bytes: Uint8Array): Uint8Array | Int32Array {
  const { buffer, byteOffset, length } = bytes;
  return byteOffset % 4 === 0 && length % 4 === 0
    ? new Int32Array(buffer, byteOffset, length / 4)
    : bytes;
}

/** 0 to 255: FNV-1a over the first numbers. */
function choiceOf(numbers: Numbers): number {
  const bytes = new Uint8Array(
    numbers.buffer,
    numbers.byteOffset,
    Math.min(numbers.byteLength, 32),
  );
  let hash = 0x811c9dc5 ^ numbers.length;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 24;
}

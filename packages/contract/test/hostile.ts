// Values that lie, throw, change or belong to somebody else.

import { runInNewContext } from 'node:vm';

/** The value of an expression in another realm, as in an iframe or under jest. */
export function elsewhere(expression: string): unknown {
  return runInNewContext(expression);
}

/** Numbers in a buffer that was given away, as to a worker. */
export function detached(length: number): Float32Array<ArrayBuffer> {
  const array = new Float32Array(length);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

interface Resizable extends ArrayBuffer {
  resize(byteLength: number): void;
}

/** A buffer of as many numbers, which may become up to eight more. */
export function resizableBuffer(length: number): Resizable {
  const makeBuffer = ArrayBuffer as unknown as new (
    byteLength: number,
    options: { maxByteLength: number },
  ) => Resizable;
  return new makeBuffer(4 * length, { maxByteLength: 4 * (length + 8) });
}

/** An array of fixed length whose buffer has become too small for it. */
export function shrunk(length: number): Float32Array {
  const buffer = resizableBuffer(length);
  const array = new Float32Array(buffer, 0, length);
  buffer.resize(0);
  return array;
}

/** The object with one property that throws. */
export function throwing(object: object, name: string): object {
  return Object.defineProperty({ ...object }, name, {
    enumerable: true,
    get: () => {
      throw new TypeError('not to be read');
    },
  });
}

/** A proxy that throws whatever is asked of it. */
export function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** Nothing that a caller of any door here means. */
export const junk: readonly unknown[] = [
  undefined,
  null,
  true,
  -1,
  2.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 60,
  12n,
  10n ** 5000n,
  '4',
  'x'.repeat(5000),
  '\u001b[31mred\u0007',
  Symbol('s'),
  () => 'x'.repeat(5000),
  [],
  [[true, false]],
  ['swish'],
  [null],
  // oxlint-disable-next-line no-sparse-arrays -- a gap is what is tried
  [1, , 3],
  {},
  { toString: 1 },
  { length: 3 },
  { shape: ['2', '3'], data: new Float32Array(6) },
  { shape: [-1, -3], data: new Float32Array(3) },
  { shape: [2, 3], data: [1, 2, 3, 4, 5, 6] },
  { shape: [1e12, 0, 3], data: new Float32Array(0) },
  { data: () => 1 },
  { shape: [1, 2, 3], data: () => 1 },
  new Map([['units', 4]]),
  new Set([1]),
  new Date(0),
  new Error('x'),
  Promise.resolve(1),
  new Float32Array(3),
  new BigInt64Array(3),
  new DataView(new ArrayBuffer(8)),
  detached(6),
  shrunk(6),
  { shape: [2, 3], data: detached(6) },
  { shape: [0, 3], data: detached(6) },
  { shape: [2, 3], data: shrunk(6) },
  cycle(),
  { [Symbol.toStringTag]: 'x'.repeat(5000) },
  Object.fromEntries(Array.from({ length: 5000 }, (_, k) => [`key${k}`, k])),
  Object.create(null),
  Object.create({ units: 4 }),
];

/** What cannot be read, or lies when it is. */
export const unreadable: readonly unknown[] = [
  revoked(),
  throwing({}, 'kind'),
  throwing({ kind: 'lstm' }, 'units'),
  throwing({ data: new Float32Array(6) }, 'shape'),
  throwing({ shape: [2, 3] }, 'data'),
  new Proxy([1, 2, 3], { get: () => 'mine' }),
  new Proxy({}, { get: () => 4 }),
];

function cycle(): unknown[] {
  const array: unknown[] = [];
  array.push(array, array);
  return array;
}

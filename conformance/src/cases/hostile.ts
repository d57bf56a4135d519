// Values as they come from another realm, or from buffers that change; and values that throw when they are read.

/**
 * As of an iframe: a Float32Array that is no instance of ours. Making one takes a page in a browser and node:vm in Node;
 * what tells them apart, the prototype, is the same here.
 */
export function ofAnotherRealm(numbers: Float32Array): Float32Array {
  const typedArray = Object.getPrototypeOf(Float32Array.prototype) as object;
  const theirs = Object.create(typedArray, { BYTES_PER_ELEMENT: { value: 4 } }) as object;
  return Object.setPrototypeOf(numbers.slice(), theirs) as Float32Array;
}

/** Younger than the oldest engine that we run on, where the buffer is one of fixed size. */
type Resizable = ArrayBuffer & { resize?(byteLength: number): void };

/** The numbers in a buffer that has room for one more, and that the array grows and shrinks with. */
export function resizable(numbers: Float32Array): Float32Array {
  const makeBuffer = ArrayBuffer as unknown as new (
    byteLength: number,
    options: { maxByteLength: number },
  ) => Resizable;
  const { byteLength } = numbers;
  const array = new Float32Array(new makeBuffer(byteLength, { maxByteLength: byteLength + 4 }));
  array.set(numbers);
  return array;
}

/** The numbers in memory that workers may share; in a buffer of its own where a page is kept from it. */
export function shared(numbers: Float32Array): Float32Array {
  if (typeof SharedArrayBuffer === 'undefined') return numbers.slice();
  const array = new Float32Array(new SharedArrayBuffer(numbers.byteLength));
  array.set(numbers);
  return array;
}

class Numbers extends Float32Array {}

/** The numbers in a class that extends Float32Array, as those of some libraries do. */
export function ofSubclass(numbers: Float32Array): Float32Array {
  return new Numbers(numbers);
}

/** An array of fixed length whose buffer has become too small for it; a detached one where no buffer can shrink. */
export function shrunk(numbers: Float32Array): Float32Array {
  const buffer: Resizable = resizable(numbers).buffer as ArrayBuffer;
  const array = new Float32Array(buffer, 0, numbers.length);
  if (buffer.resize === undefined) return detached(numbers);
  buffer.resize(4);
  return array;
}

/** An array whose buffer was given away, as to a worker. */
export function detached(numbers: Float32Array): Float32Array {
  const array = numbers.slice();
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

/** The object with one more property, which throws. */
export function throwing(object: object, name: string): object {
  const copy = Array.isArray(object) ? [...(object as unknown[])] : { ...object };
  return Object.defineProperty(copy, name, {
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

// Typed arrays known by what they are, not by whose they are: one of an iframe, of node:vm or of jest is as good as ours.
// Clauses E25.

const prototype = Object.getPrototypeOf(Uint8Array.prototype) as object;

/** The accessors of typed arrays read their inner state, whatever their realm, subclass or own properties. */
function read(name: 'length' | 'buffer' | typeof Symbol.toStringTag, array: unknown): unknown {
  return Reflect.get(prototype, name, array);
}

/** Which typed array a value is, `Float32Array` or another; undefined when it is none. */
export function typedArrayName(value: unknown): string | undefined {
  return read(Symbol.toStringTag, value) as string | undefined;
}

/** How many numbers a typed array has now: none when its memory is gone. */
export function typedArrayLength(array: unknown): number {
  return read('length', array) as number;
}

export function isFloat32Array(value: unknown): value is Float32Array {
  return typedArrayName(value) === 'Float32Array';
}

/**
 * The numbers of a Float32Array in one that is ours and stays as long as it is.
 *
 * It is the array itself, or a copy of one of another realm, of a subclass, or of a buffer that is shared or can be
 * resized. Asking costs 200 ns the first time for an array of up to 64 bytes, whose buffer V8 makes only then.
 */
export function settledFloat32(array: Float32Array): Float32Array {
  const buffer = read('buffer', array);
  const isSettled =
    Object.getPrototypeOf(array) === Float32Array.prototype &&
    buffer instanceof ArrayBuffer &&
    (buffer as ArrayBuffer & { readonly resizable?: boolean }).resizable !== true;
  return isSettled ? array : new Float32Array(array);
}

/** Says why a typed array has lost its numbers; undefined when it has not. */
export function lossOf(array: unknown): { actual: string; remedy: string } | undefined {
  if (typedArrayLength(array) > 0) return undefined;
  const { keys } = prototype as { keys: (this: unknown) => unknown };
  if (!throws(() => Reflect.apply(keys, array, []))) return undefined;
  const name = typedArrayName(array) as string;
  return throws(() => new Uint8Array(read('buffer', array) as ArrayBuffer))
    ? {
        actual: `a ${name} whose buffer is detached`,
        remedy:
          'make it anew: transferring a buffer, or growing a WebAssembly memory, takes it away',
      }
    : {
        actual: `a ${name} that reaches past the end of its buffer`,
        remedy: 'make it anew: its buffer was resized to less',
      };
}

/** There is no other way to ask on Node 20, which has no ArrayBuffer.prototype.detached. */
function throws(action: () => unknown): boolean {
  try {
    action();
    return false;
  } catch {
    return true;
  }
}

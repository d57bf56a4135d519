// How many bytes of typed arrays are made: those by length, and not views of others.

import { vi } from 'vitest';

let bytes = 0;

/** Counts from now on, in modules that are loaded after it. */
export function countArrays(): void {
  for (const name of ['Float32Array', 'Float64Array', 'Uint8Array', 'Uint16Array'] as const) {
    const counted = new Proxy(globalThis[name], {
      construct(target, args: [unknown], newTarget) {
        const made = Reflect.construct(target, args, newTarget) as Uint8Array;
        if (!(args[0] instanceof ArrayBuffer)) bytes += made.byteLength;
        return made;
      },
    });
    vi.stubGlobal(name, counted);
  }
}

/** The bytes since the last call. */
export function countedBytes(): number {
  const counted = bytes;
  bytes = 0;
  return counted;
}

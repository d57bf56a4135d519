// Numbers as the binary format has them. WebAssembly Core Specification 2.0, chapter 5.2.

export type Bytes = readonly number[];

/** Bytes in nested lists, which are joined once, when all are there. */
export type Code = readonly (number | Code)[];

export function join(code: Code): number[] {
  const bytes: number[] = [];
  const add = (part: Code): void => {
    for (const one of part) {
      if (typeof one === 'number') bytes.push(one);
      else add(one);
    }
  };
  add(code);
  return bytes;
}

/** A 32-bit number, signed or not, as LEB128 without a sign. */
export function unsigned(value: number): Bytes {
  const bytes: number[] = [];
  let rest = value >>> 0;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  return bytes;
}

/** A 32-bit number as LEB128 with a sign. */
export function signed(value: number): Bytes {
  const bytes: number[] = [];
  let rest = value | 0;
  // The last byte's bit 6 is the sign.
  while (rest < -0x40 || rest > 0x3f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  bytes.push(rest & 0x7f);
  return bytes;
}

export function float32(value: number): Bytes {
  return [...new Uint8Array(Float32Array.of(value).buffer)];
}

/** A name, in UTF-8 as long as it is ASCII, which ours are. */
export function text(name: string): Bytes {
  return [...unsigned(name.length), ...Array.from(name, (letter) => letter.charCodeAt(0))];
}

/** A length, and that many items. */
export function vector(items: readonly Bytes[]): Bytes {
  return [...unsigned(items.length), ...items.flat()];
}

/** A length in bytes, and the bytes. */
export function sized(bytes: Bytes): Bytes {
  return [...unsigned(bytes.length), ...bytes];
}

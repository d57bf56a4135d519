// JSON of values that hold tensors: typed arrays are lists of numbers, and what JSON has no number for is a word.

// Taken before there is a backend, which may put others in their place.
const { parse, stringify } = JSON;

const words: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Infinity,
  '-Infinity': -Infinity,
};

/** Writes a value; the numbers of a typed array stand on one line. */
export function toJSON(value: unknown, indent?: number): string {
  const text = stringify(
    value,
    (_key, one: unknown) => {
      if (typeof one === 'number' && !Number.isFinite(one)) return String(one);
      return ArrayBuffer.isView(one) ? Array.from(one as Float32Array) : one;
    },
    indent,
  );
  // A list that was broken into lines: no string holds a line break, so that only what stands between items changes.
  return text.replaceAll(/\[\n([^\]{[]*)\n\s*\]/g, (_list, items: string) => {
    return `[${items.trimStart().replaceAll(/\n\s*/g, ' ')}]`;
  });
}

/** Reads what {@link toJSON} wrote: each `{ shape, data }` gets its Float32Array. */
export function fromJSON(text: string): unknown {
  return parse(text, (_key, value: unknown) => {
    const { shape, data } = (value ?? {}) as { shape?: unknown; data?: unknown };
    if (!Array.isArray(shape) || !Array.isArray(data)) return value;
    return { ...(value as object), shape, data: Float32Array.from(data, numberOf) };
  });
}

/** A number, or one of the words that stand for the numbers which JSON does not have. */
export function numberOf(value: number | string): number {
  return typeof value === 'number' ? value : (words[value] ?? Number.NaN);
}

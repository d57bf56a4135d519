// float16, for engines without Float16Array: Node 20 and browsers of before 2025.

const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/**
 * The bits of the float16 nearest to a float32, ties to even; too large a number is infinite, NaN stays NaN.
 */
export function toHalf(value: number): number {
  const size = Math.abs(value);
  single[0] = value;
  const sign = ((bits[0] as number) >>> 16) & 0x8000;
  if (Number.isNaN(value)) return sign | 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  // Below 2^-14 the unit of the last place stays 2^-24, and the rounded count of it is what the bits say.
  const exponent = size < 2 ** -14 ? -14 : Math.floor(Math.log2(size));
  const count = roundToEven(size * 2 ** (10 - exponent));
  return sign | (((exponent + 14) << 10) + count);
}

/** Counts are below 2^12, where float64 is exact. */
function roundToEven(count: number): number {
  const floor = Math.floor(count);
  const rest = count - floor;
  if (rest !== 0.5) return Math.round(count);
  return floor + (floor % 2);
}

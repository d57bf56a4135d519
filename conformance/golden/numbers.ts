// How numbers are written: as few digits as keep what they are for.

/** The float32 in the fewest decimal digits that read back as the same float32. */
export function shortFloat32(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return short;
  }
  return Number(value.toPrecision(9));
}

/** A float64 truth to 14 digits: a hundred million times finer than float32, and a fifth shorter than all 17. */
export function significant(value: number): number {
  return Number(value.toPrecision(14));
}

/** A deviation to 3 digits, never below what was measured. */
export function roundUp(value: number): number {
  if (value === 0) return 0;
  const unit = 10 ** (Math.floor(Math.log10(value)) - 2);
  return Number((Math.ceil(value / unit) * unit).toPrecision(3));
}

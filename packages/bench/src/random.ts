// Seeded numbers, so that every run times the same weights in the same order.

export type Random = () => number;

/** Uniform in [0, 1): mulberry32 (Tommy Ettinger, public domain). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `size` numbers, uniform in (-limit, limit). */
export function uniform(random: Random, size: number, limit: number): Float32Array {
  return Float32Array.from({ length: size }, () => limit * (2 * random() - 1));
}

/** A new order of the same items (Fisher and Yates). */
export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}

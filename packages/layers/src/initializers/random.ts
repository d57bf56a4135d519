// Numbers that look random and are the same for the same seed. They are not Keras's, whose seeds give other numbers in
// each of its backends.

export interface Seeded {
  /** A whole number; the same seed gives the same weights. Left out, each weight is new. */
  readonly seed?: number;
}

/**
 * Numbers between 0 and 1.
 *
 * splitmix32: a counter in steps of the golden ratio, mixed by the finaliser of MurmurHash3; it passes PractRand to
 * gigabytes, and a weight has millions of numbers at most.
 */
export function uniform({ seed }: Seeded): () => number {
  let counter = (seed ?? Math.floor(Math.random() * 2 ** 32)) | 0;
  return () => {
    counter = (counter + 0x9e3779b9) | 0;
    let mixed = counter ^ (counter >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** Numbers of the normal distribution, by Box and Muller's transform of two uniform ones. */
export function normal(seeded: Seeded): () => number {
  const next = uniform(seeded);
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

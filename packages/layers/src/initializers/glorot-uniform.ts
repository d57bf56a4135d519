// keras/src/initializers/random_initializers.py GlorotUniform, compute_fans

import { sizeOf } from '@gatefold/contract';
import { checkOptions } from '@gatefold/contract/author';
import type { Initializer } from './initializer.ts';
import { type Seeded, uniform } from './random.ts';

/**
 * Draws a weight evenly between -l and l, as Keras begins kernels.
 *
 *     l = √(6 / (fanIn + fanOut))
 *
 * fanIn and fanOut are the last two sizes, each times those before them, which are the window of a convolution.
 *
 * @throws {ConfigError} for what is no { seed }
 * @see X. Glorot, Y. Bengio: Understanding the difficulty of training deep feedforward neural networks, 2010, eq. 16
 * @example
 *   import { glorotUniform } from '@gatefold/layers';
 *   const kernel = glorotUniform({ seed: 1 });
 *   kernel([2, 4]).every((value) => Math.abs(value) <= 1); // => true
 */
export function glorotUniform(seeded: Seeded = {}): Initializer {
  checkOptions('glorotUniform', seeded, ['seed']);
  return (shape) => {
    const fanOut = shape.at(-1) ?? 1;
    const fanIn = shape.at(-2) ?? fanOut;
    const window = sizeOf(shape.slice(0, -2));
    return between(Math.sqrt(6 / (window * (fanIn + fanOut))), seeded)(shape);
  };
}

/** Draws a weight evenly between -limit and limit; Keras begins embeddings with 0.05. */
export function between(limit: number, seeded: Seeded = {}): Initializer {
  return (shape) => {
    const next = uniform(seeded);
    return Float32Array.from({ length: sizeOf(shape) }, () => limit * (2 * next() - 1));
  };
}

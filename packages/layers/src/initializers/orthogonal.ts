// keras/src/initializers/random_initializers.py Orthogonal

import { checkOptions } from '@gatefold/contract/author';
import type { Initializer } from './initializer.ts';
import { normal, type Seeded } from './random.ts';

/**
 * Draws a matrix whose shorter sides are at right angles, and of length 1: as Keras begins recurrent kernels.
 *
 * It is the Q of a QR decomposition of normal numbers, with the signs that make R's diagonal positive.
 *
 * @throws {ConfigError} for what is no { seed }
 * @see A. Saxe, J. McClelland, S. Ganguli: arXiv:1312.6120
 * @example
 *   import { orthogonal } from '@gatefold/layers';
 *   const [a, b, c, d] = orthogonal({ seed: 1 })([2, 2]);
 *   Math.abs(a * c + b * d) < 1e-6; // => true
 */
export function orthogonal(seeded: Seeded = {}): Initializer {
  checkOptions('orthogonal', seeded, ['seed']);
  return (shape) => {
    const next = normal(seeded);
    const columns = shape.at(-1) ?? 1;
    const rows = shape.slice(0, -1).reduce((product, size) => product * size, 1);
    const [count, length] = rows < columns ? [rows, columns] : [columns, rows];
    const vectors: Float64Array[] = [];
    for (let index = 0; index < count; index++) {
      const vector = Float64Array.from({ length }, next);
      // Twice is enough for right angles to the last bit: W. Kahan, in B. Parlett, The Symmetric Eigenvalue Problem, 6-9.
      for (let pass = 0; pass < 2; pass++) for (const other of vectors) takeAway(vector, other);
      const size = Math.hypot(...vector);
      vectors.push(vector.map((value) => value / size));
    }
    const matrix = new Float32Array(rows * columns); // [rows, columns]
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        matrix[row * columns + column] =
          rows < columns ? vectors[row][column] : vectors[column][row];
      }
    }
    return matrix;
  };
}

/** Takes from a vector what it has in the direction of another, of length 1. */
function takeAway(vector: Float64Array, direction: Float64Array): void {
  let share = 0;
  for (let k = 0; k < vector.length; k++) share += vector[k] * direction[k];
  for (let k = 0; k < vector.length; k++) vector[k] -= share * direction[k];
}

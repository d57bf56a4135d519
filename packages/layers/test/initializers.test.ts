import fc from 'fast-check';
import { expect, test } from 'vitest';
import { constant, glorotUniform, ones, orthogonal, zeros } from '../src/index.ts';

const sizes = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 40 }));
const seeds = fc.integer({ min: 0, max: 2 ** 31 });

test('constant, zeros and ones fill the whole shape', () => {
  expect(constant(0.25)([2, 2])).toEqual(Float32Array.of(0.25, 0.25, 0.25, 0.25));
  expect([...zeros()([2]), ...ones()([2])]).toEqual([0, 0, 1, 1]);
});

test('the rows, or the columns where they are fewer, of an orthogonal matrix are at right angles and of length 1', () => {
  fc.assert(
    fc.property(sizes, seeds, fc.boolean(), ([short, long], seed, isWide) => {
      fc.pre(short <= long);
      const shape = isWide ? [short, long] : [long, short];
      const matrix = orthogonal({ seed })(shape);
      const at = (one: number, k: number): number =>
        isWide ? matrix[one * long + k] : matrix[k * short + one];
      for (let i = 0; i < short; i++) {
        for (let j = 0; j <= i; j++) {
          let product = 0;
          for (let k = 0; k < long; k++) product += at(i, k) * at(j, k);
          // Each of the two rounded to float32: at most 2^-23 of a sum of squares that is 1.
          expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThan(2 ** -22);
        }
      }
    }),
    { numRuns: 40 },
  );
});

test('glorotUniform fills the interval that the fans give, and no more', () => {
  fc.assert(
    fc.property(sizes, seeds, (shape, seed) => {
      const limit = Math.sqrt(6 / (shape[0] + shape[1]));
      const kernel = glorotUniform({ seed })(shape);
      expect(Math.max(...kernel.map(Math.abs))).toBeLessThanOrEqual(limit * (1 + 2 ** -23));
    }),
    { numRuns: 40 },
  );
  // A window of 3 counts three times.
  const wide = glorotUniform({ seed: 1 })([3, 20, 30]);
  expect(Math.max(...wide)).toBeGreaterThan(0.97 * Math.sqrt(6 / 150));
  expect(Math.max(...wide)).toBeLessThan(Math.sqrt(6 / 150));
});

test('the same seed gives the same numbers, and none at all new ones', () => {
  expect(orthogonal({ seed: 3 })([4, 4])).toEqual(orthogonal({ seed: 3 })([4, 4]));
  expect(orthogonal({ seed: 3 })([4, 4])).not.toEqual(orthogonal({ seed: 4 })([4, 4]));
  expect(glorotUniform()([4, 4])).not.toEqual(glorotUniform()([4, 4]));
});

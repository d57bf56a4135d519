// Values as tables have them (Abramowitz & Stegun, table 7.1, continued to 16 digits).

import { expect, test } from 'vitest';
import { erfc, softplus } from '../src/author.ts';

test('A18 erfc is as in the tables', () => {
  for (const [x, wanted] of [
    [0, 1],
    [0.5, 0.4795001221869535],
    [1, 0.15729920705028513],
    [3, 2.209049699858544e-5],
    [5, 1.5374597944280349e-12],
    [-1, 1.8427007929497148],
    [-3.5, 2 - 7.430983723414128e-7],
    [-6, 2],
  ] as const) {
    expect(Math.abs(erfc(x) - wanted), `${x}`).toBeLessThan(4e-16);
  }
});

test('A13 A18 neither softplus nor erfc overflows, and NaN stays NaN', () => {
  expect([softplus(-1000), softplus(0), softplus(1000)]).toEqual([0, Math.LN2, 1000]);
  expect([erfc(Infinity), erfc(-Infinity)]).toEqual([0, 2]);
  expect([softplus(Number.NaN), erfc(Number.NaN)]).toEqual([Number.NaN, Number.NaN]);
});

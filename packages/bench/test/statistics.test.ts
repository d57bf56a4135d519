import { describe, expect, test } from 'vitest';
import { seededRandom, shuffled } from '../src/random.ts';
import { geometricMean, median, pairedRatio, quantile } from '../src/statistics.ts';

describe('quantile', () => {
  test('interpolates between neighbours, in any order', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(quantile([0, 10], 0.99)).toBeCloseTo(9.9);
    expect(quantile([7], 0.99)).toBe(7);
  });

  test('bears infinite values', () => {
    expect(median([1, Infinity, Infinity])).toBe(Infinity);
    expect(quantile([1, 2, Infinity, Infinity], 0.975)).toBe(Infinity);
    expect(median([1, 2, Infinity])).toBe(2);
    expect(median([1, 2, 3, Infinity])).toBe(2.5);
  });

  test('of nothing is an error', () => {
    expect(() => median([])).toThrow('at least one value');
  });
});

test('geometricMean of a ratio and its inverse is 1', () => {
  expect(geometricMean([4, 1 / 4])).toBeCloseTo(1);
  expect(geometricMean([2, 8])).toBeCloseTo(4);
});

describe('pairedRatio', () => {
  test('cancels what slows a whole round down', () => {
    const moods = [1, 1, 9, 1, 2, 5, 1];
    const ratio = pairedRatio(
      moods.map((mood) => 6 * mood),
      moods.map((mood) => 2 * mood),
    );
    expect(ratio).toEqual({ value: 3, low: 3, high: 3 });
  });

  test('brackets the median, and covers a true ratio about 95 times in 100', () => {
    const random = seededRandom(7);
    const trials = 200;
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const noise = (): number[] => Array.from({ length: 21 }, () => 1 + random());
      const { value, low, high } = pairedRatio(
        noise().map((time) => 4 * time),
        noise(),
        random,
      );
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
      if (low <= 4 && 4 <= high) covered++;
    }
    expect(covered / trials).toBeGreaterThan(0.88);
  });

  test('refuses rounds that have no partner', () => {
    expect(() => pairedRatio([1, 2], [1])).toThrow('equally many rounds');
  });
});

test('shuffled keeps every item, and repeats with its seed', () => {
  const items = [1, 2, 3, 4, 5, 6, 7, 8];
  const order = shuffled(seededRandom(3), items);
  expect(order.toSorted((a, b) => a - b)).toEqual(items);
  expect(order).not.toEqual(items);
  expect(shuffled(seededRandom(3), items)).toEqual(order);
});

// Medians, because one visit of another process to the core must not decide anything.

import { type Random, seededRandom } from './random.ts';

/** The number that `fraction` of the values do not exceed, interpolated between neighbours. */
export function quantile(values: readonly number[], fraction: number): number {
  if (values.length === 0) throw new Error('quantile: needs at least one value');
  const sorted = values.toSorted((a, b) => a - b);
  const place = fraction * (sorted.length - 1);
  const below = sorted[Math.floor(place)] as number;
  const above = sorted[Math.ceil(place)] as number;
  // Between two infinite ones there is nothing to interpolate.
  return below === above ? below : below + (place - Math.floor(place)) * (above - below);
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of ratios: twice as fast here and half as fast there is no difference. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(mean(values.map(Math.log)));
}

export interface Estimate {
  readonly value: number;
  /** The 95 % confidence interval. */
  readonly low: number;
  readonly high: number;
}

/**
 * The median of `theirs[k] / ours[k]`, round by round: what slows a whole round down cancels.
 *
 * The interval is the percentile bootstrap over rounds (Efron 1979): the medians of 2000 draws with replacement.
 */
export function pairedRatio(
  theirs: readonly number[],
  ours: readonly number[],
  random: Random = seededRandom(1),
): Estimate {
  if (theirs.length !== ours.length) {
    throw new Error(`pairedRatio: needs equally many rounds, got ${theirs.length}, ${ours.length}`);
  }
  const ratios = theirs.map((time, round) => time / (ours[round] as number));
  const medians = Array.from({ length: 2000 }, () =>
    median(ratios.map(() => ratios[Math.floor(random() * ratios.length)] as number)),
  );
  return { value: median(ratios), low: quantile(medians, 0.025), high: quantile(medians, 0.975) };
}

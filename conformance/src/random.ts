// Seeded numbers for weights and inputs. No two elements alike, since equal ones hide a permutation.

import {
  type CellWeights,
  type LayerConfig,
  type Shape,
  weightShapes,
  type WeightsOf,
} from '@gatefold/contract';
import { nestCells, placesOf, stateLeaves } from '@gatefold/contract/author';
import { feedsOnExponentials, holds } from './claimed.ts';
import type { Values } from './values.ts';

/** Numbers in [0, 1): mulberry32, 32 bits of state, enough to draw test data and the same in every language. */
export type Random = () => number;

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Distinct float32 numbers of size 0.05 to `limit` and either sign: no zero, no two alike. */
export function distinct(random: Random, shape: Shape, limit = 0.8): Values {
  const size = shape.reduce((a, b) => a * b, 1);
  const data = new Float32Array(size);
  const seen = new Set<number>();
  for (let index = 0; index < size;) {
    const drawn = Math.fround((0.05 + random() * (limit - 0.05)) * (random() < 0.5 ? -1 : 1));
    if (seen.has(Math.abs(drawn))) continue;
    seen.add(Math.abs(drawn));
    data[index++] = drawn;
  }
  return { shape, data };
}

/**
 * As `distinct`, times `scale`, for tensors of any size, where looking for those alike, and a random number for each, take
 * their time: each number has a stratum of its own, and where in it is the same for all.
 */
export function scattered(random: Random, shape: Shape, limit = 0.8, scale = 1): Values {
  const size = shape.reduce((a, b) => a * b, 1);
  const data = new Float32Array(size);
  const step = coprime(size);
  const place = 0.1 + 0.8 * random();
  const salt = Math.floor(random() * 2 ** 32);
  let stratum = Math.floor(random() * size);
  for (let index = 0; index < size; index++) {
    const number = scale * (0.05 + ((stratum + place) / size) * (limit - 0.05));
    // A bit that says nothing of the place of the stratum: the first round of murmur3's last mix.
    const mixed = Math.imul(stratum ^ salt, 0x85ebca6b);
    data[index] = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) < 0 ? -number : number;
    stratum = stratum + step < size ? stratum + step : stratum + step - size;
  }
  return { shape, data };
}

/** A step through so many strata that comes to each of them once, and never soon to a neighbour. */
function coprime(size: number): number {
  const share = (a: number, b: number): number => (b === 0 ? a : share(b, a % b));
  let step = Math.max(Math.floor(size * 0.618), 1);
  while (share(size, step) !== 1) step++;
  return step;
}

/** Weights for a layer, distinct within each tensor, and the smaller the more of them a sum has: gates stay unsaturated. */
export function drawWeights<C extends LayerConfig>(
  random: Random,
  config: C,
  inputDim: number,
  draw: typeof distinct = distinct,
): WeightsOf<C> {
  const cells = placesOf(config).map(({ cell, before }): CellWeights => {
    const shapes = weightShapes(cell, before?.units ?? inputDim);
    const rows = (shapes.kernel.shape[0] as number) + cell.units;
    const limit = Math.min(0.8, 1.5 / Math.sqrt(rows)) * (holds(cell) ? 1 : 0.25);
    const drawn = (leaf: Shape): Values => {
      const { shape, data } = draw(random, leaf, limit);
      return { shape, data: feedsOnExponentials(cell) ? data.map((value) => value / 4) : data };
    };
    const kernel = drawn(shapes.kernel.shape);
    const recurrentKernel = drawn(shapes.recurrentKernel.shape);
    if (!cell.useBias) return { kernel, recurrentKernel };
    return { kernel, recurrentKernel, bias: drawn(shapes.bias.shape) };
  });
  return nestCells(config, cells) as WeightsOf<C>;
}

/** The leaves of an initial state, by path. */
export function drawState(
  random: Random,
  config: LayerConfig,
  batch: number,
  limit?: number,
): Record<string, Values> {
  return Object.fromEntries(
    stateLeaves(config).map(({ path, units }) => [path, distinct(random, [batch, units], limit)]),
  );
}

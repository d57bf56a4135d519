// A cell's weights in one buffer: U, then W, then the biases, in texels of four numbers.

import { type CheckedCell, gateCounts } from '@gatefold/contract/author';
import { toHalf } from './half.ts';
import type { KernelKind } from './kinds.ts';
import { type CellSizes, quads, type WeightType } from './sizes.ts';

/**
 * How U lies:
 *
 * - `units`: a texel holds four units of one gate and one k; for a thread that computes four units.
 * - `products`: a texel holds four consecutive k of one unit's gate, so that `dot` consumes it together with four numbers
 *   of h; for lanes that split the products of a unit.
 *
 * W lies in `units` for either, since the projection is the same.
 */
export type WeightLayout = 'units' | 'products';

/** Kinds with the same layout can share one copy. */
export function layoutOf(kind: KernelKind): WeightLayout {
  return kind === 'quads' || kind === 'tiles' ? 'units' : 'products';
}

/** Where the parts of the weights begin, counted in texels of four numbers. */
export interface WeightPlaces {
  readonly W: number;
  readonly b: number;
  /** The second bias, of a GRU with resetAfter. */
  readonly d: number;
  readonly end: number;
}

export function weightPlaces({ cell, inputDim }: CellSizes, layout: WeightLayout): WeightPlaces {
  const columns = gateCounts[cell.kind] * quads(cell.units);
  const W = columns * (layout === 'units' ? cell.units : 4 * quads(cell.units));
  const b = W + columns * inputDim;
  const d = b + columns;
  const hasD = cell.kind === 'gru' && cell.resetAfter;
  return { W, b, d, end: hasD ? d + columns : d };
}

/** Bytes of what `packWeights` makes. */
export function weightBytes(layout: WeightLayout, sizes: CellSizes, type: WeightType): number {
  return weightPlaces(sizes, layout).end * (type === 'f16' ? 8 : 16);
}

/**
 * Lays weights out for kernels.
 *
 *     U in `units`:    texel ((k · gates + gate) · quads + quad), four units
 *     U in `products`: texel ((unit · gates + gate) · quads + j), k from 4 j to 4 j + 3
 *     W:               texel ((k · gates + gate) · quads + quad), four units
 *     b, d:            texel (gate · quads + quad), four units
 *
 * Units and k beyond the last have zeros.
 */
export function packWeights(
  layout: WeightLayout,
  checked: CheckedCell,
  type: WeightType,
): ArrayBuffer {
  const { cell, inputDim, weights } = checked;
  const { units } = cell;
  const gates = gateCounts[cell.kind];
  const columns = gates * units;
  const places = weightPlaces(checked, layout);
  const packed =
    type === 'f16' ? new Uint16Array(4 * places.end) : new Float32Array(4 * places.end);
  const encode = type === 'f16' ? toHalf : Number;
  const layUnits = (matrix: Float32Array, rows: number, place: number): void => {
    for (let k = 0; k < rows; k++) {
      for (let gate = 0; gate < gates; gate++) {
        const line = k * columns + gate * units;
        for (let u = 0; u < units; u++) {
          const texel = place + (k * gates + gate) * quads(units) + (u >> 2);
          packed[4 * texel + (u & 3)] = encode(matrix[line + u] as number);
        }
      }
    }
  };
  const layProducts = (matrix: Float32Array): void => {
    const height = 4 * quads(units);
    for (let k = 0; k < units; k++) {
      for (let gate = 0; gate < gates; gate++) {
        const line = k * columns + gate * units;
        for (let u = 0; u < units; u++) {
          packed[(u * gates + gate) * height + k] = encode(matrix[line + u] as number);
        }
      }
    }
  };
  if (layout === 'units') layUnits(weights.recurrentKernel, units, 0);
  else layProducts(weights.recurrentKernel);
  layUnits(weights.kernel, inputDim, places.W);
  for (const [k, value] of weights.bias.entries()) {
    // Gate after gate, those of the second bias after those of the first; each begins with a texel of its own.
    const texel = places.b + Math.floor(k / units) * quads(units);
    packed[4 * texel + (k % units)] = encode(value);
  }
  return packed.buffer;
}

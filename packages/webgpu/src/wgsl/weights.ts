// A cell's weights in one buffer, or one texture: U, then W, then the biases, in texels of four numbers.

import type { CellConfig } from '@gatefold/contract';
import { type CheckedCell, gateCounts } from '@gatefold/contract/author';
import { toHalf } from './half.ts';
import { isForSoftware, type KernelKind } from './kinds.ts';
import { type CellSizes, quads, type WeightType } from './sizes.ts';

/**
 * How U lies:
 *
 * - `units`: a texel holds four units of one gate and one k; for a thread that computes four units. A texture.
 * - `products`: a texel holds four consecutive k of one unit's gate, so that `dot` consumes it together with four numbers
 *   of h; for lanes that split the products of a unit.
 *
 * W lies in `units` for either.
 */
export type WeightLayout = 'units' | 'products';

/** Kinds with the same layout can share one copy. */
export function layoutOf(kind: KernelKind): WeightLayout {
  return isForSoftware(kind) ? 'units' : 'products';
}

/** Where the parts of the weights begin, counted in texels of four numbers. */
export interface WeightPlaces {
  readonly W: number;
  readonly b: number;
  /** The second bias, of a GRU with resetAfter. */
  readonly d: number;
  readonly end: number;
}

export function weightPlaces({ cell, inputDim }: CellSizes): WeightPlaces {
  const columns = columnsOf(cell);
  const W = columns * 4 * quads(cell.units);
  const b = W + columns * 4 * quads(inputDim);
  const d = b + columns;
  const hasD = cell.kind === 'gru' && cell.resetAfter;
  return { W, b, d, end: hasD ? d + columns : d };
}

/** Lines of a texture, a power of two that every device allows; further ones lie to the right of them. */
export const mostLines = 8192;

/** A line of the texture has a texel for each gate of four units. */
export function textureSize(sizes: CellSizes): readonly [width: number, height: number] {
  const columns = columnsOf(sizes.cell);
  const lines = weightPlaces(sizes).end / columns;
  return [columns * Math.ceil(lines / mostLines), Math.min(lines, mostLines)];
}

function columnsOf(cell: CellConfig): number {
  return gateCounts[cell.kind] * quads(cell.units);
}

/** Bytes of what `packWeights` makes. */
export function weightBytes(layout: WeightLayout, sizes: CellSizes, type: WeightType): number {
  return texelsOf(layout, sizes) * (type === 'f16' ? 8 : 16);
}

function texelsOf(layout: WeightLayout, sizes: CellSizes): number {
  const [width, height] = textureSize(sizes);
  return layout === 'units' ? width * height : weightPlaces(sizes).end;
}

/**
 * Lays weights out for kernels.
 *
 *     U in `units`:    texel ((k · gates + gate) · quads + quad), four units
 *     U in `products`: texel ((unit · gates + gate) · quads + j), k from 4 j to 4 j + 3
 *     W:               texel ((k · gates + gate) · quads + quad), four units
 *     b, d:            texel (gate · quads + quad), four units
 *
 * Units and k beyond the last have zeros, up to a multiple of four.
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
  const places = weightPlaces(checked);
  const numbers = 4 * texelsOf(layout, checked);
  const packed = type === 'f16' ? new Uint16Array(numbers) : new Float32Array(numbers);
  const [width] = textureSize(checked);
  const lineTexels = columnsOf(cell);
  const isFolded = layout === 'units' && width > lineTexels;
  const place = (texel: number): number => {
    if (!isFolded) return texel;
    const line = Math.floor(texel / lineTexels);
    const fold = Math.floor(line / mostLines);
    return (line % mostLines) * width + fold * lineTexels + (texel % lineTexels);
  };
  const encode = type === 'f16' ? toHalf : Number;
  const layUnits = (matrix: Float32Array, rows: number, first: number): void => {
    for (let k = 0; k < rows; k++) {
      for (let gate = 0; gate < gates; gate++) {
        const line = k * columns + gate * units;
        for (let u = 0; u < units; u++) {
          const texel = first + (k * gates + gate) * quads(units) + (u >> 2);
          packed[4 * place(texel) + (u & 3)] = encode(matrix[line + u] as number);
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
    packed[4 * place(texel) + (k % units)] = encode(value);
  }
  return packed.buffer;
}

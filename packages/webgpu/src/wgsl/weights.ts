// A cell's weights in one buffer: U, then W, then the biases, in texels of four numbers.

import { gateCounts, type CheckedCell } from '@gatefold/contract/author';
import { quads, type CellSizes, type WeightType } from './sizes.ts';
import { toHalf } from './half.ts';

/** Where the parts of the weights begin, counted in texels of four numbers. */
export interface WeightPlaces {
  readonly W: number;
  readonly b: number;
  /** The second bias, of a GRU with resetAfter. */
  readonly d: number;
  readonly end: number;
}

export function weightPlaces({ cell, inputDim }: CellSizes): WeightPlaces {
  const gates = gateCounts[cell.kind];
  const units = quads(cell.units);
  const columns = 4 * units * gates;
  const W = columns * units;
  const b = W + columns * quads(inputDim);
  const d = b + units * gates;
  const hasD = cell.kind === 'gru' && cell.resetAfter;
  return { W, b, d, end: hasD ? d + units * gates : d };
}

export function weightBytes(sizes: CellSizes, type: WeightType): number {
  return weightPlaces(sizes).end * (type === 'f16' ? 8 : 16);
}

/**
 * Lays weights out for kernels: a texel holds four consecutive k of one column, so that `dot` consumes it together with
 * four numbers of x or h as they lie, and neighbouring lanes read neighbouring texels.
 *
 * Texel k of gate g of unit u is (u · gates + g) · texels + k, of U and of W alike; texel j of gate g of a bias is
 * g · quads + j, four units. Units and k beyond the last have zeros.
 */
export function packWeights(checked: CheckedCell, type: WeightType): ArrayBuffer {
  const { cell, inputDim, weights } = checked;
  const { units } = cell;
  const gates = gateCounts[cell.kind];
  const places = weightPlaces(checked);
  const packed =
    type === 'f16' ? new Uint16Array(4 * places.end) : new Float32Array(4 * places.end);
  const encode = type === 'f16' ? toHalf : Number;
  const columns = gates * units;
  const layMatrix = (matrix: Float32Array, rows: number, place: number): void => {
    const height = 4 * quads(rows);
    for (let k = 0; k < rows; k++) {
      for (let gate = 0; gate < gates; gate++) {
        const from = k * columns + gate * units;
        const to = 4 * place + gate * height + k;
        for (let u = 0; u < units; u++) {
          packed[to + u * gates * height] = encode(matrix[from + u] as number);
        }
      }
    }
  };
  layMatrix(weights.recurrentKernel, units, 0);
  layMatrix(weights.kernel, inputDim, places.W);
  for (const [k, value] of weights.bias.entries()) {
    // One row of biases after the other, gate by gate, each gate's beginning a texel.
    const line = Math.floor(k / units);
    packed[4 * (places.b + line * quads(units)) + (k % units)] = encode(value);
  }
  return packed.buffer;
}

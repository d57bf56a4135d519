// What the type of stored weights, supports.weightPrecision, does to them. Clause S16.

import type { WeightPrecision } from '@gatefold/contract';
import type { CheckedCell } from '@gatefold/contract/author';

/** Significant bits of the floating-point types that weights are stored in, and the exponent of the smallest normal number. */
const formats = { f16: { bits: 11, smallest: -14 }, bf16: { bits: 8, smallest: -126 } } as const;

/**
 * How far rounding to the nearest moves a stored weight at most: half the distance to its neighbour.
 *
 * @param largest  the largest |w| of its column
 */
export function weightRoundoff(type: WeightPrecision, weight: number, largest: number): number {
  if (type === 'f32' || weight === 0) return 0;
  if (type === 'int8') return largest / 254;
  const { bits, smallest } = formats[type];
  return 2 ** (Math.max(Math.floor(Math.log2(Math.abs(weight))), smallest) - bits);
}

/** Changes each weight of a cell, given how far its stored type may move it: biases stay as they are in `int8`. */
export function mapWeights(
  checked: CheckedCell,
  type: WeightPrecision,
  change: (weight: number, roundoff: number) => number,
): CheckedCell {
  const { kernel, recurrentKernel, bias } = checked.weights;
  const columns = recurrentKernel.length / checked.cell.units;
  const matrix = (data: Float32Array): Float32Array => {
    const largest = largestByColumn(data, columns);
    return data.map((weight, index) =>
      change(weight, weightRoundoff(type, weight, largest[index % columns] as number)),
    );
  };
  const weights = {
    kernel: matrix(kernel),
    recurrentKernel: matrix(recurrentKernel),
    bias: bias.map((weight) => change(weight, weightRoundoff(type, weight, 0))),
  };
  return { ...checked, weights };
}

/** The largest |w| of each column of a row-major matrix. */
export function largestByColumn(data: Float32Array, columns: number): Float32Array {
  const largest = new Float32Array(columns);
  for (const [index, weight] of data.entries()) {
    const column = index % columns;
    largest[column] = Math.max(largest[column] as number, Math.abs(weight));
  }
  return largest;
}

/** The weights of a cell as an honest backend stores them: rounded to the nearest. */
export function storedWeights(checked: CheckedCell, type: WeightPrecision): CheckedCell {
  return mapWeights(checked, type, (weight, off) =>
    off === 0 ? weight : Math.round(weight / (2 * off)) * 2 * off,
  );
}

// A cell's weights as one texture: for each (four units, gate, unit) a line of U, then W, then the bias.

import { UnsupportedError } from '@gatefold/contract';
import { type CheckedCell, gateCounts } from '@gatefold/contract/author';
import { texels } from './matrix.ts';

/** Where weights lie in their texture. */
export interface WeightLayout {
  readonly width: number;
  readonly height: number;
  /** Texels of one line: ceil(units / 4) of U, ceil(inputDim / 4) of W, one of the bias. */
  readonly columns: number;
  /** Groups of four units above each other; the groups after them stand in the next `columns`. */
  readonly groupsPerFold: number;
}

/** @param directions  2 for both of a Bidirectional side by side */
export function weightLayout(
  { cell, inputDim }: Pick<CheckedCell, 'cell' | 'inputDim'>,
  directions: 1 | 2,
  textureSize: number,
): WeightLayout {
  const lines = 4 * gateCounts[cell.kind];
  const columns = texels(cell.units) + texels(inputDim) + 1;
  const groups = texels(cell.units) * directions;
  const groupsPerFold = Math.min(groups, Math.floor(textureSize / lines));
  const width = columns * Math.ceil(groups / groupsPerFold);
  return { width, height: groupsPerFold * lines, columns, groupsPerFold };
}

/** @throws {UnsupportedError} when a cell's weights fit into no texture of the device */
export function checkWeightSize(checked: CheckedCell, textureSize: number): void {
  const { width, height } = weightLayout(checked, 1, textureSize);
  if (width <= textureSize) return;
  const { cell, inputDim } = checked;
  throw new UnsupportedError({
    where: `webgl.${cell.kind}`,
    expected: `weights must fit into a texture of ${textureSize} × ${textureSize} texels`,
    actual: `units ${cell.units} and inputDim ${inputDim}, ${width} × ${height}`,
    remedy: 'use the cpu backend',
  });
}

/**
 * Lays weights out for shaders: a texel holds four consecutive k of one column, so that `dot` consumes it together with
 * four numbers of x or h as they lie.
 *
 * Group j of four units has 4 · gates lines: line 4 · gate + lane is that gate of unit 4 j + lane. Units beyond the last
 * have zeros. The bias of a group's four units is the last texel of lane 0; the second bias of a GRU that of lane 1.
 *
 * @param cells  one, or the two directions of a Bidirectional, whose groups follow each other
 * @returns [height, width, 4]
 */
export function packWeights(cells: readonly CheckedCell[], layout: WeightLayout): Float32Array {
  const [{ cell, inputDim }] = cells as [CheckedCell];
  const gates = gateCounts[cell.kind];
  const unitTexels = texels(cell.units);
  const { width, height, columns, groupsPerFold } = layout;
  const data = new Float32Array(width * height * 4);
  for (const [direction, { weights }] of cells.entries()) {
    const lineOf = (unit: number, gate: number): number => {
      const group = direction * unitTexels + Math.floor(unit / 4);
      const line = (group % groupsPerFold) * 4 * gates + 4 * gate + (unit % 4);
      return (line * width + Math.floor(group / groupsPerFold) * columns) * 4;
    };
    for (let unit = 0; unit < cell.units; unit++) {
      for (let gate = 0; gate < gates; gate++) {
        const start = lineOf(unit, gate);
        const column = gate * cell.units + unit;
        const stride = gates * cell.units;
        const { kernel, recurrentKernel, bias } = weights;
        for (let k = 0; k < cell.units; k++) {
          data[start + k] = recurrentKernel[k * stride + column] as number;
        }
        for (let k = 0; k < inputDim; k++) {
          data[start + 4 * unitTexels + k] = kernel[k * stride + column] as number;
        }
        for (let row = 0; row * stride < bias.length; row++) {
          const lane = lineOf(unit - (unit % 4) + row, gate) + 4 * (columns - 1);
          data[lane + (unit % 4)] = bias[row * stride + column] as number;
        }
      }
    }
  }
  return data;
}

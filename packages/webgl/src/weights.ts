// A cell's weights as one texture: U, then W, then the bias of each column, in the order that the layout of steps fetches.

import { UnsupportedError } from '@gatefold/contract';
import { type CheckedCell, gateCounts } from '@gatefold/contract/author';
import type { WeightOrder } from './glsl/layouts/variant.ts';
import { texels } from './matrix.ts';

type Sized = Pick<CheckedCell, 'cell' | 'inputDim'>;

/** Where weights lie in their texture. */
export interface WeightLayout {
  readonly width: number;
  readonly height: number;
  /** Texels of one column: ceil(units / 4) of U, ceil(inputDim / 4) of W, one of the bias. */
  readonly columns: number;
  /** Of the order `lines`: groups of four units above each other; the groups after them stand in the next `columns`. */
  readonly groupsPerFold: number;
}

/** @param directions  2 for both of a Bidirectional side by side */
export function weightLayout(
  { cell, inputDim }: Sized,
  order: WeightOrder,
  directions: 1 | 2,
  textureSize: number,
): WeightLayout {
  const gates = gateCounts[cell.kind];
  const columns = texels(cell.units) + texels(inputDim) + 1;
  const groups = texels(cell.units) * directions;
  if (order === 'columns') {
    return { width: 4 * groups, height: gates * columns, columns, groupsPerFold: groups };
  }
  const lines = 4 * gates;
  const groupsPerFold = Math.min(groups, Math.floor(textureSize / lines));
  const width = columns * Math.ceil(groups / groupsPerFold);
  return { width, height: groupsPerFold * lines, columns, groupsPerFold };
}

/** Whether a texture holds weights in this order, those of both directions too. */
export function fitsTexture(sized: Sized, order: WeightOrder, textureSize: number): boolean {
  const { width, height } = weightLayout(sized, order, 2, textureSize);
  return Math.max(width, height) <= textureSize;
}

/** @throws {UnsupportedError} when a cell's weights fit into no texture of the device */
export function checkWeightSize(checked: CheckedCell, textureSize: number): void {
  const { width, height } = weightLayout(checked, 'lines', 1, textureSize);
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
 * four numbers of x or h as they lie. `weightTexel` of glsl/layouts/shared.ts finds it again.
 *
 * In `lines`, group j of four units has 4 · gates lines: line 4 · gate + lane is that gate of unit 4 j + lane. In `columns`,
 * texel (lane · groups + j, k · gates + gate) is that gate's of unit 4 j + lane, with k counted in texels. Units beyond the
 * last have zeros. The bias of a group's four units is the last texel of lane 0; the second bias of a GRU that of lane 1.
 *
 * @param cells  one, or the two directions of a Bidirectional, whose groups follow each other
 * @returns [height, width, 4]
 */
export function packWeights(
  cells: readonly CheckedCell[],
  order: WeightOrder,
  { width, height, columns, groupsPerFold }: WeightLayout,
): Float32Array {
  const [{ cell, inputDim }] = cells as [CheckedCell];
  const gates = gateCounts[cell.kind];
  const unitTexels = texels(cell.units);
  const groups = cells.length * unitTexels;
  /** Where the first texel of a column lies, and how far the next is from it. */
  const first = (j: number, gate: number, lane: number): number => {
    if (order === 'columns') return gate * width + lane * groups + j;
    const line = (j % groupsPerFold) * 4 * gates + 4 * gate + lane;
    return line * width + Math.floor(j / groupsPerFold) * columns;
  };
  const stride = order === 'columns' ? gates * width : 1;
  const data = new Float32Array(width * height * 4);
  for (const [direction, { weights }] of cells.entries()) {
    const { kernel, recurrentKernel, bias } = weights;
    const numbers = gates * cell.units;
    for (let unit = 0; unit < cell.units; unit++) {
      const j = direction * unitTexels + (unit >> 2);
      for (let gate = 0; gate < gates; gate++) {
        const start = first(j, gate, unit & 3);
        const column = gate * cell.units + unit;
        for (let k = 0; k < cell.units; k++) {
          const texel = start + (k >> 2) * stride;
          data[4 * texel + (k & 3)] = recurrentKernel[k * numbers + column] as number;
        }
        for (let k = 0; k < inputDim; k++) {
          const texel = start + (unitTexels + (k >> 2)) * stride;
          data[4 * texel + (k & 3)] = kernel[k * numbers + column] as number;
        }
        for (let row = 0; row * numbers < bias.length; row++) {
          const texel = first(j, gate, row) + (columns - 1) * stride;
          data[4 * texel + (unit & 3)] = bias[row * numbers + column] as number;
        }
      }
    }
  }
  return data;
}

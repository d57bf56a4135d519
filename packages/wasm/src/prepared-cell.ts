// A cell's weights in the memory, laid out for the kernels.

import type { CellConfig } from '@gatefold/contract';
import type { CheckedCell } from '@gatefold/contract/author';
import { type Heap, roundUp } from './heap.ts';
import { cellEquations, type CellName } from './kernels/cells.ts';
import type { CommonExports } from './kernels/common.ts';
import type { CellExports, CellVariant } from './kernels/layer.ts';

const bytesOfNumber = 4;

/** Rows of a matrix are brought over in so many bytes at a time: what they are laid out from then lies in the second cache. */
const stagedBytes = 2 ** 19;

export class PreparedCell {
  readonly functions: CellExports;
  readonly inputDim: number;
  readonly units: number;
  readonly panels: number;
  /** Bytes of a row of states, of which the last panel may have more units than the cell. */
  readonly stateRow: number;
  /** Bytes of a row of x·W + b. */
  readonly givenRow: number;
  readonly hasC: boolean;
  /** Whether phases of a step keep vectors for each other. */
  readonly hasPhases: boolean;
  /** Addresses of W [panels][inputDim][gates][unitsOfPanel], b, U (a matrix for each phase), and d. */
  readonly W: number;
  readonly b: number;
  readonly U: number;
  readonly d: number;
  readonly bytes: number;

  constructor(heap: Heap, common: CommonExports, functions: CellExports, checked: CheckedCell) {
    const { cell, inputDim, weights } = checked;
    const { units } = cell;
    const { gates, phases, unitsOfPanel } = cellEquations[nameOf(cell)];
    this.functions = functions;
    this.inputDim = inputDim;
    this.units = units;
    this.panels = Math.ceil(units / unitsOfPanel);
    const paddedUnits = this.panels * unitsOfPanel;
    this.stateRow = paddedUnits * bytesOfNumber;
    this.givenRow = gates * this.stateRow;
    this.hasC = cell.kind === 'lstm';
    this.hasPhases = phases.length > 1;
    const bytesOf = (rows: number): number => roundUp(rows * this.givenRow, 64);
    const sizes = [bytesOf(inputDim), bytesOf(1), bytesOf(units), bytesOf(1)] as const;
    this.bytes = sizes.reduce((sum, size) => sum + size);
    this.W = heap.allocate('wasm.layer: weights', this.bytes);
    this.b = this.W + sizes[0];
    this.U = this.b + sizes[1];
    this.d = this.U + sizes[2];

    const columns = gates * units;
    const pack = (matrix: Float32Array, rows: number, which: readonly number[], to: number): void =>
      packMatrix(heap, common, { matrix, rows, columns, units, unitsOfPanel, which, to });
    const all = Array.from({ length: gates }, (_, gate) => gate);
    try {
      const { b, d } = biasesOf(cell, weights.bias);
      pack(weights.kernel, inputDim, all, this.W);
      pack(b, 1, all, this.b);
      let to = this.U;
      for (const phase of phases) {
        pack(weights.recurrentKernel, units, phase.gates, to);
        to += phase.gates.length * units * this.stateRow;
      }
      if (d !== null) pack(d, 1, [2], this.d);
    } catch (error) {
      heap.free(this.W);
      throw error;
    }
  }
}

/** The biases for x·W, and those for h·U where they do not join them: r resets n's alone. */
function biasesOf(
  cell: CellConfig,
  bias: Float32Array,
): { b: Float32Array; d: Float32Array | null } {
  if (cell.kind !== 'gru' || !cell.resetAfter) return { b: bias, d: null };
  const columns = 3 * cell.units;
  const [b, d] = [bias.slice(0, columns), bias.slice(columns)];
  for (let column = 0; column < 2 * cell.units; column++) {
    b[column] = (b[column] as number) + (d[column] as number);
  }
  return { b, d };
}

/** Lays some gates' columns of a matrix [rows, columns] out in panels, a block of rows after the other. */
function packMatrix(
  heap: Heap,
  common: CommonExports,
  parts: {
    readonly matrix: Float32Array;
    readonly rows: number;
    readonly columns: number;
    readonly units: number;
    readonly unitsOfPanel: number;
    /** Numbers of gates that follow each other. */
    readonly which: readonly number[];
    readonly to: number;
  },
): void {
  const { matrix, rows, columns, units, unitsOfPanel, which, to } = parts;
  const rowBytes = columns * bytesOfNumber;
  const rowsAtOnce = Math.min(rows, Math.max(1, Math.floor(stagedBytes / rowBytes)));
  const staged = heap.allocate('wasm.layer: weights', rowsAtOnce * rowBytes);
  const from = staged + (which[0] as number) * units * bytesOfNumber;
  const packedRow = which.length * unitsOfPanel * bytesOfNumber;
  for (let row = 0; row < rows; row += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - row);
    const block = matrix.subarray(row * columns, (row + count) * columns);
    heap.floats.set(block, staged / bytesOfNumber);
    const target = to + row * packedRow;
    common.pack(
      ...([from, rowBytes, count, which.length, units, unitsOfPanel] as const),
      ...([target, rows * packedRow] as const),
    );
  }
  heap.free(staged);
}

/** The name of the equations of a cell. */
function nameOf(cell: CellConfig): CellName {
  return cell.kind === 'gru' && !cell.resetAfter ? 'gruResetBefore' : cell.kind;
}

/** What kernels for a cell are written for. */
export function variantOf(cell: CellConfig): CellVariant {
  const { activation } = cell;
  // A SimpleRNN has no gates, and so one set of kernels whatever its recurrent activation would be.
  const recurrentActivation = cell.kind === 'simpleRNN' ? activation : cell.recurrentActivation;
  return { name: nameOf(cell), activation, recurrentActivation };
}

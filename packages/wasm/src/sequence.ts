// One cell over one sequence: rows in blocks, steps in chunks, x·W + b of a chunk ahead of its steps.

import type { SequenceCall } from '@gatefold/contract/author';
import type { Heap, Numbers } from './heap.ts';
import type { CommonExports } from './kernels/common.ts';
import { bytesOfSums } from './kernels/layer.ts';
import { fillRowBits } from './masks.ts';
import type { PreparedCell } from './prepared-cell.ts';

export type Call = SequenceCall<Numbers, PreparedCell>;

const bytesOfNumber = 4;

/** Rows of a block: so many share each weight that is fetched; a multiple of the rows of a tile. */
const rowsOfBlock = 96;

/** x·W + b of a chunk, unless one step of a block needs more: it stays in the cache beside the weights. */
const chunkBytes = 2 ** 17;

/** Room for what a call computes with, which the next call takes over. */
export class Workspace {
  readonly #heap: Heap;
  #at = 0;
  #bytes = 0;

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  /** So many bytes, whatever they hold from before. */
  reserve(bytes: number): number {
    if (bytes <= this.#bytes) return this.#at;
    if (this.#bytes > 0) this.#heap.free(this.#at);
    this.#bytes = 0;
    this.#at = this.#heap.allocate('wasm.run', bytes);
    this.#bytes = bytes;
    return this.#at;
  }
}

export class Sequencer {
  readonly #heap: Heap;
  readonly #common: CommonExports;
  readonly #workspace: Workspace;

  constructor(heap: Heap, common: CommonExports) {
    this.#heap = heap;
    this.#common = common;
    this.#workspace = new Workspace(heap);
  }

  run(call: Call): void {
    for (let first = 0; first < call.batch; first += rowsOfBlock) {
      this.#runRows(call, first, Math.min(rowsOfBlock, call.batch - first));
    }
  }

  #runRows(call: Call, first: number, rows: number): void {
    const { prepared, timeSteps, initialState, finalState, mask, goBackwards } = call;
    const { functions, units, inputDim, panels, stateRow, givenRow, hasC } = prepared;
    const chunk = Math.min(timeSteps, Math.max(1, Math.floor(chunkBytes / (rows * givenRow))));
    const stateBytes = rows * stateRow;
    const bitsBytes = mask === null ? 0 : timeSteps * rows;

    // Room: sums, x·W + b, two sets of states, z and r⊙h, and what becomes of each step.
    const sums = this.#workspace.reserve(
      bytesOfSums + chunk * rows * givenRow + 6 * stateBytes + bitsBytes,
    );
    const given = sums + bytesOfSums;
    const spareH = given + chunk * rows * givenRow;
    const spareC = spareH + 2 * stateBytes;
    const z = spareC + 2 * stateBytes;
    const rh = z + stateBytes;
    const allBits = rh + stateBytes;
    if (mask !== null) {
      fillRowBits(call, first, rows, this.#heap.octets.subarray(allBits, allBits + bitsBytes));
    }

    // Where units fill their panels, the first step reads the given state itself and the last writes the final one.
    const unitRow = units * bytesOfNumber;
    const isPadded = unitRow !== stateRow;
    const skipped = first * unitRow;
    const isOdd = timeSteps % 2 === 1;
    let h = initialState.h.at + skipped;
    let c = initialState.c.at + skipped;
    const finalH = finalState.h.at + skipped;
    const finalC = finalState.c.at + skipped;
    if (isPadded) {
      this.#common.copyRows(h, unitRow, spareH, stateRow, rows, unitRow);
      h = spareH;
      if (hasC) {
        this.#common.copyRows(c, unitRow, spareC, stateRow, rows, unitRow);
        c = spareC;
      }
    }
    let h1 = isPadded ? spareH + stateBytes : isOdd ? finalH : spareH;
    let h2 = isPadded || isOdd ? spareH : finalH;
    let c1 = isPadded ? spareC + stateBytes : isOdd ? finalC : spareC;
    let c2 = isPadded || isOdd ? spareC : finalC;

    const { returnSequences } = call;
    const direction = goBackwards ? -1 : 1;
    const outputRow = (returnSequences ? timeSteps : 1) * unitRow;
    const output = call.output.at + first * outputRow;
    const outputDirection = goBackwards && call.alignOutput ? -1 : 1;
    const outputStart = outputDirection === 1 ? output : output + (timeSteps - 1) * unitRow;
    const xStep = inputDim * bytesOfNumber;
    const xRow = timeSteps * xStep;
    const xStart = call.x.at + first * xRow + (goBackwards ? (timeSteps - 1) * xStep : 0);

    for (let step = 0; step < timeSteps; step += chunk) {
      const count = Math.min(chunk, timeSteps - step);
      const x = xStart + direction * step * xStep;
      this.#project(prepared, x, direction * xStep, xRow, rows, count, given);
      const bits = mask === null ? 0 : allBits + step * rows;
      const shown = returnSequences ? outputStart + outputDirection * step * unitRow : 0;
      const shownStep = outputDirection * unitRow;
      // prettier-ignore
      functions.steps(
        count, rows, units, panels, prepared.U, prepared.d, h, h1, h2, c, c1, c2, z, rh,
        given, givenRow, sums, bits, shown, shownStep, outputRow,
      );
      h = count % 2 === 1 ? h1 : h2;
      h1 = count % 2 === 1 ? h2 : h1;
      h2 = h;
      c = count % 2 === 1 ? c1 : c2;
      c1 = count % 2 === 1 ? c2 : c1;
      c2 = c;
    }
    if (!returnSequences) {
      const bits = mask === null ? 0 : allBits + (timeSteps - 1) * rows;
      functions.show(h, stateRow, rows, bits, output, outputRow, unitRow);
    }
    if (isPadded) {
      this.#common.copyRows(h, stateRow, finalH, unitRow, rows, unitRow);
      if (hasC) this.#common.copyRows(c, stateRow, finalC, unitRow, rows, unitRow);
    }
  }

  /** x·W + b of some steps of some rows: along the longer of the two, so that tiles are full. */
  #project(
    { functions, W, b, inputDim, givenRow, panels }: PreparedCell,
    x: number,
    xStep: number,
    xRow: number,
    rows: number,
    count: number,
    given: number,
  ): void {
    const givenStep = rows * givenRow;
    if (count >= rows) {
      for (let row = 0; row < rows; row++) {
        const from = x + row * xRow;
        const to = given + row * givenRow;
        functions.project(from, xStep, count, inputDim, W, b, to, givenStep, panels);
      }
      return;
    }
    for (let step = 0; step < count; step++) {
      const from = x + step * xStep;
      const to = given + step * givenStep;
      functions.project(from, xRow, rows, inputDim, W, b, to, givenRow, panels);
    }
  }
}

// Clause V1.

import type { CheckedCell } from '@gatefold/contract';
import { activationsOf, type Cell } from './cell.ts';
import { addProduct, packColumns, sums } from './linear.ts';

export function simpleRNNCell(checked: CheckedCell): Cell {
  const { cell, inputDim, weights } = checked;
  const { units } = cell;
  const { a } = activationsOf(checked);
  const W = packColumns(weights.kernel, inputDim, units); // [inputDim, units]
  const U = packColumns(weights.recurrentKernel, units, units); // [units, units]
  const b = sums(units, weights.bias); // [units]
  const s = sums(units); // [units]

  // #region simple-rnn-cell
  function step(x: Float64Array, start: number, h: Float64Array): void {
    // s = x·W + h·U + b
    s.set(b);
    addProduct(x, start, inputDim, W, s);
    addProduct(h, 0, units, U, s);
    for (let u = 0; u < units; u++) {
      h[u] = a(s[u]);
    }
  }
  // #endregion

  return { inputDim, units, step };
}

// Clause V1.

import type { CheckedCell } from '@gatefold/contract/author';
import { activationFunctions } from './activations.ts';
import type { Cell } from './cell.ts';
import { addProduct, packColumns, padBias } from './linear.ts';
import { copy, gateVector } from './vector.ts';

export function simpleRNNCell(checked: CheckedCell): Cell {
  const { cell, inputDim, weights } = checked;
  const { units } = cell;
  const a = activationFunctions[cell.activation];
  const W = packColumns(weights.kernel, inputDim, units); // [inputDim, units]
  const U = packColumns(weights.recurrentKernel, units, units); // [units, units]
  const b = padBias(weights.bias); // [units]
  const s = gateVector(1, units);
  const [sh] = s.parts; // [units]

  // #region simple-rnn-cell
  function step(x: Float64Array, start: number, h: Float64Array): void {
    // s = x·W + h·U + b
    copy(s.all, b);
    addProduct(x, start, inputDim, W, s.all);
    addProduct(h, 0, units, U, s.all);
    copy(h, a(sh));
  }
  // #endregion

  return { inputDim, units, step };
}

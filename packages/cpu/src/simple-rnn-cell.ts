// Clause V1.

import type { CheckedCell } from '@gatefold/contract/author';
import { activationFunctions } from './activations.ts';
import { bytesOf, type Cell } from './cell.ts';
import { addProduct, packMatrix } from './linear.ts';
import { copy, gateVector } from './vector.ts';

export function simpleRNNCell(checked: CheckedCell): Cell {
  const { cell, inputDim, weights } = checked;
  const { units } = cell;
  const a = activationFunctions[cell.activation];
  const W = packMatrix(weights.kernel, inputDim, units); // [inputDim, units]
  const U = packMatrix(weights.recurrentKernel, units, units); // [units, units]
  const b = Float64Array.from(weights.bias); // [units]
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

  return { inputDim, units, bytes: bytesOf([W, U], [b, s.all]), step };
}

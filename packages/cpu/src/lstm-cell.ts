// Clause V2 · Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000; Keras's lstm.py.

import type { CheckedCell } from '@gatefold/contract';
import { activationsOf, type Cell } from './cell.ts';
import { addProduct, packColumns, sums } from './linear.ts';

export function lstmCell(checked: CheckedCell): Cell {
  const { cell, inputDim, weights } = checked;
  const { units } = cell;
  const { a, σ } = activationsOf(checked);
  const W = packColumns(weights.kernel, inputDim, 4 * units); // [inputDim, 4·units]
  const U = packColumns(weights.recurrentKernel, units, 4 * units); // [units, 4·units]
  const b = sums(4 * units, weights.bias); // [4·units]
  const s = sums(4 * units); // [4·units]
  const [I, F, G, O] = [0, units, 2 * units, 3 * units]; // gate order "ifgo" (Keras: i f c o)

  // #region lstm-cell
  function step(x: Float64Array, start: number, h: Float64Array, c: Float64Array): void {
    // s = x·W + h·U + b
    s.set(b);
    addProduct(x, start, inputDim, W, s);
    addProduct(h, 0, units, U, s);
    for (let u = 0; u < units; u++) {
      const i = σ(s[I + u]);
      const f = σ(s[F + u]);
      const g = a(s[G + u]);
      const o = σ(s[O + u]);
      c[u] = f * c[u] + i * g;
      h[u] = o * a(c[u]);
    }
  }
  // #endregion

  return { inputDim, units, step };
}

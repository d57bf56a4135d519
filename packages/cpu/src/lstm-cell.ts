// Clauses V2, V6, V9, V11, W2 · Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000; Keras's lstm.py.

import type { CheckedCell } from '@gatefold/contract/author';
import { activationsOf, bytesOf, type Cell } from './cell.ts';
import { addProduct, packMatrix } from './linear.ts';
import { copy, gateVector } from './vector.ts';

export function lstmCell(checked: CheckedCell): Cell {
  const { cell, inputDim, weights } = checked;
  const { units } = cell;
  const { a, σ } = activationsOf(checked);
  const W = packMatrix(weights.kernel, inputDim, 4 * units); // [inputDim, 4·units]
  const U = packMatrix(weights.recurrentKernel, units, 4 * units); // [units, 4·units]
  const b = Float64Array.from(weights.bias); // [4·units]
  const s = gateVector(4, units);
  const [si, sf, sg, so] = s.parts; // [units] each, gate order "ifgo" (Keras: i f c o)
  const sc = new Float64Array(units); // [units]

  // #region lstm-cell
  function step(x: Float64Array, start: number, h: Float64Array, c: Float64Array): void {
    // s = x·W + h·U + b
    copy(s.all, b);
    addProduct(x, start, inputDim, W, s.all);
    addProduct(h, 0, units, U, s.all);

    const i = σ(si);
    const f = σ(sf);
    const g = a(sg);
    const o = σ(so);
    for (let u = 0; u < units; u++) c[u] = f[u] * c[u] + i[u] * g[u];
    const ac = a(copy(sc, c));
    for (let u = 0; u < units; u++) h[u] = o[u] * ac[u];
  }
  // #endregion

  return { inputDim, units, bytes: bytesOf([W, U], [b, s.all, sc]), step };
}

// Clauses V3 to V5, V10, W3, both variants; Keras's gru.py. z multiplies the old state, as in Keras, PyTorch and cuDNN.

import type { GRUCell } from '@gatefold/contract';
import type { CheckedCell } from '@gatefold/contract/author';
import { activationsOf, bytesOf, type Cell } from './cell.ts';
import { addProduct, packMatrix } from './linear.ts';
import { add, copy, gateVector, multiply } from './vector.ts';

export function gruCell(checked: CheckedCell): Cell {
  const { resetAfter } = checked.cell as GRUCell;
  return resetAfter ? resetAfterCell(checked) : resetBeforeCell(checked);
}

/** V4, r resets the product h·U + d: arXiv:1406.1078v1, and cuDNN. */
function resetAfterCell(checked: CheckedCell): Cell {
  const { cell, inputDim, weights } = checked;
  const { units } = cell;
  const { a, σ } = activationsOf(checked);
  const W = packMatrix(weights.kernel, inputDim, 3 * units); // [inputDim, 3·units]
  const U = packMatrix(weights.recurrentKernel, units, 3 * units); // [units, 3·units]
  const b = Float64Array.from(weights.bias.subarray(0, 3 * units)); // [3·units], for x·W
  const d = Float64Array.from(weights.bias.subarray(3 * units)); // [3·units], for h·U
  const s = gateVector(3, units);
  const q = gateVector(3, units);
  const [sz, sr, sn] = s.parts; // [units] each, gate order "zrn" (Keras: z r h)
  const [qz, qr, qn] = q.parts;

  // #region gru-cell-reset-after
  function step(x: Float64Array, start: number, h: Float64Array): void {
    // s = x·W + b
    copy(s.all, b);
    addProduct(x, start, inputDim, W, s.all);
    // q = h·U + d
    copy(q.all, d);
    addProduct(h, 0, units, U, q.all);

    const z = σ(add(sz, qz));
    const r = σ(add(sr, qr));
    const n = a(add(sn, multiply(qn, r)));
    for (let u = 0; u < units; u++) h[u] = z[u] * h[u] + (1 - z[u]) * n[u];
  }
  // #endregion

  return { inputDim, units, bytes: bytesOf([W, U], [b, d, s.all, q.all]), step };
}

/** V3, r resets the state itself, before the product: arXiv:1406.1078v3, the published paper, and Keras 2's default. */
function resetBeforeCell(checked: CheckedCell): Cell {
  const { cell, inputDim, weights } = checked;
  const { units } = cell;
  const { a, σ } = activationsOf(checked);
  const W = packMatrix(weights.kernel, inputDim, 3 * units); // [inputDim, 3·units]
  // The columns of z and r apart from those of n, which wait for r.
  const Uzr = packMatrix(weights.recurrentKernel, units, 3 * units, 0, 2 * units); // [units, 2·units]
  const Un = packMatrix(weights.recurrentKernel, units, 3 * units, 2 * units); // [units, units]
  const b = Float64Array.from(weights.bias); // [3·units]
  const s = gateVector(3, units);
  const q = gateVector(2, units);
  const p = gateVector(1, units);
  const [sz, sr, sn] = s.parts; // [units] each, gate order "zrn" (Keras: z r h)
  const [qz, qr] = q.parts;
  const [pn] = p.parts;

  // #region gru-cell-reset-before
  function step(x: Float64Array, start: number, h: Float64Array): void {
    // s = x·W + b
    copy(s.all, b);
    addProduct(x, start, inputDim, W, s.all);
    // q = h·Uzr
    q.all.fill(0);
    addProduct(h, 0, units, Uzr, q.all);

    const z = σ(add(sz, qz));
    const r = σ(add(sr, qr));
    // p = (r ⊙ h)·Un
    p.all.fill(0);
    addProduct(multiply(r, h), 0, units, Un, p.all);
    const n = a(add(sn, pn));
    for (let u = 0; u < units; u++) h[u] = z[u] * h[u] + (1 - z[u]) * n[u];
  }
  // #endregion

  const bytes = bytesOf([W, Uzr, Un], [b, s.all, q.all, p.all]);
  return { inputDim, units, bytes, step };
}

// Clauses V3 to V5, both variants; Keras's gru.py. z multiplies the old state, as in Keras, PyTorch and cuDNN.

import type { CheckedCell } from '@gatefold/contract';
import { activationsOf, type Cell } from './cell.ts';
import { addProduct, packColumns, type PackedMatrix, sums } from './linear.ts';

export function gruCell(checked: CheckedCell): Cell {
  const { cell } = checked;
  return cell.kind === 'gru' && cell.resetAfter
    ? resetAfterCell(checked)
    : resetBeforeCell(checked);
}

/** r resets the product h·U + d: arXiv:1406.1078 version 3 onwards as cuDNN computes it. */
function resetAfterCell(checked: CheckedCell): Cell {
  const { cell, inputDim, weights } = checked;
  const { units } = cell;
  const { a, σ } = activationsOf(checked);
  const W = packColumns(weights.kernel, inputDim, 3 * units); // [inputDim, 3·units]
  const U = packColumns(weights.recurrentKernel, units, 3 * units); // [units, 3·units]
  const b = sums(3 * units, weights.bias.subarray(0, 3 * units)); // [3·units], for x·W
  const d = sums(3 * units, weights.bias.subarray(3 * units)); // [3·units], for h·U
  const s = sums(3 * units); // [3·units]
  const q = sums(3 * units); // [3·units]
  const [Z, R, N] = [0, units, 2 * units]; // gate order "zrn" (Keras: z r h)

  // #region gru-cell-reset-after
  function step(x: Float64Array, start: number, h: Float64Array): void {
    // s = x·W + b
    s.set(b);
    addProduct(x, start, inputDim, W, s);
    // q = h·U + d
    q.set(d);
    addProduct(h, 0, units, U, q);
    for (let u = 0; u < units; u++) {
      const z = σ(s[Z + u] + q[Z + u]);
      const r = σ(s[R + u] + q[R + u]);
      const n = a(s[N + u] + r * q[N + u]);
      h[u] = z * h[u] + (1 - z) * n;
    }
  }
  // #endregion

  return { inputDim, units, step };
}

/** r resets the state itself, before the product: the paper's first version and Keras 2's default. */
function resetBeforeCell(checked: CheckedCell): Cell {
  const { cell, inputDim, weights } = checked;
  const { units } = cell;
  const { a, σ } = activationsOf(checked);
  const W = packColumns(weights.kernel, inputDim, 3 * units); // [inputDim, 3·units]
  const [Uzr, Un] = splitColumns(weights.recurrentKernel, units); // [units, 2·units], [units, units]
  const b = sums(3 * units, weights.bias); // [3·units]
  const s = sums(3 * units); // [3·units]
  const q = sums(2 * units); // [2·units]
  const rh = sums(units); // [units]
  const p = sums(units); // [units]
  const [Z, R, N] = [0, units, 2 * units]; // gate order "zrn" (Keras: z r h)

  // #region gru-cell-reset-before
  function step(x: Float64Array, start: number, h: Float64Array): void {
    // s = x·W + b
    s.set(b);
    addProduct(x, start, inputDim, W, s);
    // q = h·Uzr
    q.fill(0);
    addProduct(h, 0, units, Uzr, q);
    for (let u = 0; u < units; u++) {
      const r = σ(s[R + u] + q[R + u]);
      rh[u] = r * h[u];
    }
    // p = (r ⊙ h)·Un
    p.fill(0);
    addProduct(rh, 0, units, Un, p);
    for (let u = 0; u < units; u++) {
      const z = σ(s[Z + u] + q[Z + u]);
      const n = a(s[N + u] + p[u]);
      h[u] = z * h[u] + (1 - z) * n;
    }
  }
  // #endregion

  return { inputDim, units, step };
}

/** Parts the columns of z and r from those of n, which wait for r. */
function splitColumns(U: Float32Array, units: number): [Uzr: PackedMatrix, Un: PackedMatrix] {
  const zr = new Float32Array(units * 2 * units);
  const n = new Float32Array(units * units);
  for (let k = 0; k < units; k++) {
    const row = U.subarray(k * 3 * units, (k + 1) * 3 * units);
    zr.set(row.subarray(0, 2 * units), k * 2 * units);
    n.set(row.subarray(2 * units), k * units);
  }
  return [packColumns(zr, units, 2 * units), packColumns(n, units, units)];
}

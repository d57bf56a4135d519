// The sum of products that Dense and the convolutions are made of.

/** A block of a matrix: where it begins, how large it is, and how far a row is from the next. */
export interface MatrixBlock {
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
  readonly stride: number;
}

/**
 * Adds a row times a block of a matrix to sums in float64.
 *
 *     sums[first + u] += Σ_k x[from + k] · W[start + k·stride + u]
 */
export function addProduct(
  sums: Float64Array,
  first: number,
  x: Float32Array,
  from: number,
  { data: W, rows, columns, stride }: MatrixBlock,
  start: number,
): void {
  for (let k = 0; k < rows; k++) {
    const value = x[from + k];
    const row = start + k * stride;
    for (let u = 0; u < columns; u++) sums[first + u] += value * W[row + u];
  }
}

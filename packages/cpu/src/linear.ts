// Products of a vector and a matrix: nine tenths of the running time, and the only loops over k.

/** Columns that are summed side by side: one sum alone would wait for each of its additions. */
const lanes = 8;

/** [ceil(columns / 8), rows, 8], NaN where there is no column: those sums are never read */
export type PackedMatrix = readonly number[];

/**
 * Lays a kernel out for {@link addProduct}: eight columns side by side, row by row.
 *
 * In a plain array, because V8 reads its numbers with fewer instructions than those of a Float64Array, and without the
 * conversion that a Float32Array costs: 2.3, 1.7 and 1.5 thousand million products a second (packages/bench/README.md).
 *
 * @param matrix  [rows, columns], row-major, as Keras keeps it
 */
export function packColumns(matrix: Float32Array, rows: number, columns: number): PackedMatrix {
  // V8 would keep an array of whole numbers in another way; one that begins with NaN holds float64 for good.
  const packed = Array.from({ length: paddedColumns(columns) * rows }, () => NaN);
  for (let k = 0; k < rows; k++) {
    for (let column = 0; column < columns; column++) {
      const lane = column % lanes;
      packed[(column - lane) * rows + k * lanes + lane] = matrix[k * columns + column];
    }
  }
  return packed;
}

/**
 * Adds a product to what is there: sum += v·M.
 *
 * @param v       [at least start + rows], read from `start`
 * @param packed  M [rows, columns] as {@link packColumns} lays it out
 * @param sum     [columns, rounded up to a multiple of 8]
 */
export function addProduct(
  v: Float64Array,
  start: number,
  rows: number,
  packed: PackedMatrix,
  sum: Float64Array,
): void {
  let p = 0;
  for (let column = 0; column < sum.length; column += lanes) {
    let s0 = sum[column];
    let s1 = sum[column + 1];
    let s2 = sum[column + 2];
    let s3 = sum[column + 3];
    let s4 = sum[column + 4];
    let s5 = sum[column + 5];
    let s6 = sum[column + 6];
    let s7 = sum[column + 7];
    for (let k = 0; k < rows; k++) {
      const vk = v[start + k];
      s0 += vk * packed[p];
      s1 += vk * packed[p + 1];
      s2 += vk * packed[p + 2];
      s3 += vk * packed[p + 3];
      s4 += vk * packed[p + 4];
      s5 += vk * packed[p + 5];
      s6 += vk * packed[p + 6];
      s7 += vk * packed[p + 7];
      p += lanes;
    }
    sum[column] = s0;
    sum[column + 1] = s1;
    sum[column + 2] = s2;
    sum[column + 3] = s3;
    sum[column + 4] = s4;
    sum[column + 5] = s5;
    sum[column + 6] = s6;
    sum[column + 7] = s7;
  }
}

/** A bias with room for the columns that {@link packColumns} adds. */
export function padBias(bias: Float32Array): Float64Array {
  const padded = new Float64Array(paddedColumns(bias.length));
  padded.set(bias);
  return padded;
}

export function paddedColumns(columns: number): number {
  return Math.ceil(columns / lanes) * lanes;
}

// Products of a vector and a matrix: nine tenths of the running time, and the only loops over k.

/**
 * Lays a kernel out for {@link addProduct}: four columns side by side, row by row.
 *
 * @param matrix  [rows, columns], row-major, as Keras keeps it
 * @returns [ceil(columns / 4), rows, 4], zero where there is no column
 */
export function packColumns(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const packed = new Float32Array(Math.ceil(columns / 4) * rows * 4);
  for (let k = 0; k < rows; k++) {
    for (let column = 0; column < columns; column++) {
      packed[((column >> 2) * rows + k) * 4 + (column & 3)] = matrix[k * columns + column];
    }
  }
  return packed;
}

/**
 * Adds a product to what is there: sum += v·M.
 *
 * Four float64 sums run at once, because one alone would wait for each of its additions.
 *
 * @param v       [at least start + rows], read from `start`
 * @param packed  M [rows, columns] as {@link packColumns} lays it out
 * @param sum     [columns, rounded up to a multiple of 4]
 */
export function addProduct(
  v: Float64Array,
  start: number,
  rows: number,
  packed: Float32Array,
  sum: Float64Array,
): void {
  const columns = sum.length;
  let p = 0;
  for (let column = 0; column < columns; column += 4) {
    let s0 = sum[column];
    let s1 = sum[column + 1];
    let s2 = sum[column + 2];
    let s3 = sum[column + 3];
    for (let k = 0; k < rows; k++) {
      const vk = v[start + k];
      s0 += vk * packed[p];
      s1 += vk * packed[p + 1];
      s2 += vk * packed[p + 2];
      s3 += vk * packed[p + 3];
      p += 4;
    }
    sum[column] = s0;
    sum[column + 1] = s1;
    sum[column + 2] = s2;
    sum[column + 3] = s3;
  }
}

/** A float64 vector with room for the columns that {@link packColumns} adds. */
export function sums(columns: number, initial?: ArrayLike<number>): Float64Array {
  const vector = new Float64Array(Math.ceil(columns / 4) * 4);
  if (initial !== undefined) vector.set(initial);
  return vector;
}

// Products of a vector and a matrix: nine tenths of the running time, and the only loops over k.
// Clauses V15, V17, V18.

type Panel = readonly number[];

/** One panel [columns, 8] for each pass of {@link addProduct}, [columns, 4] for a short one; zeros where there is no row. */
export type PackedMatrix = readonly Panel[];

/**
 * Lays a kernel, or some of its columns, out for {@link addProduct}: the rows of a pass side by side, column by column.
 *
 * In plain arrays, because V8 reads their numbers with fewer instructions than those of a Float64Array, and without
 * the conversion that a Float32Array costs (packages/bench/README.md). One array for each pass, because V8 makes a
 * dictionary of one of more than 32 million numbers.
 *
 * @param matrix  [rows, columns], row-major, as Keras keeps it
 * @param from    the first column to take
 * @param to      the one after the last
 */
export function packMatrix(
  matrix: Float32Array,
  rows: number,
  columns: number,
  from = 0,
  to: number = columns,
): PackedMatrix {
  // V8 would keep whole numbers in another way; an array that begins with a fraction holds float64 for good, and so do
  // its copies, which are made in one go and no longer than they need to be.
  // Stryker disable next-line all: every number is written over; test/memory.test.ts measures the arrays
  const template = Array.from({ length: 8 * (to - from) }, () => 0.5);
  const packed: Panel[] = [];
  for (let first = 0; first < rows; first += 8) {
    const width = rows - first > 4 ? 8 : 4;
    // Stryker disable next-line ArithmeticOperator: a copy that is too short grows as it is written
    const panel = template.slice(0, width * (to - from));
    let p = 0;
    for (let column = from; column < to; column++) {
      for (let k = first; k < first + width; k++) {
        panel[p++] = k < rows ? matrix[k * columns + column] : 0;
      }
    }
    packed.push(panel);
  }
  return packed;
}

/**
 * Adds a product to what is there, row after row: sum += v·M.
 *
 * A pass over the sums takes eight rows, so that each sum is read and written once for eight products.
 *
 * @param v       [at least start + rows], read from `start`
 * @param packed  M [rows, columns] as {@link packMatrix} lays it out
 * @param sum     [columns]
 */
export function addProduct(
  v: Float64Array,
  start: number,
  rows: number,
  packed: PackedMatrix,
  sum: Float64Array,
): void {
  const columns = sum.length;
  for (let pass = 0; pass < packed.length; pass++) {
    const panel = packed[pass];
    const k = start + 8 * pass;
    const left = rows - 8 * pass;
    // Past the vector's end may lie anything, NaN included.
    const v0 = v[k];
    const v1 = left > 1 ? v[k + 1] : 0;
    const v2 = left > 2 ? v[k + 2] : 0;
    const v3 = left > 3 ? v[k + 3] : 0;
    if (left <= 4) {
      for (let column = 0, p = 0; column < columns; column++) {
        sum[column] =
          sum[column] + v0 * panel[p] + v1 * panel[p + 1] + v2 * panel[p + 2] + v3 * panel[p + 3];
        p += 4;
      }
      return;
    }
    const v4 = v[k + 4];
    const v5 = left > 5 ? v[k + 5] : 0;
    const v6 = left > 6 ? v[k + 6] : 0;
    const v7 = left > 7 ? v[k + 7] : 0;
    for (let column = 0, p = 0; column < columns; column++) {
      sum[column] =
        sum[column] +
        v0 * panel[p] +
        v1 * panel[p + 1] +
        v2 * panel[p + 2] +
        v3 * panel[p + 3] +
        v4 * panel[p + 4] +
        v5 * panel[p + 5] +
        v6 * panel[p + 6] +
        v7 * panel[p + 7];
      p += 8;
    }
  }
}

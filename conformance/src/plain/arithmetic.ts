// Arithmetic whose every operation is rounded by a function, so that one program serves as float64 truth, as honest
// float32, and as Monte-Carlo arithmetic.

/** What becomes of the exact result of one operation. */
export type Round = (exact: number) => number;

/** Vectors of one row: [units] or [inputDim]. */
export type Vector = readonly number[];

/** In which order the products of a sum are added. */
export type SumOrder = 'forward' | 'backward';

export interface Arithmetic {
  readonly round: Round;
  readonly sumOrder: SumOrder;
  /**
   * What becomes of the exact sum of a bias and products, where its operations need not be rounded one by one, which is
   * ten times slower. `squares` adds the squares of all products and partial sums: how far roundings move a sum.
   */
  readonly roundSum?: (exact: number, squares: number) => number;
}

export const float64: Arithmetic = {
  round: (exact) => exact,
  sumOrder: 'forward',
  roundSum: (exact) => exact,
};

/** b + v·M for `units` columns from `first` on; M [v.length, columns]. */
export function affine(
  arithmetic: Arithmetic,
  v: Vector,
  M: Float32Array,
  b: (column: number) => number,
  first: number,
  units: number,
): Vector {
  const { roundSum } = arithmetic;
  return roundSum === undefined
    ? affineByOperation(arithmetic, v, M, b, first, units)
    : affineBySum(roundSum, v, M, b, first, units);
}

/** Partial sums of a call, and their squares: typed arrays add at twice the speed, and a few units are added before one is made. */
let [sums, squares] = [new Float64Array(64), new Float64Array(64)];

/** Row by row of M, as it lies in memory. */
function affineBySum(
  roundSum: (exact: number, squares: number) => number,
  v: Vector,
  M: Float32Array,
  b: (column: number) => number,
  first: number,
  units: number,
): Vector {
  const columns = M.length / v.length;
  if (sums.length < units) [sums, squares] = [new Float64Array(units), new Float64Array(units)];
  for (let u = 0; u < units; u++) sums[u] = b(first + u);
  squares.fill(0, 0, units);
  for (let k = 0; k < v.length; k++) {
    const [vk, row] = [v[k] as number, k * columns + first];
    for (let u = 0; u < units; u++) {
      const product = vk * (M[row + u] as number);
      const sum = (sums[u] as number) + product;
      sums[u] = sum;
      squares[u] = (squares[u] as number) + product * product + sum * sum;
    }
  }
  const rounded: number[] = [];
  for (let u = 0; u < units; u++) rounded.push(roundSum(sums[u] as number, squares[u] as number));
  return rounded;
}

function affineByOperation(
  { round, sumOrder }: Arithmetic,
  v: Vector,
  M: Float32Array,
  b: (column: number) => number,
  first: number,
  units: number,
): Vector {
  const columns = M.length / v.length;
  const last = v.length - 1;
  const isForward = sumOrder === 'forward';
  const rounded: number[] = [];
  for (let column = first; column < first + units; column++) {
    let sum = b(column);
    for (let step = 0; step <= last; step++) {
      const k = isForward ? step : last - step;
      sum = round(sum + round((v[k] as number) * (M[k * columns + column] as number)));
    }
    rounded.push(sum);
  }
  return rounded;
}

/** Combines two vectors element by element; `combine` rounds for itself. */
export function zip(
  combine: (p: number, q: number) => number,
  first: Vector,
  second: Vector,
): Vector {
  return first.map((value, u) => combine(value, second[u] as number));
}

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
}

export const float64: Arithmetic = { round: (exact) => exact, sumOrder: 'forward' };

/** b + v·M for `units` columns from `first` on; M [v.length, columns]. */
export function affine(
  { round, sumOrder }: Arithmetic,
  v: Vector,
  M: Float32Array,
  b: (column: number) => number,
  first: number,
  units: number,
): Vector {
  const columns = M.length / v.length;
  const last = v.length - 1;
  return Array.from({ length: units }, (_, u) => {
    const column = first + u;
    let sum = b(column);
    for (let step = 0; step <= last; step++) {
      const k = sumOrder === 'forward' ? step : last - step;
      sum = round(sum + round((v[k] as number) * (M[k * columns + column] as number)));
    }
    return sum;
  });
}

/** Combines vectors element by element; `combine` rounds for itself. */
export function zip(
  combine: (...values: number[]) => number,
  first: Vector,
  ...rest: readonly Vector[]
): Vector {
  return first.map((value, u) => combine(value, ...rest.map((v) => v[u] as number)));
}

// Numbers with a bound on their error, for one step of a recurrence: forward error analysis, after N. Higham, Accuracy
// and Stability of Numerical Algorithms, 2nd edition, sections 2.2 and 3.1.

import type { ActivationName } from '@gatefold/contract';
import { type NumberClaims, unitRoundoff } from '../perturbed.ts';
import { scalars } from '../plain/activations.ts';
import { largestByColumn, weightRoundoff } from '../stored-weights.ts';
import { activationTolerance } from '../tolerance.ts';

/** v with every computed value within `error` of it. */
export interface Bounded {
  readonly value: readonly number[];
  readonly error: readonly number[];
}

/** Numbers that are given, exactly. */
export function given(value: readonly number[]): Bounded {
  return { value, error: value.map(() => 0) };
}

/** The steepest slope of each activation; null where there is none, or where it jumps. */
const slopes: Readonly<Record<ActivationName, number | null>> = {
  linear: 1,
  tanh: 1,
  sigmoid: 0.25,
  hardSigmoid: 1 / 6,
  hardSigmoidKeras2: 0.2,
  relu: 1,
  relu6: 1,
  leakyRelu: 1,
  elu: 1,
  selu: 1.0507009873554805 * 1.6732632423543772,
  celu: 1,
  exponential: null,
  softplus: 1,
  softsign: 1,
  squareplus: 1,
  silu: 1.1,
  hardSilu: 1.5,
  gelu: 1.13,
  mish: 1.09,
  hardTanh: 1,
  tanhShrink: 1,
  softShrink: 1,
  hardShrink: null,
  logSigmoid: 1,
  sparsePlus: 1,
  sparseSigmoid: 0.5,
};

/** Whether a step with this activation has a bound. */
export function hasSlope(name: ActivationName): boolean {
  return slopes[name] !== null;
}

/** Arithmetic in a precision: each operation returns its exact result, and how far a computed one may be off. */
export class BoundedArithmetic {
  /** Of the sums. */
  readonly #u: number;
  readonly #activationError: (wanted: number) => number;

  readonly #weightPrecision: NumberClaims['weightPrecision'];

  constructor({ precision, weightPrecision }: NumberClaims) {
    // f64 sums in float64, and may keep what it sums as float32.
    this.#u = unitRoundoff[precision];
    this.#weightPrecision = weightPrecision;
    const tolerance = activationTolerance(precision);
    this.#activationError = (wanted) => tolerance(wanted, 0);
  }

  /**
   * b + v·M for `units` columns from `first` on; M [v.length, columns].
   *
   * A sum of n products and a bias in any order, fused or not, errs by at most γ(n + 4)·(Σ|v·M| + |b|), where
   * γ(k) = ku / (1 - ku): n additions, one multiplication, and a rounding each of M, of v and of the sum where they are
   * kept in 16 bits.
   * What v itself may be off by adds Σ error·|M|, and what the type of M takes from it Σ (|v| + error)·δM, rounded as
   * the sum is.
   */
  affine(
    v: Bounded,
    M: Float32Array,
    b: (column: number) => number,
    first: number,
    units: number,
  ): Bounded {
    const columns = M.length / v.value.length;
    const gamma = this.#gamma(v.value.length + 4);
    const largest = largestByColumn(M, columns);
    const off = (weight: number, most: number): number =>
      weightRoundoff(this.#weightPrecision, weight, most);
    const value: number[] = [];
    const error: number[] = [];
    for (let column = first; column < first + units; column++) {
      const bias = b(column);
      let [sum, size, carried] = [bias, Math.abs(bias), off(bias, 0)];
      for (const [k, vk] of v.value.entries()) {
        const [weight, offV] = [M[k * columns + column] as number, v.error[k] as number];
        sum += vk * weight;
        size += Math.abs(vk * weight);
        carried += offV * Math.abs(weight);
        carried += (Math.abs(vk) + offV) * off(weight, largest[column] as number);
      }
      value.push(sum);
      error.push(gamma * (size + carried) + carried);
    }
    return { value, error };
  }

  add(p: Bounded, q: Bounded): Bounded {
    return this.#combine(
      p,
      q,
      (a, b) => a + b,
      (_, dp, __, dq) => dp + dq,
    );
  }

  multiply(p: Bounded, q: Bounded): Bounded {
    return this.#combine(
      p,
      q,
      (a, b) => a * b,
      (a, da, b, db) => Math.abs(a) * db + Math.abs(b) * da + da * db,
    );
  }

  /** 1 - v */
  rest(v: Bounded): Bounded {
    const ones = given(v.value.map(() => 1));
    return this.add(ones, { value: v.value.map((value) => -value), error: v.error });
  }

  /** a(v): its steepest slope times the error of v, and what clauses A let an activation be off by. */
  activate(name: ActivationName, v: Bounded): Bounded {
    const slope = slopes[name] as number;
    const value = v.value.map(scalars[name]);
    return {
      value,
      error: v.error.map((error, u) => slope * error + this.#activationError(value[u] as number)),
    };
  }

  #combine(
    p: Bounded,
    q: Bounded,
    exact: (a: number, b: number) => number,
    carry: (a: number, da: number, b: number, db: number) => number,
  ): Bounded {
    const value = p.value.map((a, k) => exact(a, q.value[k] as number));
    const error = value.map((result, k) => {
      const carried = carry(
        p.value[k] as number,
        p.error[k] as number,
        q.value[k] as number,
        q.error[k] as number,
      );
      return carried + this.#u * (Math.abs(result) + carried);
    });
    return { value, error };
  }

  #gamma(operations: number): number {
    return (operations * this.#u) / (1 - operations * this.#u);
  }
}

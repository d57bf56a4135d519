// Sums and products of the units of a panel, written like equations.

import type { FunctionBody } from '../emit/function.ts';
import { f32x4, i32, i32x4, type Vector, v128 } from '../emit/instructions.ts';
import { constant, type ConstantName } from './constants.ts';

/**
 * One quantity of some units: vectors side by side, each in a variable.
 *
 * An operation is written for all of them before the next one is. So a constant is fetched once for all, and while the
 * processor waits for one vector's result it has the other's to do (the equations of an LSTM: 8.6 ns a vector, not 9.3; of a GRU 6.3, not 7.2).
 */
export type Wide = readonly Vector[];

/** A constant by its name. */
export type Operand = Wide | ConstantName;

/** An operation on vectors, made one on quantities. */
type Widened<A extends readonly Vector[]> = (...operands: { [K in keyof A]: Operand }) => Wide;

type Unary = Widened<[Vector]>;
type Binary = Widened<[Vector, Vector]>;
type Ternary = Widened<[Vector, Vector, Vector]>;

/** a·b + c, rounded once where `isFused`, else twice, as anywhere in JavaScript. */
export function madd(isFused: boolean, a: Vector, b: Vector, c: Vector): Vector {
  return isFused ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

/** Arithmetic in one function, with so many vectors side by side. */
export class Arithmetic {
  readonly body: FunctionBody;
  readonly isFused: boolean;
  readonly width: number;

  constructor(body: FunctionBody, isFused: boolean, width: number) {
    this.body = body;
    this.isFused = isFused;
    this.width = width;
  }

  readonly add: Binary = this.#widen(f32x4.add);
  readonly sub: Binary = this.#widen(f32x4.sub);
  readonly mul: Binary = this.#widen(f32x4.mul);
  readonly div: Binary = this.#widen(f32x4.div);
  readonly pmin: Binary = this.#widen(f32x4.pmin);
  readonly pmax: Binary = this.#widen(f32x4.pmax);
  readonly lt: Binary = this.#widen(f32x4.lt);
  readonly gt: Binary = this.#widen(f32x4.gt);
  readonly abs: Unary = this.#widen(f32x4.abs);
  readonly neg: Unary = this.#widen(f32x4.neg);
  readonly and: Binary = this.#widen(v128.and);
  readonly bitselect: Ternary = this.#widen(v128.bitselect);
  /** a·b + c */
  readonly madd: Ternary = this.#widen((a, b, c) => madd(this.isFused, a, b, c));

  /** So many bits to the left, as whole numbers. */
  shl(a: Wide, bits: number): Wide {
    return this.#widen((vector: Vector) => i32x4.shl(vector, i32.const(bits)))(a);
  }

  /** c₀ + x·(c₁ + x·(c₂ + …)) */
  polynomial(x: Wide, ...coefficients: readonly [...ConstantName[], ConstantName]): Wide {
    const [last, ...rest] = coefficients.toReversed() as [ConstantName, ...ConstantName[]];
    return rest.reduce((sum: Operand, name) => this.madd(sum, x, name), last) as Wide;
  }

  /** Not below one bound and not above the other. NaN stays NaN: what may be NaN comes first in pmin and pmax. */
  clip(x: Wide, low: ConstantName, high: ConstantName): Wide {
    return this.pmax(this.pmin(x, high), low);
  }

  /** What is made for each vector, kept in variables. */
  wide(make: (v: number) => Vector): Wide {
    return Array.from({ length: this.width }, (_, v) => this.body.let(make(v)));
  }

  #widen<A extends readonly Vector[]>(operation: (...operands: A) => Vector): Widened<A> {
    return (...operands) => {
      const wides = operands.map((operand) => this.#wideOf(operand));
      return this.wide((v) => operation(...(wides.map((wide) => wide[v]) as unknown as A)));
    };
  }

  #wideOf(operand: Operand): Wide {
    if (typeof operand !== 'string') return operand;
    const fetched = this.body.let(constant(operand));
    return Array.from({ length: this.width }, () => fetched);
  }
}

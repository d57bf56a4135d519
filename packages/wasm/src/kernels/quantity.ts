// Sums and products of four units at a time, written like equations. A quantity may be a fraction whose division waits:
// dividing is the slowest part of a step of few units, and of two fractions that are multiplied only one divides.

import type { FunctionBody } from '../emit/function.ts';
import { f32x4, type Vector } from '../emit/instructions.ts';
import { constant, type ConstantName } from './constants.ts';

/** Arithmetic in one function: with sums that are rounded once where `isFused`, else twice, as anywhere in JavaScript. */
export class Arithmetic {
  readonly body: FunctionBody;
  readonly isFused: boolean;

  constructor(body: FunctionBody, isFused: boolean) {
    this.body = body;
    this.isFused = isFused;
  }

  /** a·b + c */
  madd(a: Vector, b: Vector, c: Vector): Vector {
    return this.isFused ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
  }

  /** Keeps a value that is used more than once. */
  readonly keep = (value: Vector): Vector => {
    return this.body.let(value);
  };

  /** c₀ + x·(c₁ + x·(c₂ + …)) */
  polynomial(x: Vector, ...coefficients: readonly [...ConstantName[], ConstantName]): Vector {
    const [last, ...rest] = coefficients.toReversed() as [ConstantName, ...ConstantName[]];
    return rest.reduce((sum, name) => this.madd(sum, x, constant(name)), constant(last));
  }

  readonly whole = (value: Vector): Quantity => {
    return new Quantity(this, value, null, null);
  };

  /** @param rest  under - over, where it is known more exactly than as a difference */
  fraction(over: Vector, under: Vector, rest: Vector | null = null): Quantity {
    return new Quantity(this, over, under, rest);
  }
}

/** over / under */
export class Quantity {
  readonly #arithmetic: Arithmetic;
  readonly #over: Vector;
  readonly #under: Vector | null;
  readonly #rest: Vector | null;

  constructor(arithmetic: Arithmetic, over: Vector, under: Vector | null, rest: Vector | null) {
    this.#arithmetic = arithmetic;
    this.#over = over;
    this.#under = under;
    this.#rest = rest;
  }

  /** Divides. */
  get value(): Vector {
    return this.#under === null ? this.#over : f32x4.div(this.#over, this.#under);
  }

  times(other: Quantity): Quantity {
    const under =
      this.#under === null || other.#under === null
        ? (this.#under ?? other.#under)
        : f32x4.mul(this.#under, other.#under);
    return new Quantity(this.#arithmetic, f32x4.mul(this.#over, other.#over), under, null);
  }

  plus(other: Quantity): Quantity {
    return this.#arithmetic.whole(f32x4.add(this.value, other.value));
  }

  /** (a weight z) z·h + (1 - z)·n, with one division where z is a sigmoid and n a tanh, whose parts are small. */
  mix(h: Vector, n: Quantity): Quantity {
    const arithmetic = this.#arithmetic;
    if (this.#under !== null && this.#rest !== null && n.#under !== null && n.#rest === null) {
      const over = arithmetic.madd(this.#rest, n.#over, f32x4.mul(h, n.#under));
      return arithmetic.fraction(over, f32x4.mul(this.#under, n.#under));
    }
    const z = arithmetic.keep(this.value);
    const rest = f32x4.sub(constant('one'), z);
    return arithmetic.whole(arithmetic.madd(rest, n.value, f32x4.mul(z, h)));
  }
}

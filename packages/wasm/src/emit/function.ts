// The body of a function, written statement by statement.

import { ByteWriter, type Code, unsigned, vector } from './encode.ts';
import {
  type Expression,
  type Integer,
  i32,
  type Statement,
  type ValueType,
} from './instructions.ts';

export const typeBytes: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

/** Names and types of parameters, in order. */
export type Parameters = Readonly<Record<string, ValueType>>;

/** Parameters that are all whole numbers: addresses, sizes, counts. */
export function integers<const N extends readonly string[]>(
  names: N,
): { readonly [K in N[number]]: 'i32' } {
  return Object.fromEntries(names.map((name) => [name, 'i32'])) as Record<N[number], 'i32'>;
}

/** A function of such parameters as JavaScript calls it. */
export type Call<N extends readonly string[], R = void> = (
  ...args: { [K in keyof N]: number }
) => R;

/** A variable, which as an expression has the value that it has where it is used. */
export interface Local<T extends ValueType = ValueType> extends Expression<T> {
  readonly index: number;
}

export type Locals<P extends Parameters> = { readonly [K in keyof P]: Local<P[K]> };

export type Arguments<P extends Parameters> = { readonly [K in keyof P]: Expression<P[K]> };

/** A function that can be called from another of its module. */
export interface Callable<P extends Parameters = Parameters, R extends ValueType | null = null> {
  readonly index: number;
  readonly parameters: P;
  readonly result: R;
}

const empty = 0x40;

export class FunctionBody {
  readonly #locals: ValueType[];
  readonly #parameters: number;
  readonly #code = new ByteWriter();

  constructor(parameters: readonly ValueType[]) {
    this.#locals = [...parameters];
    this.#parameters = parameters.length;
  }

  parameter<T extends ValueType>(type: T, index: number): Local<T> {
    return { type, index, code: [0x20, ...unsigned(index)] };
  }

  /** A variable, zero until it is set. */
  local<T extends ValueType>(type: T): Local<T> {
    return this.parameter(type, this.#locals.push(type) - 1);
  }

  /** A variable with a value. */
  let<T extends ValueType>(value: Expression<T>): Local<T> {
    const local = this.local(value.type);
    this.set(local, value);
    return local;
  }

  set<T extends ValueType>(local: Local<T>, value: Expression<T>): void {
    this.#write(value.code, [0x21], unsigned(local.index));
  }

  /** Adds to a variable. */
  increase(local: Local<'i32'>, by: Integer): void {
    this.set(local, i32.add(local, by));
  }

  do(statement: Statement): void {
    this.#write(statement.code);
  }

  call<P extends Parameters>(callee: Callable<P>, args: Arguments<P>): void {
    const values = Object.keys(callee.parameters).map((name) => args[name]?.code ?? []);
    this.#write(values, [0x10], unsigned(callee.index));
  }

  if(condition: Integer, then: () => void, otherwise?: () => void): void {
    this.#write(condition.code, [0x04, empty]);
    then();
    if (otherwise !== undefined) {
      this.#write([0x05]);
      otherwise();
    }
    this.#write([0x0b]);
  }

  /** Repeats while a variable is below an end that does not change; the step divides what lies between. */
  forEach(counter: Local<'i32'>, end: Integer, step: number | Integer, body: () => void): void {
    const isLeft = i32.lt_u(counter, end);
    const by = typeof step === 'number' ? i32.const(step) : step;
    this.if(isLeft, () => {
      this.repeat(() => {
        body();
        this.increase(counter, by);
      }, isLeft);
    });
  }

  /** Does something, and again while the condition holds. */
  repeat(body: () => void, condition: Integer): void {
    this.#write([0x03, empty]);
    body();
    this.#write(condition.code, [0x0d, 0], [0x0b]);
  }

  /** The function as the code section has it: its own variables, and its instructions. */
  encode(result: Expression | null): Code {
    const own = this.#locals.slice(this.#parameters);
    const runs: [count: number, type: ValueType][] = [];
    for (const type of own) {
      const last = runs.at(-1);
      if (last?.[1] === type) last[0]++;
      else runs.push([1, type]);
    }
    const declared = runs.map(([count, type]) => [...unsigned(count), typeBytes[type]]);
    return [vector(declared), this.#code.bytes, result?.code ?? [], 0x0b];
  }

  #write(...code: Code[]): void {
    this.#code.add(code);
  }
}

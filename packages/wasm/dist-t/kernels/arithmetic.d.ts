import type { FunctionBody } from '../emit/function.ts';
import { type Vector } from '../emit/instructions.ts';
import { type ConstantName } from './constants.ts';
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
type Widened<A extends readonly Vector[]> = (...operands: {
    [K in keyof A]: Operand;
}) => Wide;
type Unary = Widened<[Vector]>;
type Binary = Widened<[Vector, Vector]>;
type Ternary = Widened<[Vector, Vector, Vector]>;
/** a·b + c, rounded once where `isFused`, else twice, as anywhere in JavaScript. */
export declare function madd(isFused: boolean, a: Vector, b: Vector, c: Vector): Vector;
/** Arithmetic in one function, with so many vectors side by side. */
export declare class Arithmetic {
    #private;
    readonly body: FunctionBody;
    readonly isFused: boolean;
    readonly width: number;
    constructor(body: FunctionBody, isFused: boolean, width: number);
    readonly add: Binary;
    readonly sub: Binary;
    readonly mul: Binary;
    readonly div: Binary;
    readonly pmin: Binary;
    readonly pmax: Binary;
    readonly lt: Binary;
    readonly gt: Binary;
    readonly abs: Unary;
    readonly neg: Unary;
    readonly and: Binary;
    readonly bitselect: Ternary;
    /** a·b + c */
    readonly madd: Ternary;
    /** So many bits to the left, as whole numbers. */
    shl(a: Wide, bits: number): Wide;
    /** c₀ + x·(c₁ + x·(c₂ + …)) */
    polynomial(x: Wide, ...coefficients: readonly [...ConstantName[], ConstantName]): Wide;
    /** Not below one bound and not above the other. NaN stays NaN: what may be NaN comes first in pmin and pmax. */
    clip(x: Wide, low: ConstantName, high: ConstantName): Wide;
    /** What is made for each vector, kept in variables. */
    wide(make: (v: number) => Vector): Wide;
}
export {};
//# sourceMappingURL=arithmetic.d.ts.map
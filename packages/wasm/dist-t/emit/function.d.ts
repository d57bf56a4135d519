import { type Code } from './encode.ts';
import { type Expression, type Integer, type Statement, type ValueType } from './instructions.ts';
export declare const typeBytes: Readonly<Record<ValueType, number>>;
/** Names and types of parameters, in order. */
export type Parameters = Readonly<Record<string, ValueType>>;
/** Parameters that are all whole numbers: addresses, sizes, counts. */
export declare function integers<const N extends readonly string[]>(names: N): {
    readonly [K in N[number]]: 'i32';
};
/** A function of such parameters as JavaScript calls it. */
export type Call<N extends readonly string[], R = void> = (...args: {
    [K in keyof N]: number;
}) => R;
/** A variable, which as an expression has the value that it has where it is used. */
export interface Local<T extends ValueType = ValueType> extends Expression<T> {
    readonly index: number;
}
export type Locals<P extends Parameters> = {
    readonly [K in keyof P]: Local<P[K]>;
};
export type Arguments<P extends Parameters> = {
    readonly [K in keyof P]: Expression<P[K]>;
};
/** A function that can be called from another of its module. */
export interface Callable<P extends Parameters = Parameters, R extends ValueType | null = null> {
    readonly index: number;
    readonly parameters: P;
    readonly result: R;
}
export declare class FunctionBody {
    #private;
    constructor(parameters: readonly ValueType[]);
    parameter<T extends ValueType>(type: T, index: number): Local<T>;
    /** A variable, zero until it is set. */
    local<T extends ValueType>(type: T): Local<T>;
    /** A variable with a value. */
    let<T extends ValueType>(value: Expression<T>): Local<T>;
    set<T extends ValueType>(local: Local<T>, value: Expression<T>): void;
    /** Adds to a variable. */
    increase(local: Local<'i32'>, by: Integer): void;
    do(statement: Statement): void;
    call<P extends Parameters>(callee: Callable<P>, args: Arguments<P>): void;
    if(condition: Integer, then: () => void, otherwise?: () => void): void;
    /** Repeats while a variable is below an end that does not change; the step divides what lies between. */
    forEach(counter: Local<'i32'>, end: Integer, step: number | Integer, body: () => void): void;
    /** Does something, and again while the condition holds. */
    repeat(body: () => void, condition: Integer): void;
    /** The function as the code section has it: its own variables, and its instructions. */
    encode(result: Expression | null): Code;
}
//# sourceMappingURL=function.d.ts.map
import { type Code } from './encode.ts';
export type ValueType = 'i32' | 'f32' | 'v128';
/** What leaves one value on the stack. */
export interface Expression<T extends ValueType = ValueType> {
    readonly type: T;
    readonly code: Code;
}
/** What leaves nothing. */
export interface Statement {
    readonly type: null;
    readonly code: Code;
}
export type Integer = Expression<'i32'>;
export type Float = Expression<'f32'>;
export type Vector = Expression<'v128'>;
/** An instruction that takes values of one type: `Operation<[Vector, Vector], Vector>`. */
type Operation<A extends readonly Expression[], R extends Expression> = (...operands: A) => R;
type Load<R extends Expression> = (address: Integer, offset?: number) => R;
type Store<A extends Expression> = (address: Integer, value: A, offset?: number) => Statement;
type Opcodes = Readonly<Record<string, number>>;
type Each<O extends Opcodes, F> = {
    readonly [Name in keyof O]: F;
};
declare const i32Unary: {
    readonly eqz: 69;
};
declare const i32Binary: {
    readonly eq: 70;
    readonly lt_u: 73;
    readonly add: 106;
    readonly sub: 107;
    readonly mul: 108;
    readonly div_u: 110;
    readonly and: 113;
};
declare const v128Binary: {
    readonly and: 78;
    readonly or: 80;
};
/** bitselect: bits of the first where the third's are 1, of the second where they are 0. */
declare const v128Ternary: {
    readonly bitselect: 82;
};
declare const f32x4Unary: {
    readonly abs: 224;
    readonly neg: 225;
    readonly sqrt: 227;
};
/** pmin: b < a ? b : a, and pmax: a < b ? b : a, so that a NaN in a stays. */
declare const f32x4Binary: {
    readonly ne: 66;
    readonly lt: 67;
    readonly gt: 68;
    readonly add: 228;
    readonly sub: 229;
    readonly mul: 230;
    readonly div: 231;
    readonly pmin: 234;
    readonly pmax: 235;
};
/** madd: a·b + c, and nmadd: c - a·b, rounded once or twice, as the machine likes. */
declare const f32x4Ternary: {
    readonly relaxed_madd: 261;
    readonly relaxed_nmadd: 262;
};
export declare const i32: Each<typeof i32Unary, Operation<[Integer], Integer>> & Each<typeof i32Binary, Operation<[Integer, Integer], Integer>> & {
    const(value: number): Integer;
    readonly load8_u: Load<Integer>;
    /** What another thread has stored is seen, and all that it had stored before. */
    readonly atomic: {
        readonly load: Load<Integer>;
        readonly store: Store<Integer>;
    };
};
export declare const f32: {
    const(value: number): Float;
    readonly load: Load<Float>;
    readonly store: Store<Float>;
};
export declare const v128: Each<typeof v128Binary, Operation<[Vector, Vector], Vector>> & Each<typeof v128Ternary, Operation<[Vector, Vector, Vector], Vector>> & {
    readonly load: Load<Vector>;
    readonly load32_splat: Load<Vector>;
    readonly store: Store<Vector>;
};
declare const i32x4Binary: {
    readonly add: 174;
};
type Shift = (a: Vector, count: Integer) => Vector;
export declare const i32x4: Each<typeof i32x4Binary, Operation<[Vector, Vector], Vector>> & {
    readonly shl: Shift;
    readonly shr_u: Shift;
};
export declare const f32x4: Each<typeof f32x4Unary, Operation<[Vector], Vector>> & Each<typeof f32x4Binary, Operation<[Vector, Vector], Vector>> & Each<typeof f32x4Ternary, Operation<[Vector, Vector, Vector], Vector>> & {
    readonly splat: (a: Float) => Vector;
    /** All four lanes with one of `a`: i8x16.shuffle, which engines make one instruction of. */
    readonly splatLane: (a: Vector, lane: number) => Vector;
};
export {};
//# sourceMappingURL=instructions.d.ts.map
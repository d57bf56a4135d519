// The instructions that the kernels use, as functions from operands to expressions, under their names in the
// specification (WebAssembly 3.0, chapter 5.4, has their bytes). Each is run in test/instructions.test.ts.

import { type Bytes, type Code, float32, signed, unsigned } from './encode.ts';

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
type Each<O extends Opcodes, F> = { readonly [Name in keyof O]: F };

const i32Unary = { eqz: 0x45 } as const;
const i32Binary = {
  eq: 0x46,
  lt_u: 0x49,
  add: 0x6a,
  sub: 0x6b,
  mul: 0x6c,
  div_u: 0x6e,
  and: 0x71,
} as const;
const v128Binary = { and: 78, or: 80 } as const;
/** bitselect: bits of the first where the third's are 1, of the second where they are 0. */
const v128Ternary = { bitselect: 82 } as const;
const f32x4Unary = { abs: 224, neg: 225, sqrt: 227 } as const;
/** pmin: b < a ? b : a, and pmax: a < b ? b : a, so that a NaN in a stays. */
const f32x4Binary = {
  ne: 66,
  lt: 67,
  gt: 68,
  add: 228,
  sub: 229,
  mul: 230,
  div: 231,
  pmin: 234,
  pmax: 235,
} as const;
/** madd: a·b + c, and nmadd: c - a·b, rounded once or twice, as the machine likes. */
const f32x4Ternary = { relaxed_madd: 0x105, relaxed_nmadd: 0x106 } as const;

export const i32: Each<typeof i32Unary, Operation<[Integer], Integer>> &
  Each<typeof i32Binary, Operation<[Integer, Integer], Integer>> & {
    const(value: number): Integer;
    readonly load8_u: Load<Integer>;
    /** What another thread has stored is seen, and all that it had stored before. */
    readonly atomic: { readonly load: Load<Integer>; readonly store: Store<Integer> };
  } = {
  ...operations<typeof i32Unary, [Integer], Integer>('i32', i32Unary, plain),
  ...operations<typeof i32Binary, [Integer, Integer], Integer>('i32', i32Binary, plain),
  const: (value) => expression('i32', [0x41], signed(value)),
  load8_u: load('i32', [0x2d], 0),
  // An atomic access has to state the alignment that it has.
  atomic: { load: load('i32', [0xfe, 0x10], 2), store: store([0xfe, 0x17], 2) },
};

export const f32: {
  const(value: number): Float;
  readonly load: Load<Float>;
  readonly store: Store<Float>;
} = {
  const: (value) => expression('f32', [0x43], float32(value)),
  load: load('f32', [0x2a], 2),
  store: store([0x38], 2),
};

export const v128: Each<typeof v128Binary, Operation<[Vector, Vector], Vector>> &
  Each<typeof v128Ternary, Operation<[Vector, Vector, Vector], Vector>> & {
    readonly load: Load<Vector>;
    readonly load32_splat: Load<Vector>;
    readonly store: Store<Vector>;
  } = {
  ...operations<typeof v128Binary, [Vector, Vector], Vector>('v128', v128Binary, simd),
  ...operations<typeof v128Ternary, [Vector, Vector, Vector], Vector>('v128', v128Ternary, simd),
  load: load('v128', simd(0), 4),
  load32_splat: load('v128', simd(9), 2),
  store: store(simd(11), 4),
};

const i32x4Binary = { add: 174 } as const;
type Shift = (a: Vector, count: Integer) => Vector;

export const i32x4: Each<typeof i32x4Binary, Operation<[Vector, Vector], Vector>> & {
  readonly shl: Shift;
  readonly shr_u: Shift;
} = {
  ...operations<typeof i32x4Binary, [Vector, Vector], Vector>('v128', i32x4Binary, simd),
  shl: (a, count) => expression('v128', a.code, count.code, simd(171)),
  shr_u: (a, count) => expression('v128', a.code, count.code, simd(173)),
};

export const f32x4: Each<typeof f32x4Unary, Operation<[Vector], Vector>> &
  Each<typeof f32x4Binary, Operation<[Vector, Vector], Vector>> &
  Each<typeof f32x4Ternary, Operation<[Vector, Vector, Vector], Vector>> & {
    readonly splat: (a: Float) => Vector;
    /** All four lanes with one of `a`: i8x16.shuffle, which engines make one instruction of. */
    readonly splatLane: (a: Vector, lane: number) => Vector;
  } = {
  ...operations<typeof f32x4Unary, [Vector], Vector>('v128', f32x4Unary, simd),
  ...operations<typeof f32x4Binary, [Vector, Vector], Vector>('v128', f32x4Binary, simd),
  ...operations<typeof f32x4Ternary, [Vector, Vector, Vector], Vector>('v128', f32x4Ternary, simd),
  splat: (a) => expression('v128', a.code, simd(19)),
  splatLane: (a, lane) => {
    const bytes = Array.from({ length: 16 }, (_, byte) => 4 * lane + (byte % 4));
    return expression('v128', a.code, a.code, simd(13), bytes);
  },
};

function expression<T extends ValueType>(type: T, ...code: (number | Code)[]): Expression<T> {
  return { type, code };
}

function operations<O extends Opcodes, A extends readonly Expression[], R extends Expression>(
  type: R['type'],
  opcodes: O,
  encode: (opcode: number) => Bytes,
): Each<O, Operation<A, R>> {
  const made = Object.entries(opcodes).map(([name, opcode]) => [
    name,
    (...operands: A) => expression(type, ...operands.map(({ code }) => code), encode(opcode)),
  ]);
  return Object.fromEntries(made) as Each<O, Operation<A, R>>;
}

function plain(opcode: number): Bytes {
  return [opcode];
}

function simd(opcode: number): Bytes {
  return [0xfd, ...unsigned(opcode)];
}

/** The alignment, as a power of two, is a hint. */
function load<T extends ValueType>(type: T, opcode: Bytes, alignment: number): Load<Expression<T>> {
  return (address, offset = 0) =>
    expression(type, address.code, opcode, [alignment], unsigned(offset));
}

function store<T extends ValueType>(opcode: Bytes, alignment: number): Store<Expression<T>> {
  return (address, value, offset = 0) => ({
    type: null,
    code: [address.code, value.code, opcode, alignment, unsigned(offset)],
  });
}

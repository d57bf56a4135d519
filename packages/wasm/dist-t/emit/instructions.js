// The instructions that the kernels use, as functions from operands to expressions, under their names in the
// specification (WebAssembly 3.0, chapter 5.4, has their bytes). Each is run in test/instructions.test.ts.
import { float32, signed, unsigned } from "./encode.js";
const i32Unary = { eqz: 0x45 };
const i32Binary = {
    eq: 0x46,
    lt_u: 0x49,
    add: 0x6a,
    sub: 0x6b,
    mul: 0x6c,
    div_u: 0x6e,
    and: 0x71,
};
const v128Binary = { and: 78, or: 80 };
/** bitselect: bits of the first where the third's are 1, of the second where they are 0. */
const v128Ternary = { bitselect: 82 };
const f32x4Unary = { abs: 224, neg: 225, sqrt: 227 };
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
};
/** madd: a·b + c, and nmadd: c - a·b, rounded once or twice, as the machine likes. */
const f32x4Ternary = { relaxed_madd: 0x105, relaxed_nmadd: 0x106 };
export const i32 = {
    ...operations('i32', i32Unary, plain),
    ...operations('i32', i32Binary, plain),
    const: (value) => expression('i32', [0x41], signed(value)),
    load8_u: load('i32', [0x2d], 0),
    // An atomic access has to state the alignment that it has.
    atomic: { load: load('i32', [0xfe, 0x10], 2), store: store([0xfe, 0x17], 2) },
};
export const f32 = {
    const: (value) => expression('f32', [0x43], float32(value)),
    load: load('f32', [0x2a], 2),
    store: store([0x38], 2),
};
export const v128 = {
    ...operations('v128', v128Binary, simd),
    ...operations('v128', v128Ternary, simd),
    load: load('v128', simd(0), 4),
    load32_splat: load('v128', simd(9), 2),
    store: store(simd(11), 4),
};
const i32x4Binary = { add: 174 };
export const i32x4 = {
    ...operations('v128', i32x4Binary, simd),
    shl: (a, count) => expression('v128', a.code, count.code, simd(171)),
    shr_u: (a, count) => expression('v128', a.code, count.code, simd(173)),
};
export const f32x4 = {
    ...operations('v128', f32x4Unary, simd),
    ...operations('v128', f32x4Binary, simd),
    ...operations('v128', f32x4Ternary, simd),
    splat: (a) => expression('v128', a.code, simd(19)),
    splatLane: (a, lane) => {
        const bytes = Array.from({ length: 16 }, (_, byte) => 4 * lane + (byte % 4));
        return expression('v128', a.code, a.code, simd(13), bytes);
    },
};
function expression(type, ...code) {
    return { type, code };
}
function operations(type, opcodes, encode) {
    const made = Object.entries(opcodes).map(([name, opcode]) => [
        name,
        (...operands) => expression(type, ...operands.map(({ code }) => code), encode(opcode)),
    ]);
    return Object.fromEntries(made);
}
function plain(opcode) {
    return [opcode];
}
function simd(opcode) {
    return [0xfd, ...unsigned(opcode)];
}
/** The alignment, as a power of two, is a hint. */
function load(type, opcode, alignment) {
    return (address, offset = 0) => expression(type, address.code, opcode, [alignment], unsigned(offset));
}
function store(opcode, alignment) {
    return (address, value, offset = 0) => ({
        type: null,
        code: [address.code, value.code, opcode, alignment, unsigned(offset)],
    });
}
//# sourceMappingURL=instructions.js.map
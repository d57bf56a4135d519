// Sums and products of the units of a panel, written like equations.
import { f32x4, i32, i32x4, v128 } from "../emit/instructions.js";
import { constant } from "./constants.js";
/** a·b + c, rounded once where `isFused`, else twice, as anywhere in JavaScript. */
export function madd(isFused, a, b, c) {
    return isFused ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}
/** Arithmetic in one function, with so many vectors side by side. */
export class Arithmetic {
    body;
    isFused;
    width;
    constructor(body, isFused, width) {
        this.body = body;
        this.isFused = isFused;
        this.width = width;
    }
    add = this.#widen(f32x4.add);
    sub = this.#widen(f32x4.sub);
    mul = this.#widen(f32x4.mul);
    div = this.#widen(f32x4.div);
    pmin = this.#widen(f32x4.pmin);
    pmax = this.#widen(f32x4.pmax);
    lt = this.#widen(f32x4.lt);
    gt = this.#widen(f32x4.gt);
    abs = this.#widen(f32x4.abs);
    neg = this.#widen(f32x4.neg);
    and = this.#widen(v128.and);
    bitselect = this.#widen(v128.bitselect);
    /** a·b + c */
    madd = this.#widen((a, b, c) => madd(this.isFused, a, b, c));
    /** So many bits to the left, as whole numbers. */
    shl(a, bits) {
        return this.#widen((vector) => i32x4.shl(vector, i32.const(bits)))(a);
    }
    /** c₀ + x·(c₁ + x·(c₂ + …)) */
    polynomial(x, ...coefficients) {
        const [last, ...rest] = coefficients.toReversed();
        return rest.reduce((sum, name) => this.madd(sum, x, name), last);
    }
    /** Not below one bound and not above the other. NaN stays NaN: what may be NaN comes first in pmin and pmax. */
    clip(x, low, high) {
        return this.pmax(this.pmin(x, high), low);
    }
    /** What is made for each vector, kept in variables. */
    wide(make) {
        return Array.from({ length: this.width }, (_, v) => this.body.let(make(v)));
    }
    #widen(operation) {
        return (...operands) => {
            const wides = operands.map((operand) => this.#wideOf(operand));
            return this.wide((v) => operation(...wides.map((wide) => wide[v])));
        };
    }
    #wideOf(operand) {
        if (typeof operand !== 'string')
            return operand;
        const fetched = this.body.let(constant(operand));
        return Array.from({ length: this.width }, () => fetched);
    }
}
//# sourceMappingURL=arithmetic.js.map
// The contract's activations in SIMD, each equal to the function of its name in packages/cpu/src/activations.ts to within
// what its line says, measured in test/activations.test.ts. NaN stays NaN: what may be NaN comes first in pmin and pmax.
import { Quantity } from "./quantity.js";
export const wideActivations = {
    linear: (a, x) => new Quantity(a, x),
    tanh,
    sigmoid,
    hardSigmoid: whole((a, x) => hardSigmoid(a, x, 'sixth')),
    hardSigmoidKeras2: whole((a, x) => hardSigmoid(a, x, 'fifth')),
    relu: whole((a, x) => a.pmax(x, 'zero')),
    relu6: whole((a, x) => a.clip(x, 'zero', 'six')),
    leakyRelu: whole((a, x) => whereAbove(a, x, 'zero', x, a.mul(x, 'fifth'))),
    elu: whole(elu),
    selu: whole((a, x) => {
        const below = a.mul(expMinusOne(a, x), 'seluSlope');
        return whereAbove(a, x, 'zero', a.mul(x, 'seluScale'), below);
    }),
    celu: whole(elu),
    exponential: whole(exponential),
    softsign: whole((a, x) => a.div(x, a.add('one', a.abs(x)))),
    silu: (a, x) => {
        // The formula's -∞·0, which is NaN, where the fraction would say -∞.
        const nothing = a.mul(a.pmin(x, 'zero'), 'zero');
        // And below -83 e^-x grows no further.
        const bounded = new Quantity(a, a.add(a.pmax(x, 'expLow'), nothing));
        return bounded.times(sigmoid(a, x));
    },
    hardSilu: whole((a, x) => a.mul(x, hardSigmoid(a, x, 'sixth'))),
    hardTanh: whole((a, x) => a.clip(x, 'minusOne', 'one')),
    softShrink: whole((a, x) => a.and(a.sub(x, a.clip(x, 'minusHalf', 'half')), isLarge(a, x))),
    hardShrink: whole((a, x) => a.and(x, isLarge(a, x))),
    sparsePlus: whole((a, x) => {
        const raised = a.pmax(a.add(x, 'one'), 'zero');
        const curve = a.mul(a.mul(raised, raised), 'quarter');
        return a.bitselect(curve, x, a.lt(x, 'one'));
    }),
    sparseSigmoid: whole((a, x) => a.clip(a.madd(x, 'half', 'half'), 'zero', 'one')),
};
function whole(activation) {
    return (a, x) => new Quantity(a, activation(a, x));
}
/** x / y of two polynomials; 2.6e-7 absolutely with fused sums, 3.2e-7 without. Its parts stay below 1. */
function tanh(a, x) {
    const [low, high] = a.isFused
        ? ['tanhLowFused', 'tanhHighFused']
        : ['tanhLow', 'tanhHigh'];
    const within = a.clip(x, low, high);
    const square = a.mul(within, within);
    const part = (name) => a.polynomial(square, `tanh${name}0`, `tanh${name}1`, `tanh${name}2`, `tanh${name}3`, `tanh${name}4`);
    return new Quantity(a, a.mul(within, part('Over')), part('Under'));
}
/**
 * 1 / (1 + e^-x) = y / (y + 2^n·x) of the parts of e^-x, so that two fractions have one division; 2.4 units in the last
 * place, for x ≥ -83.
 */
function sigmoid(a, given) {
    const { scale, t } = reduce(a, a.clip(given, 'expLow', 'expHigh'));
    const { x, y } = expParts(a, t);
    return new Quantity(a, y, a.madd(scale, x, y), a.mul(scale, x));
}
/** e^x, 1.9 units in the last place, for all that a float32 holds: 2^-n in two factors, since it may not be one. */
function exponential(a, given) {
    const { n, t } = reduce(a, a.neg(a.clip(given, 'fullExpLow', 'fullExpHigh')));
    const { x, y } = expParts(a, t);
    const shifted = a.madd(n, 'half', 'expMagic');
    const rest = a.sub(n, a.sub(shifted, 'expMagic'));
    const factors = [shifted, a.add(rest, 'expMagic')].map((sum) => a.shl(sum, 23));
    return factors.reduce((product, factor) => a.mul(product, factor), a.div(x, y));
}
/** n and t of e^-x = 2^n·e^-t, with |t| ≤ ln 2 / 2; and 2^n, where n is an exponent of float32. */
function reduce(a, x) {
    const shifted = a.madd(x, 'minusLog2e', 'expMagic');
    const scale = a.shl(shifted, 23);
    const n = a.sub(shifted, 'expMagic');
    const t = a.madd(n, 'ln2Low', a.madd(n, 'ln2High', x));
    return { n, t, scale };
}
/** x and y of e^-t = x / y, Padé's approximant of three terms each, 6e-9 relatively: even and odd powers of t, subtracted and added. */
function expParts(a, t) {
    const square = a.mul(t, t);
    const even = a.madd(square, 'twelve', 'oneHundredTwenty');
    const odd = a.mul(t, a.add(square, 'sixty'));
    return { x: a.sub(even, odd), y: a.add(even, odd) };
}
/** e^x - 1 for x ≤ 0, without the loss of taking 1 from e^x; 1.3 units in the last place. */
function expMinusOne(a, x) {
    const below = a.clip(x, 'expLow', 'zero');
    const { scale, t } = reduce(a, a.neg(below));
    const series = a.polynomial(t, ...['series1', 'series2', 'series3', 'series4', 'series5', 'series6', 'series7']);
    return a.madd(a.mul(t, scale), series, a.sub(scale, 'one'));
}
function elu(a, x) {
    return whereAbove(a, x, 'zero', x, expMinusOne(a, x));
}
function hardSigmoid(a, x, slope) {
    return a.clip(a.madd(x, slope, 'half'), 'zero', 'one');
}
/** |x| > 0.5, which NaN is not. */
function isLarge(a, x) {
    return a.gt(a.abs(x), 'half');
}
/** x > bound ? above : otherwise, which a NaN takes. */
function whereAbove(a, x, bound, above, otherwise) {
    return a.bitselect(above, otherwise, a.gt(x, bound));
}
//# sourceMappingURL=activations.js.map
// Numbers of the formulas, four times each, where every kernel finds them: at the beginning of the memory. As literals
// V8 makes three instructions of each, and keeps none in a register.
import { i32, v128 } from "../emit/instructions.js";
/** In decimals, or as XNNPACK writes its own, in C's hexadecimal floats: sign, significand, exponent of 2. */
const values = {
    one: 1,
    six: 6,
    half: 0.5,
    quarter: 0.25,
    fifth: 0.2,
    sixth: 0.16666666666666666,
    minusOne: -1,
    minusHalf: -0.5,
    zero: 0,
    // e^-x, with XNNPACK's reduction rr2: n = round(-x / ln 2) by way of a number so large that float32 rounds there; 2^n by
    // shifting; t = x + n·ln 2 with ln 2 in two parts. Then e^-t by Padé: (120 + 12t² - t(60 + t²)) / (120 + 12t² + t(60 + t²)).
    expLow: -83,
    expHigh: 83,
    minusLog2e: '-0x1.715476p+0',
    expMagic: '0x1.8000FEp23',
    ln2High: '0x1.62E400p-1',
    ln2Low: '0x1.7F7D1Cp-20',
    twelve: 12,
    sixty: 60,
    oneHundredTwenty: 120,
    // e^-t - 1 as its series, for where 1 would be taken from e^x again.
    series1: -1,
    series2: 0.5,
    series3: -0.16666666666666666,
    series4: 0.041666666666666664,
    series5: -0.008333333333333333,
    series6: 0.001388888888888889,
    series7: -0.0001984126984126984,
    // tanh as a rational of x², XNNPACK's rational-9-8; beyond the bounds it is ±1 (the wider with fused sums). Both parts
    // are divided by 65536, so that a sigmoid's, which are below 150, times them stay below 1.
    tanhLow: -7.8522667885,
    tanhHigh: 7.8522667885,
    tanhLowFused: -7.9807181358,
    tanhHighFused: 7.9807181358,
    tanhOver0: 1.52587890625e-5,
    tanhOver1: 2.046571580657959e-6,
    tanhOver2: 5.3910095942687986e-8,
    tanhOver3: 3.240299417724609e-10,
    tanhOver4: 2.174212687072754e-13,
    tanhUnder0: 1.52587890625e-5,
    tanhUnder1: 7.132833161468506e-6,
    tanhUnder2: 3.9701842524719237e-7,
    tanhUnder3: 5.107571254882812e-9,
    tanhUnder4: 1.2415458418273925e-11,
    // Beyond these e^x is 0 or ∞ in float32.
    fullExpLow: -104,
    fullExpHigh: 89,
    /** A bit pattern: the upper halves of float32s, a bf16 each. */
    upperHalf: { bits: 0xffff0000 },
    quietNaN: { bits: 0x7fc00000 },
    integerOne: { bits: 1 },
    /** Just below half of what the lower half of a float32 is to its upper. */
    belowHalf: { bits: 0x7fff },
    seluScale: 1.0507009873554805,
    /** The scale times α, 1.6732632423543772. */
    seluSlope: 1.7580993408473766,
};
const names = Object.keys(values);
/** The bits of [constants, 4] numbers, to be copied to address 0. */
export const constantTable = Uint32Array.from(names.flatMap((name) => Array(4).fill(bitsOf(values[name]))));
export function constant(name) {
    return v128.load(i32.const(0), 16 * names.indexOf(name));
}
function bitsOf(value) {
    if (typeof value === 'object')
        return value.bits;
    const number = typeof value === 'number' ? value : parseHexadecimal(value);
    return new Uint32Array(Float32Array.of(number).buffer)[0];
}
function parseHexadecimal(value) {
    const [significand = '', exponent] = value.split('p');
    const [whole = '', fraction = ''] = significand.split('.');
    const digits = Number.parseInt(`${whole}${fraction}`, 16);
    return digits * 2 ** (Number(exponent) - 4 * fraction.length);
}
//# sourceMappingURL=constants.js.map
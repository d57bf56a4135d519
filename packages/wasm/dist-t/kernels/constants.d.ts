import { type Vector } from '../emit/instructions.ts';
/** In decimals, or as XNNPACK writes its own, in C's hexadecimal floats: sign, significand, exponent of 2. */
declare const values: {
    readonly one: 1;
    readonly six: 6;
    readonly half: 0.5;
    readonly quarter: 0.25;
    readonly fifth: 0.2;
    readonly sixth: 0.16666666666666666;
    readonly minusOne: -1;
    readonly minusHalf: -0.5;
    readonly zero: 0;
    readonly expLow: -83;
    readonly expHigh: 83;
    readonly minusLog2e: "-0x1.715476p+0";
    readonly expMagic: "0x1.8000FEp23";
    readonly ln2High: "0x1.62E400p-1";
    readonly ln2Low: "0x1.7F7D1Cp-20";
    readonly twelve: 12;
    readonly sixty: 60;
    readonly oneHundredTwenty: 120;
    readonly series1: -1;
    readonly series2: 0.5;
    readonly series3: -0.16666666666666666;
    readonly series4: 0.041666666666666664;
    readonly series5: -0.008333333333333333;
    readonly series6: 0.001388888888888889;
    readonly series7: -0.0001984126984126984;
    readonly tanhLow: -7.8522667885;
    readonly tanhHigh: 7.8522667885;
    readonly tanhLowFused: -7.9807181358;
    readonly tanhHighFused: 7.9807181358;
    readonly tanhOver0: 0.0000152587890625;
    readonly tanhOver1: 0.000002046571580657959;
    readonly tanhOver2: 5.3910095942687986e-8;
    readonly tanhOver3: 3.240299417724609e-10;
    readonly tanhOver4: 2.174212687072754e-13;
    readonly tanhUnder0: 0.0000152587890625;
    readonly tanhUnder1: 0.000007132833161468506;
    readonly tanhUnder2: 3.9701842524719237e-7;
    readonly tanhUnder3: 5.107571254882812e-9;
    readonly tanhUnder4: 1.2415458418273925e-11;
    readonly fullExpLow: -104;
    readonly fullExpHigh: 89;
    /** A bit pattern: the upper halves of float32s, a bf16 each. */
    readonly upperHalf: {
        readonly bits: 4294901760;
    };
    readonly quietNaN: {
        readonly bits: 2143289344;
    };
    readonly integerOne: {
        readonly bits: 1;
    };
    /** Just below half of what the lower half of a float32 is to its upper. */
    readonly belowHalf: {
        readonly bits: 32767;
    };
    readonly seluScale: 1.0507009873554805;
    /** The scale times α, 1.6732632423543772. */
    readonly seluSlope: 1.7580993408473766;
};
export type ConstantName = keyof typeof values;
/** The bits of [constants, 4] numbers, to be copied to address 0. */
export declare const constantTable: Uint32Array;
export declare function constant(name: ConstantName): Vector;
export {};
//# sourceMappingURL=constants.d.ts.map
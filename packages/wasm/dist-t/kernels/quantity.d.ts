import type { Arithmetic, Wide } from './arithmetic.ts';
/** over / under */
export declare class Quantity {
    #private;
    constructor(arithmetic: Arithmetic, over: Wide, under?: Wide | null, rest?: Wide | null);
    /** Divides. */
    get value(): Wide;
    times(other: Quantity): Quantity;
    plus(other: Quantity): Quantity;
    /** (a weight z) z·h + (1 - z)·n, with one division where z is a sigmoid and n a tanh, whose parts are small. */
    mix(h: Wide, n: Quantity): Quantity;
}
//# sourceMappingURL=quantity.d.ts.map
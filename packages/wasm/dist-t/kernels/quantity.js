// A quantity whose division may wait: dividing is the slowest part of a step of few units, and of two fractions that are
// multiplied only one divides.
/** over / under */
export class Quantity {
    #arithmetic;
    #over;
    #under;
    /** under - over, where it is known more exactly than as a difference. */
    #rest;
    constructor(arithmetic, over, under = null, rest = null) {
        this.#arithmetic = arithmetic;
        this.#over = over;
        this.#under = under;
        this.#rest = rest;
    }
    /** Divides. */
    get value() {
        return this.#under === null ? this.#over : this.#arithmetic.div(this.#over, this.#under);
    }
    times(other) {
        const { div, mul } = this.#arithmetic;
        if (this.#under !== null && other.#under !== null) {
            const under = mul(this.#under, other.#under);
            return new Quantity(this.#arithmetic, mul(this.#over, other.#over), under);
        }
        if (other.#under !== null)
            return other.times(this);
        // What is whole may be as large as a float32 can be, and so is divided before it is multiplied.
        const part = this.#under === null ? other.#over : div(other.#over, this.#under);
        return new Quantity(this.#arithmetic, mul(part, this.#over));
    }
    plus(other) {
        return new Quantity(this.#arithmetic, this.#arithmetic.add(this.value, other.value));
    }
    /** (a weight z) z·h + (1 - z)·n, with one division where z is a sigmoid and n a tanh, whose parts are small. */
    mix(h, n) {
        const { madd, mul, sub } = this.#arithmetic;
        if (this.#under !== null && this.#rest !== null && n.#under !== null && n.#rest === null) {
            const over = madd(this.#rest, n.#over, mul(h, mul(this.#over, n.#under)));
            return new Quantity(this.#arithmetic, over, mul(this.#under, n.#under));
        }
        const z = this.value;
        return new Quantity(this.#arithmetic, madd(sub('one', z), n.value, mul(z, h)));
    }
}
//# sourceMappingURL=quantity.js.map
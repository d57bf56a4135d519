// One phase of a step: the product with the state, and the equations, for panels of one row and for a panel of some rows.
import { integers, } from "../emit/function.js";
import { i32, v128 } from "../emit/instructions.js";
import { wideActivations } from "./activations.js";
import { Arithmetic } from "./arithmetic.js";
import { cellEquations } from "./cells.js";
import { addProduct, bytesOfVector, mostRows, writeMultiply, } from "./product.js";
import { Quantity } from "./quantity.js";
import { weightFormats } from "./weights.js";
/** Bytes that `steps` needs for its sums, those of a tile of rows and a panel of twelve vectors; and for one vector more. */
export const bytesOfSums = (mostRows * 12 + 4) * bytesOfVector;
/** From the sums to a vector that is handed to the host. */
const handedOver = mostRows * 12 * bytesOfVector;
/** Vectors that the equations are written for side by side: their sums and what is made of them fit the registers. */
const vectorsAbreast = 2;
const stateNames = ['h', 'c', 'h1', 'c1', 'z', 'rh'];
// prettier-ignore
const rowNames = [
    'h', 'c', 'h1', 'c1', 'z', 'rh', 'from', 'to', 'panel', 'panelBytes', 'units', 'given', 'd', 'sums',
];
/** `at` leads from the first row's beginning to the panel's units, `stateRow` from row to row. */
// prettier-ignore
const tileNames = [
    'h', 'c', 'h1', 'c1', 'z', 'rh', 'at', 'stateRow', 'panel', 'units', 'given', 'givenRow', 'd', 'sums', 'count',
];
/** Writes the functions of a cell's phases. */
export class PhaseWriter {
    /** Bytes that a unit's panel has in a row of states, and in a row of x·W + b. */
    unitBytes;
    givenBytes;
    #module;
    #variant;
    #host;
    #style;
    /** Vectors of four units that a gate has in a panel. */
    #vectors;
    /** By the vectors of a panel. */
    #products = new Map();
    constructor(module, variant, { host, style }) {
        const { gates, unitsOfPanel } = cellEquations[variant.name];
        this.#module = module;
        this.#variant = variant;
        this.#host = host;
        this.#style = style;
        this.#vectors = unitsOfPanel / 4;
        this.unitBytes = this.#vectors * bytesOfVector;
        this.givenBytes = gates * this.unitBytes;
    }
    /** Bytes of a row of a panel of weights with so many gates. */
    weightBytes(gates) {
        return gates * this.#vectors * weightFormats[this.#style.weights].bytesOfFour;
    }
    write(phase) {
        return { phase, ofRow: this.#panelsOfRow(phase), ofTile: this.#panelOfTile(phase) };
    }
    /** The product for panels with so many gates, written once. */
    multiply(gates) {
        const vectorsOfPanel = gates * this.#vectors;
        const known = this.#products.get(vectorsOfPanel);
        if (known !== undefined)
            return known;
        const made = writeMultiply(this.#module, vectorsOfPanel, this.#style);
        this.#products.set(vectorsOfPanel, made);
        return made;
    }
    /** One phase of some panels of one row, whose sums never leave the registers. */
    #panelsOfRow(phase) {
        return this.#module.function(`row${phase.gates.join('')}`, integers(rowNames), (body, parameters) => {
            const { panel, panelBytes, units, given, d, from, to } = parameters;
            const room = body.let(i32.add(parameters.sums, i32.const(handedOver)));
            const at = body.let(from);
            body.forEach(at, to, this.unitBytes, () => {
                const sums = range(this.#phaseVectors(phase)).map((vector) => body.let(this.#begin(phase, vector, given, d)));
                const rows = [parameters[phase.input]];
                const format = weightFormats[this.#style.weights];
                const product = { rows, depth: units, panel, format, vectorsOfPanel: sums.length };
                addProduct(body, this.#style.isFused, { ...product, sums: [sums] });
                this.#equations(body, phase, {
                    ...statesFrom(body, parameters, at),
                    ...{ given, room },
                    sum: (vector) => sums[vector],
                });
                body.increase(panel, panelBytes);
                body.increase(given, i32.const(this.givenBytes));
                body.increase(d, i32.const(this.unitBytes));
            });
        });
    }
    /** One phase of one panel of a tile of rows, whose sums lie in `sums` in between. */
    #panelOfTile(phase) {
        const multiply = this.multiply(phase.gates.length);
        const bytesOfRow = this.#phaseVectors(phase) * bytesOfVector;
        return this.#module.function(`tile${phase.gates.join('')}`, integers(tileNames), (body, parameters) => {
            const { count, panel, units, given, givenRow, d, at, stateRow, sums } = parameters;
            for (const { from, gates, isApart } of this.#runsOf(phase)) {
                const skipped = from * this.unitBytes;
                const first = phase.gates[from] * this.unitBytes;
                body.call(multiply, {
                    ...{ count, rows: parameters[phase.input], rowBytes: stateRow, depth: units },
                    ...{
                        panel: i32.add(panel, i32.const(this.weightBytes(from))),
                        width: i32.const(gates * this.unitBytes),
                    },
                    begin: isApart ? d : i32.add(given, i32.const(first)),
                    beginBytes: isApart ? i32.const(0) : givenRow,
                    ...{ sums: i32.add(sums, i32.const(skipped)), sumsBytes: i32.const(bytesOfRow) },
                });
            }
            const states = statesFrom(body, parameters, at);
            const end = body.let(i32.add(sums, i32.mul(count, i32.const(bytesOfRow))));
            const room = body.let(i32.add(sums, i32.const(handedOver)));
            body.forEach(sums, end, bytesOfRow, () => {
                const sum = (vector) => v128.load(sums, vector * bytesOfVector);
                this.#equations(body, phase, { ...states, given, room, sum });
                body.increase(given, givenRow);
                for (const state of Object.values(states))
                    body.increase(state, stateRow);
            });
        });
    }
    /** The equations of a phase for one panel of one row. */
    #equations(body, phase, from) {
        const width = Math.min(this.#vectors, vectorsAbreast);
        const arithmetic = new Arithmetic(body, this.#style.isFused, width);
        const activations = {
            a: this.#activation(arithmetic, this.#variant.activation, from.room),
            σ: this.#activation(arithmetic, this.#variant.recurrentActivation, from.room),
        };
        for (let first = 0; first < this.#vectors; first += width) {
            const wide = (make) => arithmetic.wide((v) => make(first + v));
            const units = {
                sum: (gate) => wide((v) => from.sum(phase.gates.indexOf(gate) * this.#vectors + v)),
                given: (gate) => wide((v) => v128.load(from.given, (gate * this.#vectors + v) * bytesOfVector)),
                load: (state) => wide((v) => v128.load(from[state], v * bytesOfVector)),
                store: (state, value) => {
                    for (const [v, vector] of value.entries()) {
                        body.do(v128.store(from[state], vector, (first + v) * bytesOfVector));
                    }
                },
            };
            phase.equations(units, activations, arithmetic);
        }
    }
    #activation(arithmetic, name, room) {
        const inVectors = wideActivations[name];
        if (inVectors !== undefined)
            return (x) => inVectors(arithmetic, x);
        const callee = this.#host.get(name);
        const { body } = arithmetic;
        return (x) => {
            const made = arithmetic.wide((v) => {
                body.do(v128.store(room, x[v]));
                body.call(callee, { at: room });
                return v128.load(room);
            });
            return new Quantity(arithmetic, made);
        };
    }
    /** Where a sum of a phase begins. */
    #begin(phase, vector, given, d) {
        const gate = phase.gates[Math.floor(vector / this.#vectors)];
        const v = vector % this.#vectors;
        return phase.apart.includes(gate)
            ? v128.load(d, v * bytesOfVector)
            : v128.load(given, (gate * this.#vectors + v) * bytesOfVector);
    }
    #phaseVectors({ gates }) {
        return gates.length * this.#vectors;
    }
    /** Gates of a phase that follow each other and begin with the same. */
    #runsOf({ gates, apart }) {
        const runs = [];
        for (const [from, gate] of gates.entries()) {
            const isApart = apart.includes(gate);
            const last = runs.at(-1);
            if (last?.isApart === isApart)
                last.gates++;
            else
                runs.push({ from, gates: 1, isApart });
        }
        return runs;
    }
}
function range(length) {
    return Array.from({ length }, (_, index) => index);
}
function statesFrom(body, states, at) {
    const from = (state) => body.let(i32.add(state, at));
    return {
        ...{ h: from(states.h), c: from(states.c), h1: from(states.h1), c1: from(states.c1) },
        ...{ z: from(states.z), rh: from(states.rh) },
    };
}
//# sourceMappingURL=phase.js.map
// The functions of one cell: x·W + b for many steps at once, and the steps themselves.
import { lineBytes } from "../alignment.js";
import { integers, } from "../emit/function.js";
import { i32 } from "../emit/instructions.js";
import { cellEquations } from "./cells.js";
import { PhaseWriter } from "./phase.js";
import { inTiles } from "./product.js";
/** Bits of a step of a row, see masks.ts. */
export const rowBits = { kept: 1, shows: 2, anyKept: 4 };
// prettier-ignore
const projectParameters = [
    'x', 'xRow', 'rows', 'depth', 'W', 'b', 'given', 'givenRow', 'panels',
];
// prettier-ignore
const stepsParameters = [
    'count', 'batch', 'units', 'stateRow', 'from', 'to', 'U', 'd', 'h', 'h1', 'h2', 'c', 'c1', 'c2', 'z', 'rh',
    'given', 'givenRow', 'sums', 'bits', 'output', 'outputStep', 'outputRow',
];
// prettier-ignore
const sharedStepsParameters = [
    'step', 'end', 'units', 'from', 'to', 'U', 'd', 'h', 'c', 'stateRow', 'given', 'givenRow', 'sums',
    'own', 'other', 'patience',
];
// prettier-ignore
const showParameters = ['h', 'stateRow', 'batch', 'bits', 'output', 'outputRow', 'bytes'];
/** The names of {@link CellExports}. */
export const cellExportNames = [
    ...['project', 'steps', 'show', 'sharedSteps'],
];
const projectTypes = integers(projectParameters);
const stepsTypes = integers(stepsParameters);
const sharedStepsTypes = integers(sharedStepsParameters);
const showTypes = integers(showParameters);
/** Writes the functions of a cell and exports each of {@link CellExports} under its name with the prefix. */
export function writeCell(module, prefix, variant, { common, isShared, ...own }) {
    const writer = new CellWriter(module, variant.name, common, new PhaseWriter(module, variant, own));
    module.export(`${prefix}project`, writer.project());
    const show = writer.show();
    module.export(`${prefix}show`, show);
    module.export(`${prefix}steps`, writer.steps(show));
    if (isShared)
        module.export(`${prefix}sharedSteps`, writer.sharedSteps());
}
class CellWriter {
    #module;
    #common;
    #hasC;
    #gates;
    #writer;
    #phases;
    constructor(module, name, common, writer) {
        const { gates, phases } = cellEquations[name];
        this.#module = module;
        this.#common = common;
        this.#hasC = name === 'lstm';
        this.#gates = gates;
        this.#writer = writer;
        this.#phases = phases.map((phase) => writer.write(phase));
    }
    project() {
        const multiply = this.#writer.multiply(this.#gates);
        return this.#module.function('project', projectTypes, (body, { x, xRow, rows, depth, W, b, given, givenRow, panels }) => {
            const panel = body.let(i32.const(0));
            const panelBytes = body.let(i32.mul(depth, i32.const(this.#writer.weightBytes(this.#gates))));
            const width = i32.const(this.#writer.givenBytes);
            body.forEach(panel, panels, 1, () => {
                inTiles(body, rows, (count, first) => body.call(multiply, {
                    ...{ count, rows: i32.add(x, i32.mul(first, xRow)), rowBytes: xRow, depth },
                    ...{ panel: W, begin: b, beginBytes: i32.const(0), width },
                    ...{ sums: i32.add(given, i32.mul(first, givenRow)), sumsBytes: givenRow },
                }));
                body.increase(W, panelBytes);
                body.increase(b, width);
                body.increase(given, width);
            });
        });
    }
    steps(show) {
        return this.#module.function('steps', stepsTypes, (body, parameters) => {
            const { count, batch, units, stateRow, h, h1, h2, c, c1, c2 } = parameters;
            const { given, givenRow, bits, output, outputStep, outputRow } = parameters;
            const step = body.let(i32.const(0));
            const bytes = body.let(i32.mul(units, i32.const(4)));
            const stepBytes = body.let(i32.mul(batch, givenRow));
            const isMasked = () => i32.eqz(i32.eqz(bits));
            body.forEach(step, count, 1, () => {
                // Without a mask, address 0 is read: a constant, whose bits say nothing, is not asked.
                const anyKept = i32.and(i32.load8_u(bits), i32.const(rowBits.anyKept));
                const takeStep = () => this.#takeStep(body, parameters);
                body.if(isMasked(), () => body.if(anyKept, takeStep), takeStep);
                body.if(isMasked(), () => this.#restore(body, parameters));
                body.if(output, () => {
                    body.call(show, { h: h1, stateRow, batch, bits, output, outputRow, bytes });
                    body.increase(output, outputStep);
                });
                body.set(h, h1);
                body.set(h1, h2);
                body.set(h2, h);
                if (this.#hasC) {
                    body.set(c, c1);
                    body.set(c1, c2);
                    body.set(c2, c);
                }
                body.increase(given, stepBytes);
                body.if(isMasked(), () => body.increase(bits, batch));
            });
        });
    }
    #takeStep(body, parameters) {
        const { batch, units, stateRow, from, to, givenRow, sums, h, h1, c, c1, z, rh } = parameters;
        const { unitBytes, givenBytes } = this.#writer;
        const matrix = body.let(parameters.U);
        const panels = body.let(i32.div_u(i32.sub(to, from), i32.const(unitBytes)));
        for (const { phase, ofRow, ofTile } of this.#phases) {
            const weightBytes = i32.const(this.#writer.weightBytes(phase.gates.length));
            const panelBytes = body.let(i32.mul(units, weightBytes));
            const ofPanels = () => {
                const panel = body.let(matrix);
                const given = body.let(parameters.given);
                const d = body.let(parameters.d);
                const at = body.let(from);
                body.forEach(at, to, unitBytes, () => {
                    inTiles(body, batch, (count, first) => {
                        const skipped = body.let(i32.mul(first, stateRow));
                        const ofTileOf = (state) => i32.add(state, skipped);
                        body.call(ofTile, {
                            ...{ h: ofTileOf(h), c: ofTileOf(c), h1: ofTileOf(h1), c1: ofTileOf(c1) },
                            ...{ z: ofTileOf(z), rh: ofTileOf(rh), count },
                            ...{ at, stateRow, panel, units, givenRow, d, sums },
                            given: i32.add(given, i32.mul(first, givenRow)),
                        });
                    });
                    body.increase(panel, panelBytes);
                    body.increase(given, i32.const(givenBytes));
                    body.increase(d, i32.const(unitBytes));
                });
            };
            body.if(i32.eq(batch, i32.const(1)), () => {
                const { given, d } = parameters;
                const states = { h, c, h1, c1, z, rh };
                body.call(ofRow, {
                    ...states,
                    from,
                    to,
                    panel: matrix,
                    panelBytes,
                    units,
                    given,
                    d,
                    sums,
                });
            }, ofPanels);
            body.increase(matrix, i32.mul(panels, panelBytes));
        }
    }
    sharedSteps() {
        const [{ phase, ofRow }] = this.#phases;
        return this.#module.functionOf('sharedSteps', sharedStepsTypes, 'i32', (body, parameters) => {
            const { step, end, units, from, to, U, d, h, c, stateRow } = parameters;
            const { given, givenRow, sums, own, other, patience } = parameters;
            const weightBytes = i32.const(this.#writer.weightBytes(phase.gates.length));
            const panelBytes = body.let(i32.mul(units, weightBytes));
            const [h1, c1] = [body.let(i32.add(h, stateRow)), body.let(i32.add(c, stateRow))];
            const [looks, seen] = [body.local('i32'), body.local('i32')];
            const [at, endOfRow, touched] = [body.local('i32'), body.local('i32'), body.local('i32')];
            const takeStep = () => {
                // Nothing is kept from phase to phase.
                const states = { h, c, h1, c1, z: i32.const(0), rh: i32.const(0) };
                body.call(ofRow, { ...states, from, to, panel: U, panelBytes, units, given, d, sums });
                for (const state of [h, c, h1, c1])
                    body.increase(state, stateRow);
                body.increase(given, givenRow);
                body.increase(step, i32.const(1));
                body.do(i32.atomic.store(own, step));
                body.set(looks, patience);
                const look = () => {
                    body.set(seen, i32.atomic.load(other));
                    body.increase(looks, i32.const(-1));
                };
                body.repeat(look, i32.and(i32.lt_u(seen, step), i32.lt_u(i32.const(0), looks)));
                // Lines that the other has written come all at once, not one by one as the product gets to them: 4 % of 256 units.
                body.set(at, h);
                body.set(endOfRow, i32.add(h, stateRow));
                body.forEach(at, endOfRow, lineBytes, () => body.set(touched, i32.load8_u(at)));
            };
            // A thread that is one step ahead may wait for this one.
            const isBeside = i32.lt_u(i32.sub(seen, step), i32.const(2));
            body.repeat(takeStep, i32.and(i32.lt_u(step, end), isBeside));
            return step;
        });
    }
    /** Gives masked rows the state that they had. */
    #restore(body, { batch, stateRow, bits, h, h1, c, c1 }) {
        const row = body.let(i32.const(0));
        const skipped = body.let(i32.const(0));
        const copy = (from, to) => body.call(this.#common.copy, {
            from: i32.add(from, skipped),
            to: i32.add(to, skipped),
            bytes: stateRow,
        });
        body.forEach(row, batch, 1, () => {
            const isKept = i32.and(i32.load8_u(i32.add(bits, row)), i32.const(rowBits.kept));
            body.if(i32.eqz(isKept), () => {
                copy(h, h1);
                if (this.#hasC)
                    copy(c, c1);
            });
            body.increase(skipped, stateRow);
        });
    }
    /** Writes h of each row, or zeros where its bits say so. */
    show() {
        const { copy, clear, copyRows } = this.#common;
        return this.#module.function('show', showTypes, (body, { h, stateRow, batch, bits, output, outputRow, bytes }) => {
            body.if(bits, () => {
                const row = body.let(i32.const(0));
                body.forEach(row, batch, 1, () => {
                    body.if(i32.and(i32.load8_u(i32.add(bits, row)), i32.const(rowBits.shows)), () => body.call(copy, { from: h, to: output, bytes }), () => body.call(clear, { to: output, bytes }));
                    body.increase(h, stateRow);
                    body.increase(output, outputRow);
                });
            }, () => body.call(copyRows, {
                ...{ from: h, fromRow: stateRow, to: output, toRow: outputRow },
                ...{ rows: batch, bytes },
            }));
        });
    }
}
//# sourceMappingURL=layer.js.map
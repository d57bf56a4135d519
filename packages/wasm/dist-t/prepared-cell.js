// A cell's weights in the memory, laid out for the kernels.
import { lineBytes, roundUp } from "./alignment.js";
import { cellEquations } from "./kernels/cells.js";
import { bytesOfVector } from "./kernels/product.js";
import { weightFormats } from "./kernels/weights.js";
const bytesOfNumber = 4;
/** Rows of a matrix are brought over in so many bytes at a time: what they are laid out from then lies in the second cache. */
const stagedBytes = 2 ** 19;
export class PreparedCell {
    functions;
    /** The number of their program, by which other threads know it. */
    program;
    inputDim;
    units;
    panels;
    /** Bytes of a row of states, of which the last panel may have more units than the cell. */
    stateRow;
    /** Bytes of a row of x·W + b. */
    givenRow;
    /** Bytes of a panel of W, and of U where a step has one phase. */
    panelOfW;
    panelOfU;
    hasC;
    /** Whether phases of a step keep vectors for each other. */
    hasPhases;
    /** Addresses of W [panels][inputDim][gates][unitsOfPanel], b, U (a matrix for each phase), and d. */
    W;
    b;
    U;
    d;
    bytes;
    constructor(heap, common, { functions, program }, checked, type) {
        const { cell, inputDim, weights } = checked;
        const { units } = cell;
        const { gates, phases, unitsOfPanel } = cellEquations[nameOf(cell)];
        this.functions = functions;
        this.program = program;
        this.inputDim = inputDim;
        this.units = units;
        this.panels = Math.ceil(units / unitsOfPanel);
        const paddedUnits = this.panels * unitsOfPanel;
        this.stateRow = paddedUnits * bytesOfNumber;
        this.givenRow = gates * this.stateRow;
        this.hasC = cell.kind === 'lstm';
        this.hasPhases = phases.length > 1;
        const { bytesOfFour } = weightFormats[type];
        const bytesOf = (rows) => roundUp((rows * this.givenRow * bytesOfFour) / bytesOfVector, lineBytes);
        this.panelOfW = (inputDim * this.givenRow * bytesOfFour) / bytesOfVector / this.panels;
        this.panelOfU = (units * this.givenRow * bytesOfFour) / bytesOfVector / this.panels;
        const biasBytes = roundUp(this.givenRow, lineBytes);
        const sizes = [bytesOf(inputDim), biasBytes, bytesOf(units), biasBytes];
        this.bytes = sizes.reduce((sum, size) => sum + size);
        this.W = heap.allocate('wasm.layer: weights', this.bytes);
        this.b = this.W + sizes[0];
        this.U = this.b + sizes[1];
        this.d = this.U + sizes[2];
        const columns = gates * units;
        const pack = (matrix, rows, which, to) => packMatrix(heap, common, { matrix, rows, columns, units, unitsOfPanel, which, type, to });
        const packBias = (bias, which, to) => packMatrix(heap, common, {
            ...{ matrix: bias, rows: 1, columns, units, unitsOfPanel, which, type: 'f32', to },
        });
        const all = Array.from({ length: gates }, (_, gate) => gate);
        try {
            const { b, d } = biasesOf(cell, type === 'bf16' ? roundToBf16(weights.bias) : weights.bias);
            pack(weights.kernel, inputDim, all, this.W);
            packBias(b, all, this.b);
            let to = this.U;
            for (const phase of phases) {
                pack(weights.recurrentKernel, units, phase.gates, to);
                to += (phase.gates.length * units * this.stateRow * bytesOfFour) / bytesOfVector;
            }
            if (d !== null)
                packBias(d, [2], this.d);
        }
        catch (error) {
            heap.free(this.W);
            throw error;
        }
    }
}
/** The biases for x·W, and those for h·U where they do not join them: r resets n's alone. */
function biasesOf(cell, bias) {
    if (cell.kind !== 'gru' || !cell.resetAfter)
        return { b: bias, d: null };
    const columns = 3 * cell.units;
    const [b, d] = [bias.slice(0, columns), bias.slice(columns)];
    for (let column = 0; column < 2 * cell.units; column++) {
        b[column] = b[column] + d[column];
    }
    return { b, d };
}
/** Lays some gates' columns of a matrix [rows, columns] out in panels, a block of rows after the other. */
function packMatrix(heap, common, parts) {
    const { matrix, rows, columns, units, unitsOfPanel, which, type, to } = parts;
    // Rows whose length is a power of two would take each other's place in the first cache: a line more keeps them apart.
    const rowBytes = roundUp(columns * bytesOfNumber, lineBytes) + lineBytes;
    const rowsAtOnce = Math.min(rows, Math.max(1, Math.floor(stagedBytes / rowBytes)));
    const packedRow = which.length * unitsOfPanel * bytesOfNumber;
    const panels = Math.ceil(units / unitsOfPanel);
    // A block as it comes, and for bf16 in panels too, from which it is rounded.
    const stagedSize = roundUp(rowsAtOnce * rowBytes, lineBytes);
    const wideSize = type === 'f32' ? 0 : panels * rowsAtOnce * packedRow;
    const staged = heap.allocate('wasm.layer: weights', stagedSize + wideSize);
    const wide = staged + stagedSize;
    const from = staged + which[0] * units * bytesOfNumber;
    for (let row = 0; row < rows; row += rowsAtOnce) {
        const count = Math.min(rowsAtOnce, rows - row);
        for (let k = 0; k < count; k++) {
            const own = matrix.subarray((row + k) * columns, (row + k + 1) * columns);
            heap.floats.set(own, (staged + k * rowBytes) / bytesOfNumber);
        }
        const pack = (target, panelBytes) => common.pack(...[from, rowBytes, count, which.length, units, unitsOfPanel], ...[target, panelBytes]);
        if (type === 'f32') {
            pack(to + row * packedRow, rows * packedRow);
            continue;
        }
        const bytes = count * packedRow;
        pack(wide, bytes);
        for (let panel = 0; panel < panels; panel++) {
            const target = to + ((panel * rows + row) * packedRow) / 2;
            common.narrow(wide + panel * bytes, target, bytes);
        }
    }
    heap.free(staged);
}
/** Rounds to the nearest bf16, of two as near to the even one. Equals `narrow` of kernels/common.ts. */
function roundToBf16(numbers) {
    const rounded = numbers.slice();
    const bits = new Uint32Array(rounded.buffer);
    for (const [k, number] of numbers.entries()) {
        const own = bits[k];
        if (!Number.isNaN(number))
            bits[k] = (own + 0x7fff + ((own >>> 16) & 1)) & 0xffff0000;
    }
    return rounded;
}
/** The name of the equations of a cell. */
function nameOf(cell) {
    return cell.kind === 'gru' && !cell.resetAfter ? 'gruResetBefore' : cell.kind;
}
/** What kernels for a cell are written for. */
export function variantOf(cell) {
    const { activation } = cell;
    // A SimpleRNN has no gates, and so one set of kernels whatever its recurrent activation would be.
    const recurrentActivation = cell.kind === 'simpleRNN' ? activation : cell.recurrentActivation;
    return { name: nameOf(cell), activation, recurrentActivation };
}
//# sourceMappingURL=prepared-cell.js.map
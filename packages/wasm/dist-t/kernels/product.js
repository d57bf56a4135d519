// Products of rows with a panel of a matrix: nine tenths of the running time. Equals addProduct of packages/cpu/src/linear.ts.
//
// Every sum is one chain, k after k, whatever the number of rows: so a row has the same bits alone, in a batch, in a
// stream, and on any thread.
import { integers } from "../emit/function.js";
import { f32x4, i32, v128 } from "../emit/instructions.js";
import { madd } from "./arithmetic.js";
import { weightFormats } from "./weights.js";
export const bytesOfVector = 16;
const bytesOfNumber = 4;
/** Most rows that are multiplied at once: 6 rows of 8 columns fill 12 of x64's 16 registers (97 % of the machine's peak). */
export const mostRows = 6;
/** Vectors of a panel that are summed up at once: as many as keep eight sums or more on their way, and in registers. */
function vectorsAtOnce(rows, vectorsOfPanel) {
    if (rows === 1)
        return vectorsOfPanel;
    return rows === 2 ? 4 : 2;
}
// prettier-ignore
const multiplyParameters = integers([
    'rows', 'rowBytes', 'depth', 'panel', 'begin', 'beginBytes', 'sums', 'sumsBytes', 'width',
]);
/** Writes sums = begin + rows·panel, for panels so wide and any `count` of rows from 1 to {@link mostRows}. */
export function writeMultiply(module, vectorsOfPanel, style) {
    const byCount = Array.from({ length: mostRows }, (_, index) => writeTile(module, index + 1, vectorsOfPanel, style));
    const parameters = { count: 'i32', ...multiplyParameters };
    return module.function(`multiplyBy${vectorsOfPanel}`, parameters, (body, { count, ...args }) => {
        const choose = (rows) => {
            const call = () => body.call(byCount[rows - 1], args);
            if (rows === 1)
                call();
            else
                body.if(i32.eq(count, i32.const(rows)), call, () => choose(rows - 1));
        };
        choose(mostRows);
    });
}
function writeTile(module, count, vectorsOfPanel, { isFused, weights }) {
    const format = weightFormats[weights];
    // From bytes of sums to bytes of the weights that they belong to.
    const perWeight = i32.const(bytesOfVector / format.bytesOfFour);
    const vectors = vectorsAtOnce(count, vectorsOfPanel);
    const name = `multiply${count}x${vectorsOfPanel}`;
    return module.function(name, multiplyParameters, (body, parameters) => {
        const { rowBytes, depth, panel, begin, beginBytes, sumsBytes, width } = parameters;
        const rows = rowsFrom(body, parameters.rows, rowBytes, count);
        const begins = rowsFrom(body, begin, beginBytes, count);
        const targets = rowsFrom(body, parameters.sums, sumsBytes, count);
        const at = body.let(i32.const(0));
        body.forEach(at, width, vectors * bytesOfVector, () => {
            const sums = begins.map((row) => {
                const first = i32.add(row, at);
                return Array.from({ length: vectors }, (_, v) => body.let(v128.load(first, v * bytesOfVector)));
            });
            const from = i32.add(panel, i32.div_u(at, perWeight));
            const part = { rows, depth, panel: from, format, vectorsOfPanel, sums };
            addProduct(body, isFused, part);
            for (const [row, vectorsOfRow] of sums.entries()) {
                const to = body.let(i32.add(targets[row], at));
                for (const [v, sum] of vectorsOfRow.entries()) {
                    body.do(v128.store(to, sum, v * bytesOfVector));
                }
            }
        });
    });
}
/** Pointers to rows that lie so far apart. */
function rowsFrom(body, first, apart, count) {
    const rows = [body.let(first)];
    while (rows.length < count)
        rows.push(body.let(i32.add(rows.at(-1), apart)));
    return rows;
}
/** sum += row·M, for some rows and some columns. */
export function addProduct(body, isFused, product) {
    const { depth, panel, format, vectorsOfPanel, sums } = product;
    const rows = product.rows.map((row) => body.let(row));
    const [first] = rows;
    const weights = body.let(panel);
    const bytesOfK = vectorsOfPanel * format.bytesOfFour;
    const end = body.let(i32.add(first, i32.mul(depth, i32.const(bytesOfNumber))));
    const endOfFours = body.let(i32.add(first, i32.mul(i32.and(depth, i32.const(-4)), i32.const(bytesOfNumber))));
    /** So many of k, from where the pointers are. */
    const add = (steps) => {
        // One row is read four numbers at a time, since there reading is what takes the time.
        const four = rows.length === 1 && steps === 4 ? body.let(v128.load(first)) : null;
        for (let k = 0; k < steps; k++) {
            const count = sums[0].length;
            const read = format.read(body, weights, k * bytesOfK, count);
            const number = (row) => four === null ? v128.load32_splat(row, k * bytesOfNumber) : f32x4.splatLane(four, k);
            if (rows.length === 1) {
                const x = body.let(number(first));
                for (const [v, sum] of sums[0].entries()) {
                    body.set(sum, madd(isFused, read[v], x, sum));
                }
                continue;
            }
            const kept = read.map((weight) => body.let(weight));
            for (const [r, row] of rows.entries()) {
                const x = body.let(number(row));
                for (const [v, sum] of sums[r].entries()) {
                    body.set(sum, madd(isFused, kept[v], x, sum));
                }
            }
        }
        for (const row of rows.slice(1))
            body.increase(row, i32.const(steps * bytesOfNumber));
        body.increase(weights, i32.const(steps * bytesOfK));
    };
    body.forEach(first, endOfFours, 4 * bytesOfNumber, () => add(4));
    body.forEach(first, end, bytesOfNumber, () => add(1));
}
/** Goes through rows in tiles: as few as can be, and as even as can be. */
export function inTiles(body, rows, write) {
    const first = body.let(i32.const(0));
    const left = body.let(rows);
    const tiles = body.let(i32.div_u(i32.add(left, i32.const(mostRows - 1)), i32.const(mostRows)));
    const count = body.local('i32');
    body.forEach(first, rows, count, () => {
        body.set(count, i32.div_u(i32.sub(i32.add(left, tiles), i32.const(1)), tiles));
        write(count, first);
        body.set(left, i32.sub(left, count));
        body.increase(tiles, i32.const(-1));
    });
}
//# sourceMappingURL=product.js.map
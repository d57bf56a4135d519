// What every module has beside its cells: rows that are copied, weights that are laid out, directions that are merged.
import { integers } from "../emit/function.js";
import { f32, f32x4, i32, i32x4, v128 } from "../emit/instructions.js";
import { constant } from "./constants.js";
/** Rows of so many bytes, which begin so many bytes apart. */
const copyRowsParameters = ['from', 'fromRow', 'to', 'toRow', 'rows', 'bytes'];
// prettier-ignore
const packParameters = [
    'from', 'rowBytes', 'rows', 'gates', 'units', 'unitsOfPanel', 'to', 'panelBytes',
];
// prettier-ignore
const mergeParameters = [
    'mode', 'rows', 'forward', 'forwardBytes', 'backward', 'backwardBytes', 'output',
];
/** Modes of a merge, as numbers for `merge`. */
export const mergeModes = { concat: 0, sum: 1, mul: 2, ave: 3 };
export function writeCommon(module) {
    const [vector, number] = [i32.const(16), i32.const(4)];
    /** Copies numbers; the bytes of four of them at a time, then of one. */
    const copy = module.function('copy', integers(['from', 'to', 'bytes']), (body, { from, to, bytes }) => {
        const end = body.let(i32.add(from, bytes));
        const endOfFours = body.let(i32.add(from, i32.and(bytes, i32.const(-16))));
        body.forEach(from, endOfFours, 16, () => {
            body.do(v128.store(to, v128.load(from)));
            body.increase(to, vector);
        });
        body.forEach(from, end, 4, () => {
            body.do(f32.store(to, f32.load(from)));
            body.increase(to, number);
        });
    });
    const clear = module.function('clear', integers(['to', 'bytes']), (body, { to, bytes }) => {
        const end = body.let(i32.add(to, bytes));
        const endOfFours = body.let(i32.add(to, i32.and(bytes, i32.const(-16))));
        const zeros = body.local('v128');
        body.forEach(to, endOfFours, 16, () => body.do(v128.store(to, zeros)));
        body.forEach(to, end, 4, () => body.do(f32.store(to, f32.const(0))));
    });
    const copyRows = module.function('copyRows', integers(copyRowsParameters), (body, { from, fromRow, to, toRow, rows, bytes }) => {
        const row = body.let(i32.const(0));
        body.forEach(row, rows, 1, () => {
            body.call(copy, { from, to, bytes });
            body.increase(from, fromRow);
            body.increase(to, toRow);
        });
    });
    module.export('copyRows', copyRows);
    const pack = module.function('pack', integers(packParameters), (body, { from, rowBytes, rows, gates, units, unitsOfPanel, to, panelBytes }) => {
        const width = body.let(i32.mul(unitsOfPanel, number));
        const gateBytes = body.let(i32.mul(units, number));
        const endOfGates = body.let(i32.add(from, i32.mul(gates, gateBytes)));
        const first = body.let(i32.const(0));
        const bytes = body.local('i32');
        const [row, gate, skipped] = [body.local('i32'), body.local('i32'), body.local('i32')];
        const [source, end, target, into] = [
            ...[body.local('i32'), body.local('i32')],
            ...[body.local('i32'), body.local('i32')],
        ];
        body.forEach(first, gateBytes, width, () => {
            // No more than is left of each gate.
            body.set(bytes, i32.sub(gateBytes, first));
            body.if(i32.lt_u(width, bytes), () => body.set(bytes, width));
            body.set(row, i32.const(0));
            body.set(target, to);
            body.set(skipped, first);
            body.forEach(row, rows, 1, () => {
                body.set(gate, from);
                body.forEach(gate, endOfGates, gateBytes, () => {
                    body.set(source, i32.add(gate, skipped));
                    body.if(i32.eq(bytes, width), () => {
                        // Panels are whole numbers of 32 bytes wide.
                        body.set(end, i32.add(source, width));
                        body.set(into, target);
                        body.forEach(source, end, 32, () => {
                            body.do(v128.store(into, v128.load(source)));
                            body.do(v128.store(into, v128.load(source, 16), 16));
                            body.increase(into, i32.const(32));
                        });
                    }, () => {
                        body.call(copy, { from: source, to: target, bytes });
                        body.call(clear, { to: i32.add(target, bytes), bytes: i32.sub(width, bytes) });
                    });
                    body.increase(target, width);
                });
                body.increase(skipped, rowBytes);
            });
            body.increase(to, panelBytes);
        });
    });
    module.export('pack', pack);
    const narrow = module.function('narrow', integers(['from', 'to', 'bytes']), (body, { from, to, bytes }) => {
        const end = body.let(i32.add(from, bytes));
        const half = i32.const(16);
        /** To the nearest, of two as near to the even one, by carrying; a NaN would be carried away. */
        const round = (given) => {
            const x = body.let(given);
            const isOdd = v128.and(i32x4.shr_u(x, half), constant('integerOne'));
            const carried = i32x4.add(i32x4.add(x, constant('belowHalf')), isOdd);
            return v128.bitselect(constant('quietNaN'), carried, f32x4.ne(x, x));
        };
        body.forEach(from, end, 32, () => {
            const lower = i32x4.shr_u(round(v128.load(from)), half);
            const upper = v128.and(round(v128.load(from, 16)), constant('upperHalf'));
            body.do(v128.store(to, v128.or(upper, lower)));
            body.increase(to, vector);
        });
    });
    module.export('narrow', narrow);
    const merge = module.function('merge', integers(mergeParameters), (body, { mode, rows, forward, forwardBytes, backward, backwardBytes, output }) => {
        const isMode = (name) => i32.eq(mode, i32.const(mergeModes[name]));
        body.if(isMode('concat'), () => {
            const row = body.let(i32.const(0));
            body.forEach(row, rows, 1, () => {
                body.call(copy, { from: forward, to: output, bytes: forwardBytes });
                body.increase(output, forwardBytes);
                body.increase(forward, forwardBytes);
                body.call(copy, { from: backward, to: output, bytes: backwardBytes });
                body.increase(output, backwardBytes);
                body.increase(backward, backwardBytes);
            });
        }, () => {
            // Buffers are whole vectors long, so the last may hold more than numbers; nobody reads that.
            const end = body.let(i32.add(output, i32.mul(rows, forwardBytes)));
            const half = body.let(f32x4.splat(f32.const(0.5)));
            const [y, reversed] = [body.local('v128'), body.local('v128')];
            body.forEach(output, end, 16, () => {
                body.set(y, v128.load(forward));
                body.set(reversed, v128.load(backward));
                body.if(isMode('mul'), () => body.set(y, f32x4.mul(y, reversed)), () => body.set(y, f32x4.add(y, reversed)));
                body.if(isMode('ave'), () => body.set(y, f32x4.mul(y, half)));
                body.do(v128.store(output, y));
                body.increase(forward, vector);
                body.increase(backward, vector);
            });
        });
    });
    module.export('merge', merge);
    return { copyRows, copy, clear };
}
//# sourceMappingURL=common.js.map
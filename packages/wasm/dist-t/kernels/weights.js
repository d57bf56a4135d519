// How weights are stored, and read four at a time.
import { i32, i32x4, v128 } from "../emit/instructions.js";
import { constant } from "./constants.js";
export const weightFormats = {
    f32: {
        bytesOfFour: 16,
        read: (_, from, offset, count) => Array.from({ length: count }, (__, v) => v128.load(from, offset + 16 * v)),
    },
    // Two vectors in one, the first in the lower halves: see narrow in common.ts.
    bf16: {
        bytesOfFour: 8,
        read: (body, from, offset, count) => Array.from({ length: count / 2 }, (_, pair) => {
            const both = body.let(v128.load(from, offset + 16 * pair));
            return [i32x4.shl(both, i32.const(16)), v128.and(both, constant('upperHalf'))];
        }).flat(),
    },
};
//# sourceMappingURL=weights.js.map
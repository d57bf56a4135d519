// What becomes of each step of each row, in the order of processing. Equals the conditions of
// packages/cpu/src/sequence.ts: clauses M2 to M13, T4.
import { rowBits } from "./kernels/layer.js";
/**
 * Fills [timeSteps, rows] with {@link rowBits} for the rows from `first` on.
 *
 * A masked step leaves the state as it was, and shows it where a step was kept before, or the row goes on with a sequence.
 */
export function fillRowBits(call, first, rows, bits) {
    const { timeSteps, goBackwards, zeroOutputForMask } = call;
    const mask = call.mask;
    bits.fill(0);
    for (let row = 0; row < rows; row++) {
        let begun = call.resumes?.[first + row] === 1;
        for (let step = 0; step < timeSteps; step++) {
            const t = goBackwards ? timeSteps - 1 - step : step;
            const isKept = mask[(first + row) * timeSteps + t] === 1;
            const at = step * rows + row;
            if (isKept) {
                begun = true;
                bits[at] = bits[at] | rowBits.kept | rowBits.shows;
                bits[step * rows] = bits[step * rows] | rowBits.anyKept;
            }
            else if (begun && !zeroOutputForMask)
                bits[at] = bits[at] | rowBits.shows;
        }
    }
}
//# sourceMappingURL=masks.js.map
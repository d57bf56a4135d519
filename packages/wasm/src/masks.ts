// What becomes of each step of each row, in the order of processing. Equals the conditions of
// packages/cpu/src/sequence.ts: clauses M2 to M13, T4.

import type { SequenceCall } from '@gatefold/contract/author';
import { rowBits } from './kernels/layer.ts';

type MaskedCall = Pick<
  SequenceCall<unknown, unknown>,
  'timeSteps' | 'mask' | 'goBackwards' | 'zeroOutputForMask' | 'resumes'
>;

/**
 * Fills [timeSteps, rows] with {@link rowBits} for the rows from `first` on.
 *
 * A masked step leaves the state as it was, and shows it where a step was kept before, or the row goes on with a sequence.
 */
export function fillRowBits(call: MaskedCall, first: number, rows: number, bits: Uint8Array): void {
  const { timeSteps, goBackwards, zeroOutputForMask } = call;
  const mask = call.mask as Uint8Array;
  bits.fill(0);
  for (let row = 0; row < rows; row++) {
    let begun = call.resumes?.[first + row] === 1;
    for (let step = 0; step < timeSteps; step++) {
      const t = goBackwards ? timeSteps - 1 - step : step;
      const isKept = mask[(first + row) * timeSteps + t] === 1;
      const at = step * rows + row;
      if (isKept) {
        begun = true;
        bits[at] = (bits[at] as number) | rowBits.kept | rowBits.shows;
        bits[step * rows] = (bits[step * rows] as number) | rowBits.anyKept;
      } else if (begun && !zeroOutputForMask) bits[at] = (bits[at] as number) | rowBits.shows;
    }
  }
}

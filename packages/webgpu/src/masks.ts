// What becomes of each step of each row, in the order of processing. Equals the conditions of
// packages/cpu/src/sequence.ts: clauses M2 to M13, T4.

import type { SequenceCall } from '@gatefold/contract/author';

/** The step is kept; the step shows its h, and not zeros. */
const [kept, shows] = [1, 2];

type MaskedCall = Pick<
  SequenceCall<unknown, unknown>,
  'batch' | 'timeSteps' | 'mask' | 'goBackwards' | 'zeroOutputForMask' | 'resumes'
>;

/**
 * The bytes [timeSteps, batch] that kernels read, padded to whole words.
 *
 * A masked step leaves the state as it was, and shows it where a step was kept before, or the row goes on with a sequence.
 */
export function maskBytes(call: MaskedCall): Uint8Array<ArrayBuffer> {
  const { batch, timeSteps, goBackwards, zeroOutputForMask } = call;
  const mask = call.mask as Uint8Array;
  const bytes = new Uint8Array(Math.ceil((batch * timeSteps) / 4) * 4);
  for (let row = 0; row < batch; row++) {
    let begun = call.resumes?.[row] === 1;
    for (let step = 0; step < timeSteps; step++) {
      const t = goBackwards ? timeSteps - 1 - step : step;
      const isKept = mask[row * timeSteps + t] === 1;
      begun ||= isKept;
      const isShown = isKept || (begun && !zeroOutputForMask);
      bytes[step * batch + row] = (isKept ? kept : 0) | (isShown ? shows : 0);
    }
  }
  return bytes;
}

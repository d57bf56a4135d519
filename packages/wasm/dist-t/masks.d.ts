import type { SequenceCall } from '@gatefold/contract/author';
type MaskedCall = Pick<SequenceCall<unknown, unknown>, 'timeSteps' | 'mask' | 'goBackwards' | 'zeroOutputForMask' | 'resumes'>;
/**
 * Fills [timeSteps, rows] with {@link rowBits} for the rows from `first` on.
 *
 * A masked step leaves the state as it was, and shows it where a step was kept before, or the row goes on with a sequence.
 */
export declare function fillRowBits(call: MaskedCall, first: number, rows: number, bits: Uint8Array): void;
export {};
//# sourceMappingURL=masks.d.ts.map
// Parts that are wrong for some calls only: beyond a size, or where two choices meet.

import type { PlainCall, PlainParts } from '../plain/parts.ts';

/** Makes another call in place of some. */
export const callOnlyWhen = (
  when: (call: PlainCall) => boolean,
  change: (call: PlainCall) => Partial<PlainCall>,
): Partial<PlainParts> => ({
  sequence: (call, run) => run(when(call) ? { ...call, ...change(call) } : call),
});

/** Writes to what some calls gave. */
export const writeOnlyWhen = (
  when: (call: PlainCall) => boolean,
  write: (call: PlainCall) => void,
): Partial<PlainParts> => ({
  sequence: (call, run) => {
    run(call);
    if (when(call)) write(call);
  },
});

export const unitsOf = (call: PlainCall): number => call.prepared.cell.units;

/** Puts units from one on to zero, in the output and the state. */
export function dropUnits(call: PlainCall, from: number): void {
  const units = unitsOf(call);
  for (const buffer of [call.output, call.finalState.h, call.finalState.c]) {
    for (let index = 0; index < buffer.length; index++) {
      if (index % units >= from) buffer[index] = 0;
    }
  }
}

/** The largest multiple that fits: where a tail begins. */
export const tailOf = (size: number, lanes: number): number => Math.floor(size / lanes) * lanes;

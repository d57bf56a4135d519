// The buffers and calls of a stream for frames of one length, made once.

import type { DirectionalConfig } from '../config.ts';
import type { DeviceTensor } from '../shell/device-tensor.ts';
import { endAll } from '../shell/endings.ts';
import type { Ledger, Slot } from '../shell/ledger.ts';
import { stateNames } from '../state.ts';
import { type Shape, sizeOf } from '../tensor.ts';
import type { PreparedCall } from './kernel-work.ts';
import { type PreparedCell, stateBuffers } from './run-cells.ts';

export interface StreamPlan<B, P> {
  /** 0 for a frame without a time axis. */
  readonly steps: number;
  readonly shape: Shape;
  readonly slots: readonly Slot<B>[];
  readonly x: Slot<B>;
  /** For each of the two state sets that may be current: one call for each cell. */
  readonly calls: readonly [readonly PreparedCall<B, P>[], readonly PreparedCall<B, P>[]];
  readonly output: DeviceTensor<B>;
}

export function makePlan<B, P>(
  ledger: Ledger<B>,
  config: DirectionalConfig,
  cells: readonly PreparedCell<P>[],
  { batch, steps, units }: { readonly batch: number; readonly steps: number; units: number },
  states: readonly [readonly Slot<B>[], readonly Slot<B>[]],
): StreamPlan<B, P> {
  const inputDim = cells[0]?.inputDim as number;
  const shape = steps === 0 ? [batch, inputDim] : [batch, steps, inputDim];
  const timeSteps = Math.max(steps, 1);
  const isLast = (index: number): boolean => index === cells.length - 1;
  const keepsSteps = (index: number): boolean => !isLast(index) || config.returnSequences;
  const sizes = cells.map(
    ({ cell }, index) => batch * (keepsSteps(index) ? timeSteps : 1) * cell.units,
  );
  const slots = ledger.allocateAll([sizeOf(shape), ...sizes]);
  const [x, ...outputs] = slots as [Slot<B>, ...Slot<B>[]];
  const callsFrom = (from: 0 | 1): PreparedCall<B, P>[] => {
    let taken = 0;
    return cells.map(({ cell, prepared }, index) => {
      const leaves = stateNames(cell).length;
      const range = [taken, (taken += leaves)] as const;
      return {
        prepared,
        batch,
        timeSteps,
        x: (index === 0 ? x : (outputs[index - 1] as Slot<B>)).buffer,
        mask: null,
        resumes: null,
        initialState: stateBuffers(states[from].slice(...range)),
        goBackwards: false,
        alignOutput: false,
        returnSequences: keepsSteps(index),
        zeroOutputForMask: config.zeroOutputForMask && isLast(index),
        output: (outputs[index] as Slot<B>).buffer,
        finalState: stateBuffers(states[from === 0 ? 1 : 0].slice(...range)),
      };
    });
  };
  const rows = steps === 0 || !config.returnSequences ? [batch] : [batch, steps];
  const output = ledger.lend(outputs.at(-1) as Slot<B>, [...rows, units]);
  return { steps, shape, slots, x, calls: [callsFrom(0), callsFrom(1)], output };
}

export function dropPlan<B, P>(ledger: Ledger<B>, { output, slots }: StreamPlan<B, P>): void {
  output.end();
  endAll(slots.map((slot) => () => ledger.letGo(slot)));
}

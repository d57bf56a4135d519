// What a queue of kernels is asked to do, with all that must be known to put it in order.

import type { RnnError } from '../errors.ts';
import type { SequenceCall } from './kernels.ts';
import { Pending, type Prepared } from './pending.ts';

export type PreparedCall<B, P> = SequenceCall<B, Prepared<P>>;

export interface Work<B> {
  readonly reads: readonly B[];
  readonly writes: readonly B[];
  /** Weights without which it cannot be done. */
  readonly needs: readonly Pending<unknown>[];
  /** Whether the device may gather it; such work never overtakes other work. */
  readonly isRun: boolean;
  readonly do: () => void;
  /** Called when it has to wait: the caller's arrays may change until it is done. */
  readonly keep?: () => void;
  /** Called instead of `do` when what it needs has failed. */
  readonly fail?: (error: RnnError) => void;
  /** Whether it gives something back, and is done even when the backend ends. */
  readonly isEnding?: boolean;
}

export function ending(perform: () => void): Work<never> {
  return { reads: [], writes: [], needs: [], isRun: false, isEnding: true, do: perform };
}

export function workOf<B, P>(calls: readonly PreparedCall<B, P>[], perform: () => void): Work<B> {
  return {
    reads: calls.flatMap(({ x, initialState: { h, c } }) => [x, h, c]),
    writes: calls.flatMap(({ output, finalState: { h, c } }) => [output, h, c]),
    needs: pendingOf(calls.map(({ prepared }) => prepared)),
    isRun: true,
    do: perform,
  };
}

export function readyCall<B, P>(call: PreparedCall<B, P>): SequenceCall<B, P> {
  return { ...call, prepared: valueOf(call.prepared) };
}

export function valueOf<P>(prepared: Prepared<P>): P {
  return prepared instanceof Pending ? (prepared.value as P) : prepared;
}

export function pendingOf<P>(prepared: readonly Prepared<P>[]): readonly Pending<P>[] {
  return prepared.filter((each): each is Pending<P> => each instanceof Pending);
}

// A history as data: calls in the order in which they are made. It is drawn, made shorter, kept in a file and played
// again as it is, which the commands of fast-check are not: they would need a path of their own beside the seed's.

import type { LayerConfig } from '@gatefold/contract';

export interface History {
  readonly layers: readonly LayerPlan[];
  readonly calls: readonly Call[];
}

/** A layer, made when the first call needs it. */
export interface LayerPlan {
  readonly config: LayerConfig;
  readonly inputDim: number;
  /** Of its weights: see numbers.ts. */
  readonly k: number;
  /** How much smaller they are than inputs. */
  readonly scale: number;
}

/**
 * Where an x comes from: a new array; the array of an earlier call, as it is or with other numbers in it; an output.
 * Where there is none that fits, it is a new one.
 */
export type InputFrom = 'new' | 'same' | 'changed' | 'output';

/**
 * Where a state comes from: nowhere, new arrays, a result's or a stream's, or for each leaf by itself from an array or from
 * any tensor of its shape, an output too. New arrays where nothing fits.
 */
export type StateFrom = 'none' | 'numbers' | 'kept' | 'mixed';

/** Where a call takes a state. */
interface WithState {
  readonly state: StateFrom;
  /** How many of what would fit are passed over, the latest first. */
  readonly age: number;
  /** Whether the result that the state is of is disposed of right after the call. */
  readonly freed: boolean;
  /** Of new numbers, and of a mask. */
  readonly k: number;
}

/**
 * Whether what comes of a call is read at once; if not, then later. Calls of which nothing is read follow each other
 * without a wait, so that a device which gathers its work has them all together.
 */
interface MayBeRead {
  readonly read: boolean;
}

export interface RunCall extends WithState, MayBeRead {
  readonly do: 'run';
  readonly layer: number;
  readonly x: InputFrom;
  readonly batch: number;
  readonly timeSteps: number;
  readonly mask: boolean;
}

/** The same run many times, each of which must give the same bits. */
export interface RepeatCall extends MayBeRead {
  readonly do: 'repeat';
  readonly layer: number;
  readonly batch: number;
  readonly timeSteps: number;
  readonly k: number;
  readonly times: number;
  /** Whether all results are held to the end, and read again; those that are not read at once always are. */
  readonly held: boolean;
}

export interface ReadCall {
  readonly do: 'read';
  readonly age: number;
  readonly how: 'data' | 'twice' | 'target' | 'dataSync';
}

/** Disposes of a result, or of a part, while it may be on its way to the reader. */
export interface FreeCall {
  readonly do: 'free';
  readonly age: number;
  readonly what: 'result' | 'output' | 'state';
  readonly pending: boolean;
}

/** A call that must be refused. */
export interface RefuseCall {
  readonly do: 'refuse';
  readonly layer: number;
  readonly what:
    'x' | 'initialState' | 'mask' | 'storedBatch' | 'frame' | 'resetState' | 'disposed' | 'options';
  readonly k: number;
}

/** Disposes of a layer and makes it again of the same arrays, which may hold other numbers by then. */
export interface RebuildCall {
  readonly do: 'rebuild';
  readonly layer: number;
  readonly changed: boolean;
  readonly k: number;
}

/** resetState of a stateful layer. */
export interface ResetCall extends WithState {
  readonly do: 'reset';
  readonly layer: number;
}

export interface OpenCall extends WithState, MayBeRead {
  readonly do: 'open';
  readonly layer: number;
  readonly batch: number;
}

export interface PushCall extends MayBeRead {
  readonly do: 'push';
  /** How many streams are passed over, the latest first. */
  readonly stream: number;
  /** 0 for a frame, else a chunk. */
  readonly timeSteps: number;
  readonly x: InputFrom;
  readonly age: number;
  readonly mask: boolean;
  readonly k: number;
}

/** As many frames, one after another. */
export interface PushesCall {
  readonly do: 'pushes';
  readonly stream: number;
  readonly times: number;
  readonly k: number;
}

/** reset of a stream. */
export interface RewindCall extends WithState, MayBeRead {
  readonly do: 'rewind';
  readonly stream: number;
}

export interface CloseCall {
  readonly do: 'close';
  readonly stream: number;
}

export type Call =
  | RunCall
  | RepeatCall
  | ReadCall
  | FreeCall
  | RefuseCall
  | RebuildCall
  | ResetCall
  | OpenCall
  | PushCall
  | PushesCall
  | RewindCall
  | CloseCall;

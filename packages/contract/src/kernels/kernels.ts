// What a backend author writes: memory and arithmetic. Every argument has been checked; none can be wrong.

import type { Supports } from '../backend.ts';
import type { MergeMode } from '../config.ts';
import type { Shape } from '../tensor.ts';
import type { CheckedCell } from '../weights.ts';

/** The claims that are the author's to make; the others follow from how defineBackend composes. */
export type KernelSupports = Omit<
  Supports,
  | 'alignOutput'
  | 'stateful'
  | 'bidirectional'
  | 'stacked'
  | 'streaming'
  | 'recurrentActivations'
  | 'weightPrecision'
> & {
  /** Default: those that `activations` lists. */
  readonly recurrentActivations?: Supports['recurrentActivations'];
  /** Default: f32, weights as they were given. */
  readonly weightPrecision?: Supports['weightPrecision'];
};

/** One buffer for each state of the cell. */
export interface StateBuffers<B> {
  /** h [batch, units] */
  readonly h: B;
  /** c [batch, units], of an LSTM; for the other cells the same buffer as h, and not to be touched */
  readonly c: B;
}

/** One cell over one sequence. Buffers that are read are never the ones that are written. */
export interface SequenceCall<B, P> {
  /** What `prepare` returned for this cell. */
  readonly prepared: P;
  readonly batch: number;
  readonly timeSteps: number;
  /** x [batch, timeSteps, inputDim], read */
  readonly x: B;
  /** [batch, timeSteps], 1 to keep a step and 0 to skip it; null when every step is kept */
  readonly mask: Uint8Array | null;
  /**
   * [batch], 1 for a row that goes on with a sequence: its masked steps before the first kept one repeat `initialState.h`.
   * In a row with 0 they emit zeros, and so they do in every row with null.
   */
  readonly resumes: Uint8Array | null;
  /** read */
  readonly initialState: StateBuffers<B>;
  /** Take the steps last to first. */
  readonly goBackwards: boolean;
  /** With goBackwards, write the output of step t to row t, rather than in the order of processing. */
  readonly alignOutput: boolean;
  readonly returnSequences: boolean;
  /** Whether a masked step emits zeros; otherwise it repeats what the step processed before it emitted, at first zeros (but see `resumes`). */
  readonly zeroOutputForMask: boolean;
  /** [batch, timeSteps, units] with returnSequences, else [batch, units] of the last processed step; to be filled */
  readonly output: B;
  /** to be filled; a masked step leaves the state as it was */
  readonly finalState: StateBuffers<B>;
}

/** Two outputs into one, row by row: `output[row] = forward[row] (mode) backward[row]`. */
export interface MergeCall<B> {
  readonly mode: Exclude<MergeMode, null>;
  readonly rows: number;
  /** [rows, forwardUnits] */
  readonly forward: B;
  readonly forwardUnits: number;
  /** [rows, backwardUnits] */
  readonly backward: B;
  readonly backwardUnits: number;
  /** [rows, forwardUnits + backwardUnits] for 'concat', else [rows, forwardUnits]; to be filled */
  readonly output: B;
}

/** Memory: a buffer is whatever the device calls a row of float numbers. */
export interface Memory<B> {
  /** What one number takes on the device; default 4. */
  readonly bytesPerNumber?: number;
  /** A buffer of `size` numbers, all zero. */
  allocate(size: number): B;
  free(buffer: B): void;
  /** Copies `data` into the whole of the buffer. */
  write(buffer: B, data: Float32Array): void;
  /** Copies one whole buffer to another of the same size. */
  copy(from: B, to: B): void;
  /** Fills `target` with the whole of the buffer; at once, where `supports.dataSync` is true and there is no `readSync`. */
  read(buffer: B, target: Float32Array): void | Promise<void>;
  /** Joins the two directions of a Bidirectional; a backend without it supports none. */
  merge?(call: MergeCall<B>): void;
}

/** A tensor of the runtime that a backend lives in, as the backend's kernels see it. */
export interface Guest<B> {
  readonly shape: Shape;
  /** To be copied from before the call ends; never kept, written or freed. */
  readonly buffer: B;
}

/**
 * A backend's own part: `defineBackend` makes the rest of it.
 *
 * A device that has several kernels for one cell chooses among them by cell, sizes and batch only, before a layer's
 * first run with that batch, and keeps the choice for the layer's life: never by timeSteps, mask or flags, so that the
 * same call gives the same bits (clause L3) and a sequence in parts equals the whole.
 *
 * @typeParam B  a buffer
 * @typeParam P  a cell's prepared weights
 * @see docs/backends/add-a-backend.md
 */
export interface Kernels<B, P> extends Memory<B> {
  readonly name: string;
  /** As a backend has them. */
  readonly version?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly supports: KernelSupports;
  /**
   * Lays out a cell's weights once; the arrays are the author's to keep, and kept by nobody else.
   *
   * A device that compiles in the background returns a promise: calls that need these weights wait for them, in the order
   * in which they were made, and `data()` rejects with what the promise rejects with.
   */
  prepare(cell: CheckedCell): P | Promise<P>;
  /** Frees what `prepare` made. */
  release?(prepared: P): void;
  /** What prepared weights take on the device, with the scratch that is kept for them; memory() then counts bytes. */
  bytes?(prepared: P): number;
  /**
   * Runs one cell over one sequence: batch, timeSteps and units are at least 1.
   *
   * It has done so, or gathered it for `submit`, when it returns: one that returns a promise is refused.
   */
  run(call: SequenceCall<B, P>): void;
  /** Both directions of a Bidirectional of two cells, which read the same x; without it they run in turn. */
  runBoth?(forward: SequenceCall<B, P>, backward: SequenceCall<B, P>): void;
  /**
   * Submits what `run`, `runBoth` and `merge` have gathered since the last time; a device without it gathers nothing.
   *
   * It is called before a buffer of gathered work is written, copied, read, freed or handed out, and otherwise at the end
   * of the task. When it returns a promise, `data()` waits for it and rejects with what it
   * rejects with; `read` is called at once, since the buffer may be filled again before the promise settles.
   */
  submit?(): void | Promise<void>;
  /** The same as `read` at once, where `read` is a promise and `supports.dataSync` is true all the same. */
  readSync?(buffer: B, target: Float32Array): void;
  /**
   * A tensor of the runtime that the backend lives in, given where one of the backend's own or a host tensor is taken: x,
   * a state, a frame, a weight, a mask. Asked first of every value; null for any other.
   *
   * @throws {RnnError} when it is one that cannot be read
   */
  guest?(where: string, value: unknown): Guest<B> | null;
  /** Frees the device itself, after everything on it has been freed. */
  dispose?(): void;
}

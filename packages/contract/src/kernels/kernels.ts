// What a backend author writes: memory and arithmetic. Every argument has been checked; none can be wrong.

import type { Supports } from '../backend.ts';
import type { MergeMode } from '../config.ts';
import type { CheckedCell } from '../weights.ts';

/** The claims that are the author's to make; the others follow from how defineBackend composes. */
export type KernelSupports = Omit<
  Supports,
  'stateful' | 'bidirectional' | 'stacked' | 'streaming' | 'recurrentActivations'
> & {
  /** Default: those that `activations` lists. */
  readonly recurrentActivations?: Supports['recurrentActivations'];
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
  /** read */
  readonly initialState: StateBuffers<B>;
  /** Take the steps last to first. */
  readonly goBackwards: boolean;
  /** With goBackwards, write the output of step t to row t, rather than in the order of processing. */
  readonly alignOutput: boolean;
  readonly returnSequences: boolean;
  /** Whether a masked step emits zeros; otherwise it repeats what the step processed before it emitted, at first zeros. */
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

/**
 * A backend's own part: `defineBackend` makes the rest of it.
 *
 * @typeParam B  a buffer
 * @typeParam P  a cell's prepared weights
 * @see docs/contribute/add-a-backend.md
 */
export interface Kernels<B, P> extends Memory<B> {
  readonly name: string;
  /** As a backend has them. */
  readonly version?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly supports: KernelSupports;
  /** Lays out a cell's weights once; the arrays are the author's to keep. */
  prepare(cell: CheckedCell): P;
  /** Frees what `prepare` made. */
  release?(prepared: P): void;
  /** Runs one cell over one sequence: batch, timeSteps and units are at least 1. */
  run(call: SequenceCall<B, P>): void;
  /** Both directions of a Bidirectional of two cells, which read the same x; without it they run in turn. */
  runBoth?(forward: SequenceCall<B, P>, backward: SequenceCall<B, P>): void;
  /** The same at once, where `read` is a promise and `supports.dataSync` is true all the same. */
  readSync?(buffer: B, target: Float32Array): void;
  /**
   * A tensor of the runtime that the backend lives in, given where one of the backend's own is taken: as a buffer that
   * is copied from before the call ends, and neither kept nor freed. Null for any other value.
   *
   * @throws {RnnError} when it is one that cannot be read
   */
  guest?(where: string, value: unknown): B | null;
  /** Frees the device itself, after everything on it has been freed. */
  dispose?(): void;
}

type FloatArray = Float32Array | Float64Array;

/**
 * Memory for backends whose buffers are plain arrays, of the given precision.
 *
 * @example
 *   import { hostMemory } from '@gatefold/contract/author';
 *   hostMemory(Float32Array).allocate(3); // => Float32Array [0, 0, 0]
 */
export function hostMemory<A extends FloatArray>(
  ArrayType: new (size: number) => A,
): Required<Memory<A>> {
  return {
    allocate: (size) => new ArrayType(size),
    free: () => undefined,
    write: writeOnHost,
    copy: copyOnHost,
    read: copyOnHost,
    merge: mergeOnHost,
  };
}

function writeOnHost(buffer: FloatArray, data: Float32Array): void {
  buffer.set(data);
}

function copyOnHost(from: FloatArray, to: FloatArray): void {
  to.set(from);
}

function mergeOnHost<A extends FloatArray>(call: MergeCall<A>): void {
  const { mode, rows, forward, forwardUnits, backward, backwardUnits, output } = call;
  if (mode === 'concat') {
    const width = forwardUnits + backwardUnits;
    for (let row = 0; row < rows; row++) {
      output.set(forward.subarray(row * forwardUnits, (row + 1) * forwardUnits), row * width);
      const start = row * backwardUnits;
      output.set(backward.subarray(start, start + backwardUnits), row * width + forwardUnits);
    }
    return;
  }
  for (let k = 0; k < output.length; k++) {
    const [y, reversed] = [forward[k] as number, backward[k] as number];
    if (mode === 'mul') output[k] = y * reversed;
    else output[k] = mode === 'sum' ? y + reversed : (y + reversed) / 2;
  }
}

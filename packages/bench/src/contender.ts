// Who is timed: one file each in contenders/.

import type { CellWeights } from '@gatefold/contract';
import type { Workload } from './workloads.ts';

export interface Contender {
  readonly name: string;
  readonly version: string;
  /** How far from float64 its outputs may be, absolutely, where that is more than the field allows. */
  readonly tolerance?: number;
  /** Why it cannot run a workload, or null when it can. */
  refusal(workload: Workload): string | null;
  /**
   * @param weights  of each layer
   * @throws {Error} where it cannot be had on this machine
   */
  prepare(workload: Workload, weights: readonly Required<CellWeights>[]): Promise<Runner>;
}

/** A contender with its weights in place: only `run` is timed. */
export interface Runner {
  /** What really runs, in its own words: the device, the kernels that were chosen. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Called before its turn and not timed: makes it the current one of a library that has one, as `prepare` does. */
  readonly begin?: () => Promise<unknown>;
  /**
   * Runs the workload `times` times, one after the other, each from numbers of the host; reads the last output alone.
   *
   * @param x  [batch, timeSteps, inputDim]
   * @returns the last output, [batch, units] or [batch, timeSteps, units], valid until the next call
   */
  run(x: Float32Array, times: number): Float32Array | Promise<Float32Array>;
  dispose(): void | Promise<void>;
}

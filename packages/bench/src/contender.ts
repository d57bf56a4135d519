// Who is timed: one file each in contenders/.

import type { CellWeights } from '@gatefold/contract';
import type { Workload } from './workloads.ts';

export interface Contender {
  readonly name: string;
  readonly version: string;
  /** Why it cannot run a workload, or null when it can. */
  refusal(workload: Workload): string | null;
  prepare(workload: Workload, weights: Required<CellWeights>): Promise<Runner>;
}

/** A contender with its weights in place: only `run` is timed. */
export interface Runner {
  /**
   * From numbers to numbers, readback included.
   *
   * @param x  [batch, timeSteps, inputDim]
   * @returns the last output [batch, units], valid until the next call
   */
  run(x: Float32Array): Float32Array | Promise<Float32Array>;
  dispose(): void;
}

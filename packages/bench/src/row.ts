// What is found for one contender on one workload: the rows that the table prints and the files keep.

import type { Times } from './measure.ts';
import { type Estimate, median, pairedRatio, quantile } from './statistics.ts';
import { multiplications, type Workload } from './workloads.ts';

export interface Row {
  readonly workload: Workload;
  readonly contender: string;
  readonly version: string;
  /** What really ran, in the contender's own words: its device, the kernels that it chose. */
  readonly environment: Readonly<Record<string, string>>;
  /** `refused`: it cannot run the workload, or takes too long; `failed`: it should, and did not; `different result`: not ours. */
  readonly status: 'timed' | 'refused' | 'failed' | 'different result';
  /** Why it was refused, or how it failed. */
  readonly reason: string | null;
  /** Against float64, over all inputs. */
  readonly maxError: number | null;
  /** A call that is waited for: from numbers to numbers. Null unless timed, as `chained`. */
  readonly single: SingleCall | null;
  /** A run among others, whose result stays where it is. */
  readonly chained: ChainedRun | null;
}

export interface SingleCall {
  /** Over the rounds' means. */
  readonly medianMs: number;
  /** Over all calls. */
  readonly p99Ms: number;
  readonly calls: number;
  /** Multiplications with a weight, in thousand millions a second. */
  readonly gigaMacs: number;
  /** Its time divided by ours, round by round; null for ourselves. */
  readonly ratio: Estimate | null;
}

export interface ChainedRun {
  /** ((n + 1 runs, one read) − (1 run, one read)) / n, over the rounds. */
  readonly medianMs: number;
  /** The same for each time step, in microseconds. */
  readonly stepUs: number;
  /** n. */
  readonly runs: number;
  /** Its cost divided by ours, round by round; null for ourselves, and where ours is lost in noise. */
  readonly ratio: Estimate | null;
}

export type Untimed = Omit<Row, 'single' | 'chained'>;

export function untimedRow(row: Untimed): Row {
  return { ...row, single: null, chained: null };
}

/** @param ours  null where there is nothing to compare with, or the row is ours */
export function timedRow(row: Untimed, times: Times, ours: Times | null): Row {
  const { workload } = row;
  const medianMs = median(times.single);
  const chainedMs = median(times.chained);
  return {
    ...row,
    status: 'timed',
    single: {
      medianMs,
      p99Ms: quantile(times.calls, 0.99),
      calls: times.calls.length,
      gigaMacs: multiplications(workload) / medianMs / 1e6,
      ratio: ours === null ? null : pairedRatio(times.single, ours.single),
    },
    chained: {
      medianMs: chainedMs,
      stepUs: (1000 * chainedMs) / workload.timeSteps,
      runs: times.chainRuns,
      ratio: ours === null ? null : chainedRatio(times.chained, ours.chained),
    },
  };
}

/**
 * A difference of two times may be lost in their noise, below zero even: then it counts as next to nothing. The median
 * bears a few such rounds; with more of them there is no ratio to tell.
 */
function chainedRatio(theirs: readonly number[], ours: readonly number[]): Estimate | null {
  const [their, our] = [theirs, ours].map((costs) =>
    costs.map((cost) => Math.max(cost, Number.MIN_VALUE)),
  ) as [number[], number[]];
  const ratio = pairedRatio(their, our);
  return Number.isFinite(ratio.high) ? ratio : null;
}

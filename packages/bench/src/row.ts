// What is found for one contender on one workload: the rows that the table prints and the files keep.

import type { Times } from './measure.ts';
import { type Estimate, median, pairedRatio, quantile } from './statistics.ts';
import { multiplications, type Workload } from './workloads.ts';

export interface Row {
  /** Of the backend's groups, where it has several. */
  readonly group?: string;
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
  /** What came before anything was timed; not in files of before 2026-11-27. */
  readonly first?: FirstCall | null;
  /** The machine's bound on such a workload divided by this time, round by round: 1 would be all that it has. */
  readonly roofShare?: Estimate | null;
  /** A call that is waited for: from numbers to numbers. Null unless timed, as `chained`. */
  readonly single: SingleCall | null;
  /** A run among others, whose result stays where it is; null too where a read is free. */
  readonly chained: ChainedRun | null;
}

/** In a process in which the library may have run before; from nothing is what `starts` of the results tell. */
export interface FirstCall {
  /** Making the backend or the session, and the layers with their weights. */
  readonly prepareMs: number;
  /** The first call after that. */
  readonly callMs: number;
}

export interface SingleCall {
  /** Over the rounds' medians; over their means in files of before 2026-11-27. */
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

/** Whether two rows answer one question. */
export function isSameRow(one: Row, other: Row): boolean {
  return (
    one.group === other.group &&
    one.workload.name === other.workload.name &&
    one.contender === other.contender
  );
}

export type Untimed = Omit<Row, 'single' | 'chained' | 'roofShare'>;

export function untimedRow(row: Untimed): Row {
  return { ...row, single: null, chained: null };
}

/** Who a row is compared with; null where there is nobody, or the row is its own. */
export interface Rivals {
  readonly ours: Times | null;
  readonly roof: Times | null;
}

export function timedRow(row: Untimed, times: Times, { ours, roof }: Rivals): Row {
  const { workload } = row;
  const medianMs = median(times.single);
  return {
    ...row,
    status: 'timed',
    ...(roof === null ? {} : { roofShare: pairedRatio(roof.single, times.single) }),
    single: {
      medianMs,
      p99Ms: quantile(times.calls, 0.99),
      calls: times.calls.length,
      gigaMacs: multiplications(workload) / medianMs / 1e6,
      ratio: ours === null ? null : pairedRatio(times.single, ours.single),
    },
    chained: times.chained.length === 0 ? null : chainedRun(workload, times, ours),
  };
}

function chainedRun(
  { timeSteps }: Workload,
  { chained, chainRuns }: Times,
  ours: Times | null,
): ChainedRun {
  const medianMs = median(chained);
  return {
    medianMs,
    stepUs: (1000 * medianMs) / timeSteps,
    runs: chainRuns,
    ratio: ours === null ? null : chainedRatio(chained, ours.chained),
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

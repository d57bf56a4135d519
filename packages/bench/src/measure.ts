// Contenders in turn, in a new random order each round, so that the machine's moods meet all of them.

import type { Runner } from './contender.ts';
import { type Random, shuffled } from './random.ts';
import { median } from './statistics.ts';

/** Long enough for the clock, short enough that a round is one mood of the machine. */
const batchMs = 20;
/** A chain is as long as it takes for its runs to outweigh the read at its end, which moves by a millisecond or two. */
const chain = { leastMs: 50, mostRuns: 128 };
const warmUp = { windows: 5, tolerance: 0.02, leastMs: 300, mostMs: 5000 };
/** Fewer rounds say too little, however slow a contender is. */
const leastRounds = 5;

export interface MeasureOptions {
  readonly rounds: number;
  /** For each contender: a third of it for the warm-up at most, and no new round once the rest is spent. */
  readonly seconds: number;
}

/** What a field or a workload asks for. */
export interface Manner {
  /** Whether chains are timed too: not where a read is free, since a run among others costs what a call does. */
  readonly chains: boolean;
  /** How long everybody rests before a turn, so that the last one's threads have stopped looking for work. */
  readonly restMs?: number;
  /** Called before each single call, and not timed. */
  readonly before?: (() => void) | undefined;
}

/** Milliseconds. */
export interface Times {
  /** A single call with its read: the median of each round, since another process may have the core for a while. */
  readonly single: number[];
  /** Each single call of every round. */
  readonly calls: number[];
  /** A run among others, the read at their end left out: one for each round, or none where there are no chains. */
  readonly chained: number[];
  /** How many runs a chain has beyond the one that is subtracted. */
  readonly chainRuns: number;
}

/** Times every runner in every round; `inputs` take turns. */
export async function measure(
  runners: readonly Runner[],
  inputs: readonly Float32Array[],
  { rounds, seconds }: MeasureOptions,
  manner: Manner,
  random: Random,
): Promise<Times[]> {
  const [x] = inputs as [Float32Array];
  const times: Times[] = [];
  for (const runner of runners) {
    await takeTurn(runner, manner);
    await settle(runner, inputs, Math.min(warmUp.mostMs, (seconds * 1000) / 3));
    const chainRuns = manner.chains
      ? await longEnoughChain((runs) => timeRuns(runner, x, runs))
      : 0;
    times.push({ single: [], calls: [], chained: [], chainRuns });
  }
  const end = performance.now() + (runners.length * seconds * 1000 * 2) / 3;
  for (let round = 0; round < rounds; round++) {
    if (round >= leastRounds && performance.now() >= end) break;
    for (const index of shuffled(random, [...runners.keys()])) {
      // No forced garbage collection between batches: V8 drops optimised code with it, and tf.layers takes three times
      // as long (lstm-32, Node's build: 27 ms rather than 8.4).
      const runner = runners[index] as Runner;
      const { single, calls, chained, chainRuns } = times[index] as Times;
      await takeTurn(runner, manner);
      const batch = await timeBatch(runner, inputs, manner.before);
      const once = median(batch);
      single.push(once);
      for (const each of batch) calls.push(each);
      if (!manner.chains) continue;
      const whole = await timeRuns(runner, x, chainRuns + 1);
      chained.push(chainedCost(whole, once, chainRuns));
    }
  }
  return times;
}

async function takeTurn(runner: Runner, { restMs = 0 }: Manner): Promise<void> {
  if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
  await runner.begin?.();
}

/**
 * What one more run costs: ((n + 1 runs, one read) − (1 run, one read)) / n.
 *
 * A page waits 2 to 3 ms for any result of a GPU, whatever was computed; here that wait cancels.
 */
export function chainedCost(whole: number, single: number, runs: number): number {
  return (whole - single) / runs;
}

/** Doubles the runs of a chain until they take long enough together. */
export async function longEnoughChain(time: (runs: number) => Promise<number>): Promise<number> {
  let runs = 1;
  while (runs < chain.mostRuns && (await time(runs + 1)) < chain.leastMs) runs *= 2;
  return runs;
}

/** Runs until the compilers are done: the median of the last windows has stopped moving, or is slow anyway. */
async function settle(
  runner: Runner,
  inputs: readonly Float32Array[],
  mostMs: number,
): Promise<void> {
  const { windows, tolerance, leastMs } = warmUp;
  const medians: number[] = [];
  const start = performance.now();
  for (;;) {
    medians.push(median(await timeBatch(runner, inputs)));
    const spent = performance.now() - start;
    const last = medians.slice(-windows);
    const moved = Math.max(...last) / Math.min(...last) - 1;
    const settled = last.length === windows && moved < tolerance;
    if ((settled && spent >= leastMs) || spent >= mostMs) return;
  }
}

/** Milliseconds of each single call of one batch: as many as fit, at least one. */
async function timeBatch(
  runner: Runner,
  inputs: readonly Float32Array[],
  before?: () => void,
): Promise<number[]> {
  const times: number[] = [];
  const start = performance.now();
  do {
    const x = inputs[times.length % inputs.length] as Float32Array;
    before?.();
    times.push(await timeRuns(runner, x, 1));
  } while (performance.now() - start < batchMs);
  return times;
}

async function timeRuns(runner: Runner, x: Float32Array, times: number): Promise<number> {
  const start = performance.now();
  const y = runner.run(x, times);
  // No turn of the event loop for a result that is there.
  if (y instanceof Promise) await y;
  return performance.now() - start;
}

// Contenders in turn, in a new random order each round, so that the machine's moods meet all of them.

import type { Runner } from './contender.ts';
import { type Random, shuffled } from './random.ts';
import { median } from './statistics.ts';

/** Long enough for the clock, short enough that a round is one mood of the machine. */
const batchMs = 20;
const warmUp = { windows: 5, tolerance: 0.02, leastMs: 300 };

export interface MeasureOptions {
  readonly rounds: number;
  /** When a warm-up ends even though times still move. */
  readonly mostWarmUpMs: number;
}

export interface Times {
  /** Milliseconds for a call, one mean for each round. */
  readonly rounds: number[];
  /** Milliseconds for a call, one for each call of every round. */
  readonly calls: number[];
}

/** Times every runner in every round; `inputs` take turns. */
export async function measure(
  runners: readonly Runner[],
  inputs: readonly Float32Array[],
  { rounds, mostWarmUpMs }: MeasureOptions,
  random: Random,
): Promise<Times[]> {
  for (const runner of runners) await settle(runner, inputs, mostWarmUpMs);
  const times = runners.map((): Times => ({ rounds: [], calls: [] }));
  for (let round = 0; round < rounds; round++) {
    for (const index of shuffled(random, [...runners.keys()])) {
      // No forced garbage collection between batches: V8 drops optimised code with it, and tf.layers takes three times
      // as long (lstm-32, Node's build: 27 ms rather than 8.4).
      const { rounds: means, calls } = times[index] as Times;
      const batch = await timeBatch(runners[index] as Runner, inputs);
      means.push(batch.reduce((sum, time) => sum + time, 0) / batch.length);
      calls.push(...batch);
    }
  }
  return times;
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

/** Milliseconds of each call of one batch: as many as fit, at least one. */
async function timeBatch(runner: Runner, inputs: readonly Float32Array[]): Promise<number[]> {
  const times: number[] = [];
  const start = performance.now();
  let before = start;
  do {
    const y = runner.run(inputs[times.length % inputs.length] as Float32Array);
    if (y instanceof Promise) await y;
    const now = performance.now();
    times.push(now - before);
    before = now;
  } while (before - start < batchMs);
  return times;
}

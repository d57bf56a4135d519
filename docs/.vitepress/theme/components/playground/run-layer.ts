// A layer run on a backend: what it returns, how far that is from the reference, and how long it takes.

import {
  type Backend,
  kerasOutputs,
  type LayerConfig,
  type Tensor,
  tensorsOf,
} from '@gatefold/contract';
import { leavesIn } from '@gatefold/contract/author';
import type { Prepared } from './prepare.ts';

/** One of the tensors that a call returns. */
export interface Returned {
  /** Where it lies in the result: `output`, `state.h`, `state[1].c`. */
  readonly path: string;
  readonly shape: readonly number[];
  readonly numbers: Float32Array;
}

export interface Answer {
  /** In Keras's order. */
  readonly returned: readonly Returned[];
  /** What Keras 3 would return, by the names of the tensors: `(output, h, c)`, or `output` alone. */
  readonly tuple: string;
}

/** Runs a layer once and reads all that it returns. */
export async function runLayer(backend: Backend, prepared: Prepared): Promise<Answer> {
  const { config, weights, x, ...options } = prepared;
  using layer = backend.layer<LayerConfig>(config, weights);
  using result = layer.run(x, options);
  const { output, state } = result as { output: unknown; state?: unknown };
  const leaves = leavesIn(state === undefined ? { output } : { output, state });
  const paths = new Map<unknown, string>(leaves.map(([path, tensor]) => [tensor, path]));
  const returned = await Promise.all(
    tensorsOf(result).map(async (each) => ({
      path: paths.get(each) ?? '',
      shape: each.shape,
      numbers: await each.data(),
    })),
  );
  return { returned, tuple: tupleOf(kerasOutputs(result), paths) };
}

function tupleOf(
  outputs: readonly (Tensor | readonly Tensor[])[],
  paths: ReadonlyMap<unknown, string>,
): string {
  const listed = outputs.map((each) =>
    Array.isArray(each)
      ? `[${each.map((tensor) => paths.get(tensor)).join(', ')}]`
      : paths.get(each),
  );
  return listed.length === 1 ? String(listed[0]) : `(${listed.join(', ')})`;
}

/** The largest difference between two answers to the same question, number by number. */
export function largestDifference(
  answer: readonly Returned[],
  reference: readonly Returned[],
): number {
  let largest = 0;
  for (const [index, { numbers }] of answer.entries()) {
    const wanted = reference[index]?.numbers;
    for (const [place, number] of numbers.entries()) {
      // Infinities and NaN may be what the reference gives, too. Math.max keeps a NaN of the difference.
      if (Object.is(number, wanted?.[place])) continue;
      largest = Math.max(largest, Math.abs(number - (wanted?.[place] ?? NaN)));
    }
  }
  return largest;
}

/** Milliseconds of one run, with the reading of what it returns: the median, and the ends of the middle half. */
export interface Speed {
  readonly median: number;
  readonly from: number;
  readonly to: number;
}

/** A browser's clock may be as coarse as a millisecond, so a sample is as many runs as take several. */
const sampleMilliseconds = 6;
const samples = 9;

/** Times runs of a layer that is made once. */
export async function timeRuns(
  backend: Backend,
  prepared: Prepared,
  isStale: () => boolean,
): Promise<Speed> {
  const { config, weights, x, ...options } = prepared;
  using layer = backend.layer<LayerConfig>(config, weights);
  const sample = async (): Promise<number> => {
    const start = performance.now();
    for (let runs = 1; ; runs++) {
      using result = layer.run(x, options);
      await Promise.all(tensorsOf(result).map((each) => each.data()));
      const took = performance.now() - start;
      if (took >= sampleMilliseconds) return took / runs;
    }
  };
  // The first runs prepare the backend, and are not counted.
  await sample();
  const times: number[] = [];
  while (times.length < samples && !isStale()) {
    times.push(await sample());
    // The page is answered in between.
    await new Promise((resolve) => setTimeout(resolve));
  }
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
  return { median: at(1 / 2), from: at(1 / 4), to: at(3 / 4) };
}

// One workload: everybody's outputs compared, then everybody's time.

import type { Field } from './backends.ts';
import type { Contender, Runner } from './contender.ts';
import { gatefoldCpu } from './contenders/gatefold-cpu.ts';
import { measure, type MeasureOptions, type Times } from './measure.ts';
import { seededRandom } from './random.ts';
import { type Estimate, median, pairedRatio, quantile } from './statistics.ts';
import { verify } from './verify.ts';
import { multiplications, randomInputs, randomWeights, type Workload } from './workloads.ts';

/** One contender on one workload. */
export interface Row {
  readonly workload: Workload;
  readonly contender: string;
  readonly version: string;
  readonly status: 'timed' | 'refused' | 'different result';
  /** Why it was refused. */
  readonly reason: string | null;
  /** Against float64, over all inputs. */
  readonly maxError: number | null;
  /** The times of a call; the median is that of the rounds' means. */
  readonly medianMs: number | null;
  readonly p99Ms: number | null;
  readonly calls: number | null;
  /** Multiplications with a weight, in thousand millions a second. */
  readonly gigaMacs: number | null;
  /** Its time divided by ours, round by round; null for ourselves. */
  readonly ratio: Estimate | null;
}

interface Candidate {
  readonly row: Row;
  readonly runner: Runner | null;
}

export interface CompareOptions extends MeasureOptions {
  readonly seed: number;
}

/** The first row is ours. */
export async function compare(
  workload: Workload,
  { ours, peers }: Field,
  options: CompareOptions,
): Promise<Row[]> {
  const random = seededRandom(options.seed);
  const weights = randomWeights(workload, random);
  const inputs = randomInputs(workload, random, 4);
  const expected = await referenceOutputs(workload, weights, inputs);
  const candidates: Candidate[] = [];
  for (const contender of [ours, ...peers]) {
    candidates.push(await admit(contender, workload, weights, { inputs, expected }));
  }
  const timed = candidates.filter(({ runner }) => runner !== null);
  const runners = timed.map(({ runner }) => runner as Runner);
  const times = await measure(runners, inputs, options, random);
  for (const runner of runners) runner.dispose();
  const [first] = candidates;
  const ourTimes = first?.runner ? times[0] : undefined;
  return candidates.map((candidate) => {
    const its = times[timed.indexOf(candidate)];
    return its === undefined ? candidate.row : withTimes(candidate.row, its, ourTimes);
  });
}

/** Prepares a contender and checks its outputs; without a runner it is out. */
async function admit(
  contender: Contender,
  workload: Workload,
  weights: ReturnType<typeof randomWeights>,
  { inputs, expected }: Record<'inputs' | 'expected', Float32Array[]>,
): Promise<Candidate> {
  const reason = contender.refusal(workload);
  const row: Row = {
    workload,
    contender: contender.name,
    version: contender.version,
    status: 'refused',
    reason,
    maxError: null,
    medianMs: null,
    p99Ms: null,
    calls: null,
    gigaMacs: null,
    ratio: null,
  };
  if (reason !== null) return { row, runner: null };
  const runner = await contender.prepare(workload, weights);
  const { maxError, equal } = await verify(runner, inputs, expected);
  if (equal) return { row: { ...row, status: 'timed', maxError }, runner };
  runner.dispose();
  return { row: { ...row, status: 'different result', maxError }, runner: null };
}

function withTimes(row: Row, { rounds, calls }: Times, ours: Times | undefined): Row {
  const medianMs = median(rounds);
  return {
    ...row,
    medianMs,
    p99Ms: quantile(calls, 0.99),
    calls: calls.length,
    gigaMacs: multiplications(row.workload) / medianMs / 1e6,
    ratio: ours === undefined || rounds === ours.rounds ? null : pairedRatio(rounds, ours.rounds),
  };
}

/** What is right: the reference backend, whose sums are float64. */
async function referenceOutputs(
  workload: Workload,
  weights: ReturnType<typeof randomWeights>,
  inputs: readonly Float32Array[],
): Promise<Float32Array[]> {
  const reference = await gatefoldCpu.prepare(workload, weights);
  const outputs: Float32Array[] = [];
  for (const x of inputs) outputs.push((await reference.run(x)).slice());
  reference.dispose();
  return outputs;
}

// One workload: everybody's outputs compared, then everybody's time. Runs in Node and in pages, the site's among them.

import { cpu } from '@gatefold/cpu';
import type { Contender, Runner } from './contender.ts';
import { gatefoldRunner } from './contenders/gatefold-runner.ts';
import { type Manner, measure, type MeasureOptions, type Times } from './measure.ts';
import { seededRandom } from './random.ts';
import { type Row, timedRow, type Untimed, untimedRow } from './row.ts';
import { slowestCallMs, verify } from './verify.ts';
import { randomInputs, randomWeights, type Workload } from './workloads.ts';

/** Who meets whom. */
export interface Field extends Omit<Manner, 'before'> {
  readonly ours: Contender;
  readonly peers: readonly Contender[];
  /** How far from float64 an output may be, absolutely. */
  readonly tolerance: number;
  /** What the machine itself allows, timed as the others are; its output is nobody's. */
  readonly roof?: (workload: Workload) => Promise<Runner>;
}

export interface CompareOptions extends MeasureOptions {
  readonly seed: number;
}

/** With its runner it is timed; without, the row says why not. */
interface Candidate {
  readonly row: Untimed;
  readonly runner: Runner | null;
}

interface Task {
  readonly workload: Workload;
  readonly weights: ReturnType<typeof randomWeights>;
  readonly inputs: readonly Float32Array[];
}

/** The first row is ours. */
export async function compare(
  workload: Workload,
  { ours, peers, tolerance, roof, ...manner }: Field,
  options: CompareOptions,
): Promise<Row[]> {
  const random = seededRandom(options.seed);
  const weights = randomWeights(workload, random);
  const task: Task = { workload, weights, inputs: randomInputs(workload, random) };
  const expected = await referenceOutputs(task);
  const candidates: Candidate[] = [];
  for (const contender of [ours, ...peers]) {
    candidates.push(await admit(contender, task, expected, tolerance));
  }
  const runners = candidates.flatMap(({ runner }) => runner ?? []);
  const bound = (await roof?.(workload)) ?? null;
  const timed = bound === null ? runners : [...runners, bound];
  const before = workload.cold ? coolCaches : undefined;
  const found = await measure(timed, task.inputs, options, { ...manner, before }, random);
  const times = new Map(timed.map((runner, index) => [runner, found[index] as Times]));
  const timesOf = (runner: Runner | null): Times | null =>
    runner === null ? null : (times.get(runner) ?? null);
  const [first] = candidates as [Candidate];
  const rows = candidates.map((candidate) => {
    const its = timesOf(candidate.runner);
    if (its === null) return untimedRow(candidate.row);
    // Only now, and a copy, since a backend may choose while it runs.
    const environment = { ...candidate.runner?.environment };
    return timedRow({ ...candidate.row, environment }, its, {
      ours: candidate === first ? null : timesOf(first.runner),
      roof: timesOf(bound),
    });
  });
  for (const runner of timed) await runner.dispose();
  return rows;
}

/** Prepares a contender and checks its outputs. */
async function admit(
  contender: Contender,
  { workload, weights, inputs }: Task,
  expected: readonly Float32Array[],
  tolerance: number,
): Promise<Candidate> {
  const { name, version } = contender;
  const common = { workload, contender: name, version, environment: {}, maxError: null };
  const refused = contender.refusal(workload);
  if (refused !== null) {
    return { row: { ...common, status: 'refused', reason: refused }, runner: null };
  }
  let runner: Runner | null = null;
  try {
    const start = performance.now();
    runner = await contender.prepare(workload, weights);
    const prepareMs = performance.now() - start;
    const allowed = contender.tolerance ?? tolerance;
    const { maxError, equal, firstMs, fastestMs } = await verify(runner, inputs, expected, allowed);
    const first = { prepareMs, callMs: firstMs };
    const environment = { ...runner.environment };
    const row = { ...common, environment, maxError, first, reason: null };
    const isSlow = fastestMs > slowestCallMs;
    if (equal && !isSlow) return { row: { ...row, status: 'timed' }, runner };
    await runner.dispose();
    if (!equal) return { row: { ...row, status: 'different result' }, runner: null };
    const reason = `too slow: a call takes ${(fastestMs / 1000).toFixed(1)} s here`;
    return { row: { ...row, status: 'refused', reason }, runner: null };
  } catch (error) {
    // Told in its row; the others go on without it.
    const reason = error instanceof Error ? error.message : String(error);
    await runner?.dispose();
    return { row: { ...common, status: 'failed', reason }, runner: null };
  }
}

/** What is right: the reference backend, whose sums are float64. */
async function referenceOutputs({ workload, weights, inputs }: Task): Promise<Float32Array[]> {
  const reference = gatefoldRunner(await cpu(), workload, weights);
  const outputs: Float32Array[] = [];
  for (const x of inputs) outputs.push((await reference.run(x, 1)).slice());
  await reference.dispose();
  return outputs;
}

/** More than the caches of a core hold, on any machine of today: the last ones are shared, and may keep the weights. */
const otherMemory = new Uint32Array(2 ** 21);

/** Reads other memory, as the rest of an app does between two frames of audio. */
function coolCaches(): void {
  let sum = 0;
  for (let k = 0; k < otherMemory.length; k += 16) sum += otherMemory[k] as number;
  // Kept, so that no compiler leaves the reads out.
  otherMemory[0] = sum;
}

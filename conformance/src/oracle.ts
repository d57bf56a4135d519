// What the plain backend computes of a call, and how far an honest backend may be from it: for cases that have no
// stored numbers. Measured as the deviations of goldens are, while the case runs.

import type { LayerConfig, Tensor, WeightsOf } from '@gatefold/contract';
import { leavesIn } from '@gatefold/contract/author';
import { expectGolden } from './golden/compare.ts';
import type { Outcome } from './golden/golden.ts';
import { leafOf, leavesOf, mapOutcome } from './golden/outcome.ts';
import { type Lab, type LabOptions, namedOptions, observationOf } from './lab.ts';
import { roughSums, roughWeights } from './perturbed.ts';
import { plainBackend, type PlainOptions } from './plain/plain-backend.ts';
import { type Random, seeded } from './random.ts';
import type { Observation, Tolerance, Values } from './values.ts';

/** One run of one layer. */
export interface OracleCall {
  readonly config: LayerConfig;
  readonly weights: WeightsOf<LayerConfig>;
  readonly x: Values;
  readonly options?: LabOptions;
}

/** Numbers in a rectangle, in whatever array. */
interface Numbers {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** Numbers of a step, over all runs, that its largest deviation is taken of at the least. */
const fewest = 192;

/** Runs of a layer whose every step is one number, as goldens have them. */
const mostRuns = 24;

/**
 * Compares what a backend gave for a call with what the plain backend computes in float64.
 *
 * Costs 5 runs of the plain backend where a step has 50 numbers or more, batch times units, and up to 25 where it has
 * fewer; twice that for backends that claim smaller weights.
 *
 * @returns the largest share of a tolerance that was used
 * @throws {Mismatch} that names the first number beyond it
 */
export function expectOracle(what: string, lab: Lab, call: OracleCall, got: Observation): number {
  const { precision, weightPrecision } = lab.claims;
  const wanted = runPlain({}, call);
  const sums = deviation(wanted, call, lab.seed, (random) => roughSums(precision, random));
  const weights =
    weightPrecision === 'f32'
      ? undefined
      : deviation(wanted, call, lab.seed, (random) => roughWeights(weightPrecision, random));
  const deviations = mapOutcome(sums, (steps, name) => {
    const ofWeights = weights === undefined ? undefined : leafOf(weights, name);
    return steps.map((D, t) => D + (ofWeights?.[t] ?? 0));
  });
  return expectGolden(what, got, wanted, deviations, precision);
}

/**
 * A tolerance of sums, widened by what the type of stored weights may do to the numbers of a call: for cases whose
 * wanted numbers are a formula of the weights as they were given.
 */
export function forStoredWeights(tolerance: Tolerance, lab: Lab, call: OracleCall): Tolerance {
  const { weightPrecision } = lab.claims;
  if (weightPrecision === 'f32') return tolerance;
  const steps = deviation(runPlain({}, call), call, lab.seed, (random) =>
    roughWeights(weightPrecision, random),
  );
  const largest = Math.max(...leavesOf(steps).flatMap(([, values]) => values));
  return (wanted, index) => tolerance(wanted, index) + 4 * largest;
}

/** How far a plain backend that is off at random comes from what it computes exactly, for each step of each leaf. */
function deviation(
  exact: Observation,
  call: OracleCall,
  seed: number,
  rough: (random: Random) => PlainOptions,
): Outcome<number[]> {
  const width = (call.x.shape[0] as number) * (exact.output.shape.at(-1) as number);
  const count = Math.min(mostRuns, Math.max(4, Math.ceil(fewest / Math.max(width, 1))));
  const runs = Array.from({ length: count }, (_, run) => runPlain(rough(seeded(seed + run)), call));
  return mapOutcome(exact as Outcome<Values>, (values, name) =>
    largestBySteps(
      values,
      runs.map((one) => leafOf(one, name)),
    ),
  );
}

/** What the plain backend gives for a call. */
export function runPlain(
  plain: PlainOptions,
  { config, weights, x, options = {} }: OracleCall,
): Observation {
  using backend = plainBackend(plain);
  const result = backend.layer(config, weights).run(x, namedOptions(config, options));
  const { output, state } = result as { output: unknown; state?: unknown };
  return observationOf(valuesOf(output), state === undefined ? undefined : valuesOf(state));
}

/** The numbers of a nest of tensors, each under its path, without a wait: what another backend gathers stays gathered. */
function valuesOf(nest: unknown): Record<string, Values> {
  const leaves = [...leavesIn(nest)] as [string, Tensor][];
  return Object.fromEntries(
    leaves.map(([path, leaf]) => [path, { shape: [...leaf.shape], data: leaf.dataSync() }]),
  );
}

/** The largest difference from `exact` over the runs, and over all but the axis of time where there is one. */
export function largestBySteps({ shape, data }: Numbers, runs: readonly Numbers[]): number[] {
  const timeSteps = shape.length === 3 ? (shape[1] as number) : 1;
  const width = shape.at(-1) as number;
  const most = Array.from({ length: timeSteps }, () => 0);
  for (const run of runs) {
    for (let index = 0; index < run.data.length; index++) {
      const t = Math.floor(index / width) % timeSteps; // 0 without an axis of time
      const off = Math.abs((run.data[index] as number) - (data[index] as number));
      most[t] = Math.max(most[t] as number, off);
    }
  }
  return most;
}

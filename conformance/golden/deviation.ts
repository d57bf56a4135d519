// D: how far rounding alone moves the numbers of a golden, over runs of the plain backend that are off at random
// (src/perturbed.ts). What is perturbed depends on what a backend declares. supports.precision:
//
//   f64  sums are float64, vectors may be kept as float32: gate sums, activations and states err by u = 2^-24
//   f32  every operation errs by u = 2^-24, activations by 2u
//   f16  every operation errs by u = 2^-11, activations by 2u; weights, x and states given are off by u throughout a run
//
// and supports.weightPrecision, with exact sums; each weight is off by the same throughout a run:
//
//   f16   by up to half a unit in the last of 11 bits
//   bf16  by up to half a unit in the last of 8 bits
//   int8  in kernels, by up to half of the column's largest |w| / 127
//
// Each profile is run with its own roundoff, not scaled from another: a chaotic golden does not scale.

import { type Precision, tensorsOf, weightsInOrder } from '@gatefold/contract';
import { hostMemory } from '@gatefold/contract/author';
import type { GoldenSpec, Outcome, ReducedWeights, StoredCall } from '../src/golden/golden.ts';
import { leafOf, mapOutcome } from '../src/golden/outcome.ts';
import { namedOptions, namedState, readResult } from '../src/lab.ts';
import { type DrawnGolden } from '../src/golden/draw.ts';
import { largestBySteps } from '../src/oracle.ts';
import { roughSums, roughWeights } from '../src/perturbed.ts';
import type { PlainParts } from '../src/plain/parts.ts';
import { plainBackend, type PlainOptions } from '../src/plain/plain-backend.ts';
import { type Random, seeded } from '../src/random.ts';
import { roundUp } from './numbers.ts';

const runs = 24;

/** Numbers that have not become float32. */
export interface Exact {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

type Outcomes = readonly Outcome<Exact>[];

/** Makes the plain backend off at random in one way. */
type Rough = (random: Random) => PlainOptions;

const sums =
  (precision: Precision): Rough =>
  (random) =>
    roughSums(precision, random);
const weights =
  (type: ReducedWeights): Rough =>
  (random) =>
    roughWeights(type, random);

/** The golden by the plain backend in exact arithmetic, in float64 to the end: what a tensor gives back is float32. */
export function plainOutcomes(spec: GoldenSpec, drawn: DrawnGolden): Promise<Outcomes> {
  return outcomes(spec, drawn, {});
}

/** D of each call for every claim, as a golden stores it. */
export async function deviations(
  spec: GoldenSpec,
  drawn: DrawnGolden,
  exact: Outcomes,
): Promise<Pick<StoredCall, 'deviation' | 'weightDeviation'>[]> {
  const of = (rough: Rough): ReturnType<typeof largestOfRuns> =>
    largestOfRuns(spec, drawn, exact, rough);
  const [f64, f32, f16] = [await of(sums('f64')), await of(sums('f32')), await of(sums('f16'))];
  const [halves, bf16, int8] = [
    await of(weights('f16')),
    await of(weights('bf16')),
    await of(weights('int8')),
  ];
  return exact.map((_, call) => {
    const at = (all: Outcome<number[]>[]): Outcome<number[]> => all[call] as Outcome<number[]>;
    return {
      deviation: { f64: at(f64), f32: at(f32), f16: at(f16) },
      weightDeviation: { f16: at(halves), bf16: at(bf16), int8: at(int8) },
    };
  });
}

/** For each step of a sequence, else one number; the largest over batch, units and runs, rounded up. */
async function largestOfRuns(
  spec: GoldenSpec,
  drawn: DrawnGolden,
  exact: Outcomes,
  rough: Rough,
): Promise<Outcome<number[]>[]> {
  const all: Outcomes[] = [];
  for (let run = 0; run < runs; run++) {
    all.push(await outcomes(spec, drawn, rough(seeded(drawn.seed + 1000 * (run + 1)))));
  }
  return exact.map((outcome, call) =>
    mapOutcome(outcome, (truth, name) =>
      largestBySteps(
        truth,
        all.map((run) => leafOf(run[call] as Outcome<Exact>, name)),
      ).map(roundUp),
    ),
  );
}

async function outcomes(
  { config }: GoldenSpec,
  { weights: leaves, calls }: DrawnGolden,
  { parts, ...options }: PlainOptions,
): Promise<Outcomes> {
  // Buffers as they are read, before they become float32.
  const reads: Float64Array[] = [];
  const host = hostMemory(Float64Array);
  const memory: PlainParts['memory'] = {
    ...host,
    read: (buffer, target) => {
      reads.push(buffer.slice());
      target.set(buffer);
    },
  };
  const backend = plainBackend({ ...options, parts: { ...parts, memory } });
  const layer = backend.layer(config, weightsInOrder(config, Object.values(leaves)));
  const results: Outcome<Exact>[] = [];
  for (const { x, mask, initialState, reset } of calls) {
    if (reset === 'zeros') layer.resetState();
    else if (reset !== undefined) layer.resetState(namedState(config, reset));
    const given = {
      ...(mask === undefined ? {} : { mask }),
      ...(initialState === undefined ? {} : { initialState }),
    };
    const result = layer.run(x, namedOptions(config, given));
    reads.length = 0;
    // Leaves are read one after another, in the order of leavesOf.
    const observation = await readResult(result);
    results.push(
      mapOutcome(observation, ({ shape }) => ({ shape, data: reads.shift() as Float64Array })),
    );
    for (const tensor of tensorsOf(result)) tensor.dispose();
  }
  backend.dispose();
  return results;
}

// D: how far rounding alone moves the numbers of a golden. Monte-Carlo arithmetic (Parker 1997, Vignes 1978) over the
// plain backend: each operation's exact result is off by up to one unit roundoff, at random.
//
// What is perturbed depends on the precision that a backend declares, supports.precision:
//
//   f64  sums are float64, vectors may be kept as float32: gate sums, activations and states err by u = 2^-24
//   f32  every operation errs by u = 2^-24, activations by 2u
//   f16  every operation errs by u = 2^-11, activations by 2u; weights, x and states given are off by u throughout a run
//
// Each profile is run with its own u, not scaled from another: a chaotic golden does not scale.

import { type Precision, tensorsOf, weightsInOrder } from '@gatefold/contract';
import { hostMemory } from '@gatefold/contract/author';
import type { GoldenSpec, Outcome } from '../src/golden/golden.ts';
import { leafOf, mapOutcome } from '../src/golden/outcome.ts';
import { namedOptions, namedState, readResult } from '../src/lab.ts';
import { type DrawnGolden } from '../src/golden/draw.ts';
import { type Arithmetic, float64 } from '../src/plain/arithmetic.ts';
import { honestParts, type PlainParts } from '../src/plain/parts.ts';
import { plainBackend } from '../src/plain/plain-backend.ts';
import { type Random, seeded } from '../src/random.ts';
import type { Values } from '../src/values.ts';

const runs = 24;

/** Numbers that have not become float32. */
export interface Exact {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

type Outcomes = readonly Outcome<Exact>[];
type Perturb = (value: number) => number;

/** The golden by the plain backend in exact arithmetic, in float64 to the end: what a tensor gives back is float32. */
export function plainOutcomes(spec: GoldenSpec, drawn: DrawnGolden): Promise<Outcomes> {
  return outcomes(spec, drawn, float64, {});
}

/** D of each call: for each step of a sequence, else one number; the largest over batch, units and runs. */
export async function deviations(
  spec: GoldenSpec,
  drawn: DrawnGolden,
  exact: Outcomes,
  precision: Precision,
): Promise<Outcome<number[]>[]> {
  const all: Outcomes[] = [];
  for (let run = 0; run < runs; run++) {
    const random = seeded(drawn.seed + 1000 * (run + 1));
    const u = precision === 'f16' ? 2 ** -11 : 2 ** -24;
    const perturb: Perturb = (value) => value * (1 + u * (2 * random() - 1));
    const given = precision === 'f16' ? perturbGolden(drawn, random, u) : drawn;
    const [arithmetic, parts] =
      precision === 'f64' ? storedVectors(perturb) : everyOperation(perturb);
    all.push(await outcomes(spec, given, arithmetic, parts));
  }
  return exact.map((outcome, call) =>
    mapOutcome(outcome, (truth, name) =>
      largest(
        truth,
        all.map((run) => leafOf(run[call] as Outcome<Exact>, name)),
      ),
    ),
  );
}

/** A second error of u in each activation makes 2u of it. */
function everyOperation(perturb: Perturb): [Arithmetic, Partial<PlainParts>] {
  const scalarOf: PlainParts['scalarOf'] = (name) => {
    const scalar = honestParts.scalarOf(name);
    return (v) => perturb(scalar(v));
  };
  return [{ round: perturb, sumOrder: 'forward' }, { scalarOf }];
}

function storedVectors(perturb: Perturb): [Arithmetic, Partial<PlainParts>] {
  const parts: Partial<PlainParts> = {
    scalarOf: (name) => {
      const scalar = honestParts.scalarOf(name);
      return (v) => perturb(scalar(perturb(v)));
    },
    lstm: (...given) => {
      const { h, c } = honestParts.lstm(...given);
      return { h: h.map(perturb), c: c.map(perturb) };
    },
    gru: (...given) => honestParts.gru(...given).map(perturb),
  };
  return [float64, parts];
}

function perturbGolden(drawn: DrawnGolden, random: Random, u: number): DrawnGolden {
  const values = ({ shape, data }: Values): Values => ({
    shape,
    data: data.map((value) => value * (1 + u * (2 * random() - 1))),
  });
  const leaves = (given: Readonly<Record<string, Values>>): Record<string, Values> =>
    Object.fromEntries(Object.entries(given).map(([path, leaf]) => [path, values(leaf)]));
  return {
    seed: drawn.seed,
    weights: leaves(drawn.weights),
    calls: drawn.calls.map(({ x, initialState, reset, ...rest }) => ({
      ...rest,
      x: values(x),
      ...(initialState === undefined ? {} : { initialState: leaves(initialState) }),
      ...(reset === undefined ? {} : { reset: reset === 'zeros' ? reset : leaves(reset) }),
    })),
  };
}

async function outcomes(
  { config }: GoldenSpec,
  { weights, calls }: DrawnGolden,
  arithmetic: Arithmetic,
  parts: Partial<PlainParts>,
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
  const backend = plainBackend({ arithmetic, parts: { ...parts, memory } });
  const layer = backend.layer(config, weightsInOrder(config, Object.values(weights)));
  const results: Outcome<Exact>[] = [];
  for (const { x, mask, initialState, reset } of calls) {
    if (reset === 'zeros') layer.resetState();
    else if (reset !== undefined) layer.resetState(namedState(config, reset));
    const options = {
      ...(mask === undefined ? {} : { mask }),
      ...(initialState === undefined ? {} : { initialState }),
    };
    const result = layer.run(x, namedOptions(config, options));
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

/** Over the runs, and over all but the axis of time where there is one. */
function largest({ shape, data }: Exact, perturbed: readonly Exact[]): number[] {
  const timeSteps = shape.length === 3 ? (shape[1] as number) : 1;
  const width = shape.at(-1) as number;
  const most = Array.from({ length: timeSteps }, () => 0);
  for (const run of perturbed) {
    for (const [index, value] of run.data.entries()) {
      const t = Math.floor(index / width) % timeSteps; // 0 without an axis of time
      const off = Math.abs(value - (data[index] as number));
      most[t] = Math.max(most[t] as number, off);
    }
  }
  return most;
}

// A Bidirectional layer beside the two layers that it is made of, on the same numbers. Clauses B1 to B6.

import {
  type ActivationName,
  bidirectional,
  type BidirectionalConfig,
  type CellConfig,
  type DirectionalConfig,
  type Supports,
  type Tensor,
} from '@gatefold/contract';
import { missingSupport } from '@gatefold/contract/author';
import { withClaimedActivations } from '../claimed.ts';
import type { Lab, LabOptions } from '../lab.ts';
import { distinct, drawWeights, seeded } from '../random.ts';
import { lawTolerance } from '../tolerance.ts';
import {
  expectClose,
  expectStates,
  expectTrue,
  type Observation,
  reverseSteps,
  type Values,
} from '../values.ts';
import { cellLayers } from './outputs.ts';
import { runBackwards } from './run-backwards.ts';

export const batch = 2;
export const timeSteps = 4;
export const inputDim = 5;
export type BothWays = BidirectionalConfig<DirectionalConfig>;

export interface Halves {
  readonly merged: Observation;
  /** The two layers on their own; the backward output turned back in time. */
  readonly forward: Observation;
  readonly backward: Observation;
}

/** Every two cells that are claimed, of a width each. */
export function everyTwo(supports: Supports): BothWays[] {
  const layers = cellLayers
    .map(([, layer]) => withClaimedActivations(supports, { ...layer, returnState: true }))
    .filter((layer) => missingSupport(supports, layer) === undefined);
  return layers.flatMap((layer) =>
    layers.map((backward) =>
      bidirectional<DirectionalConfig, 'concat', DirectionalConfig>({
        layer: { ...layer, units: 3 },
        backwardLayer: { ...backward, units: 2, goBackwards: true },
      }),
    ),
  );
}

/** @param isTied  whether both directions have the same weights */
export async function runHalves(
  lab: Lab,
  config: BothWays,
  options: LabOptions = {},
  isTied = false,
  rows: number = batch,
): Promise<Halves> {
  const random = seeded(lab.seed);
  const drawn = drawWeights(random, config, inputDim) as { forward: never; backward: never };
  const weights = isTied ? { ...drawn, backward: drawn.forward } : drawn;
  const x = distinct(random, [rows, timeSteps, inputDim]);
  const of = (direction: 'forward' | 'backward'): LabOptions => ({
    ...options,
    ...(options.initialState === undefined
      ? {}
      : { initialState: withoutPrefix(direction, options.initialState as Record<string, Values>) }),
  });
  const merged = await lab.run(config, weights, x, options);
  const forward = await lab.run(config.layer, weights.forward, x, of('forward'));
  const turned = await runBackwards(lab, config.backwardLayer, weights.backward, x, of('backward'));
  const output = config.layer.returnSequences ? reverseSteps(turned.output) : turned.output;
  return { merged, forward, backward: { ...turned, output } };
}

/** One object may stand in every place of a state. */
export async function expectOneForAll(
  lab: Lab,
  config: BothWays,
  state: Readonly<Record<string, Values>>,
): Promise<void> {
  const [one] = Object.values(state) as [Values];
  const initialState = Object.fromEntries(Object.keys(state).map((path) => [path, one]));
  expectHalves(lab, config, await runHalves(lab, config, { initialState }));
}

/** What both directions give together is x for another layer where it lies, before anybody has read it. */
export async function expectFed(lab: Lab, config: BothWays): Promise<void> {
  const random = seeded(lab.seed);
  const layer = lab.layer(config, drawWeights(random, config, inputDim));
  const x = distinct(random, [batch, timeSteps, inputDim]);
  const output = lab.keep(layer.run(x)).output as Tensor;
  const width = output.shape.at(-1) as number;
  const above = lab.layer(config.layer, drawWeights(random, config.layer, width));
  const fed = lab.keep(above.run(output)).output as Tensor;
  const wanted = await lab.observe(above, await lab.read(output));
  const allowed = lawTolerance(lab.supports.precision, config.layer, width, timeSteps);
  const what = `a layer on ${String(config.mergeMode)}`;
  lab.note(expectClose(what, await lab.read(fed), wanted.output, allowed));
}

/** Of names that keep numbers below 1. */
const bounded: readonly ActivationName[] = ['tanh', 'sigmoid', 'hardSigmoid', 'softsign'];

/** Changes of one thing each, after which two directions that were alike are not: they cannot be run as one. */
function oneApart(supports: Supports, layer: CellConfig): object[] {
  const another = (names: readonly ActivationName[], own: ActivationName): ActivationName[] =>
    bounded.filter((name) => name !== own && names.includes(name)).slice(0, 1);
  const gates =
    layer.kind === 'simpleRNN'
      ? []
      : another(supports.recurrentActivations, layer.recurrentActivation);
  return [
    { useBias: false },
    ...another(supports.activations, layer.activation).map((activation) => ({ activation })),
    ...gates.map((recurrentActivation) => ({ recurrentActivation })),
  ];
}

/** Directions that are alike but for one thing, in either of them, are run as what they are. */
export async function expectOneApart(lab: Lab, alike: BothWays, layer: CellConfig): Promise<void> {
  for (const change of oneApart(lab.supports, layer)) {
    for (const direction of ['layer', 'backwardLayer'] as const) {
      const config: BothWays = { ...alike, [direction]: { ...alike[direction], ...change } };
      expectHalves(lab, config, await runHalves(lab, config));
    }
  }
}

export function tolerance(lab: Lab, config: BothWays): ReturnType<typeof lawTolerance> {
  return lawTolerance(lab.supports.precision, config, inputDim, timeSteps);
}

function withPrefix(
  prefix: string,
  leaves: Readonly<Record<string, Values>>,
): Record<string, Values> {
  return Object.fromEntries(
    Object.entries(leaves).map(([path, leaf]) => [
      path.startsWith('[') ? `${prefix}${path}` : `${prefix}.${path}`,
      leaf,
    ]),
  );
}

export function withoutPrefix(
  prefix: string,
  leaves: Readonly<Record<string, Values>>,
): Record<string, Values> {
  return Object.fromEntries(
    Object.entries(leaves)
      .filter(([path]) => path.startsWith(prefix))
      .map(([path, leaf]) => [path.slice(prefix.length).replace(/^\./, ''), leaf]),
  );
}

function bothStates({ forward, backward }: Halves): Record<string, Values> {
  return { ...withPrefix('forward', forward.state), ...withPrefix('backward', backward.state) };
}

type Merge = (forward: number, backward: number) => number;
const merges = {
  sum: (a, b) => a + b,
  mul: (a, b) => a * b,
  ave: (a, b) => (a + b) / 2,
} satisfies Record<string, Merge>;

function mergedByHand(mode: keyof typeof merges | 'concat', { forward, backward }: Halves): Values {
  const [a, b] = [forward.output, backward.output];
  if (mode !== 'concat') {
    return {
      shape: a.shape,
      data: a.data.map((value, k) => merges[mode](value, b.data[k] as number)),
    };
  }
  const [left, right] = [a.shape.at(-1) as number, b.shape.at(-1) as number];
  const rows = a.data.length / left;
  const data = new Float32Array(rows * (left + right));
  for (let row = 0; row < rows; row++) {
    data.set(a.data.subarray(row * left, (row + 1) * left), row * (left + right));
    data.set(b.data.subarray(row * right, (row + 1) * right), row * (left + right) + left);
  }
  return { shape: [...a.shape.slice(0, -1), left + right], data };
}

export function expectHalves(lab: Lab, config: BothWays, halves: Halves): void {
  const mode = config.mergeMode as keyof typeof merges | 'concat';
  const allowed = tolerance(lab, config);
  lab.note(
    expectClose(`${mode} output`, halves.merged.output, mergedByHand(mode, halves), allowed),
  );
  lab.note(expectStates(mode, halves.merged.state, bothStates(halves), allowed));
}

/** Checks outputs that are not merged, and both states. */
export function expectApart(lab: Lab, config: BothWays, halves: Halves): void {
  const { merged, forward, backward } = halves;
  const allowed = tolerance(lab, config);
  expectTrue('there must be two outputs', merged.backwardOutput !== undefined);
  lab.note(expectClose('forward', merged.output, forward.output, allowed));
  lab.note(expectClose('backward', merged.backwardOutput, backward.output, allowed));
  lab.note(expectStates('unmerged', merged.state, bothStates(halves), allowed));
}

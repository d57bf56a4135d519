// The layer on which refusals are tried, made and run with one thing replaced.

import { gru, type GRUConfig, lstm, simpleRNN, type Supports, tensorsOf } from '@gatefold/contract';
import { gateCounts, missingSupport, stateLeaves } from '@gatefold/contract/author';
import { withClaimedActivations, withClaimedCells } from '../claimed.ts';
import type { CellLayer } from '../counterexample.ts';
import type { Lab } from '../lab.ts';
import { drawWeights, seeded } from '../random.ts';
import { untyped, type UntypedLayer } from '../untyped.ts';
import { filled, type Values } from '../values.ts';

export const batch = 2;
export const timeSteps = 4;
export const inputDim = 5;
export const units = 3;
export const x: Values = filled([batch, timeSteps, inputDim], 0.1);

export const layerFor = (supports: Supports): CellLayer =>
  withClaimedCells(supports, lstm({ units, returnState: true }));

/** A GRU of each variant that is claimed. */
export const grusFor = (supports: Supports): GRUConfig[] =>
  supports.cells.includes('gru')
    ? supports.resetAfter.map((resetAfter) =>
        withClaimedActivations(supports, gru({ units, resetAfter })),
      )
    : [];

/** By name, so that what is tried may drop or add one. */
export function weightsOf(layerConfig: CellLayer): Record<string, Values> {
  return { ...drawWeights(seeded(1), layerConfig, inputDim) };
}

export const columnsOf = ({ kind }: CellLayer): number => gateCounts[kind] * units;

interface SetUp {
  readonly config: CellLayer;
  readonly weights: Readonly<Record<string, Values>>;
  readonly state: Readonly<Record<string, Values>>;
  /** The last part of the state: c of an LSTM, else h. */
  readonly last: string;
}

export const lone: Values = filled([batch, units], 0.1);
export const oneRow: Values = filled([1, timeSteps, inputDim], 0.1);

/** A layer of what is claimed, and what it is given. */
export function setUp({ supports }: Lab): SetUp {
  const config = layerFor(supports);
  const names = stateLeaves(config).map(({ path }) => path);
  return {
    config,
    weights: weightsOf(config),
    state: Object.fromEntries(names.map((name) => [name, filled([batch, units], 0.1)])),
    last: names.at(-1) as string,
  };
}

/** Words of Keras and of other libraries, with what changes nothing there: it is not let through for that. */
const inert: Readonly<Record<string, unknown>> = {
  dropout: 0,
  recurrentDropout: 0,
  implementation: 2,
  unroll: false,
  trainable: false,
  dtype: 'float32',
  bidirectional: false,
  numLayers: 1,
  name: 'gru_1',
};

/** What is tried with each word that nobody would read. */
export function withEachInert(
  where: string,
  attempt: (lab: Lab, option: Readonly<Record<string, unknown>>) => unknown,
): Record<string, (lab: Lab) => unknown> {
  return Object.fromEntries(
    Object.entries(inert).map(([name, value]) => [
      `${name} of ${String(value)}${where}`,
      (lab: Lab) => attempt(lab, { [name]: value }),
    ]),
  );
}

/** A state that lacks its last part. */
export function without({ state, last }: Pick<SetUp, 'state' | 'last'>): Record<string, Values> {
  return Object.fromEntries(Object.entries(state).filter(([name]) => name !== last));
}

/** Runs each claimed cell that keeps h alone from a state that is none for it. */
export function fromLone(
  supports: Supports,
  what: string,
  initialState: object,
  given: Values = x,
): Record<string, (lab: Lab) => Promise<void>> {
  const layers = [simpleRNN({ units }), gru({ units }), gru({ units, resetAfter: false })].map(
    (layer) => withClaimedActivations<CellLayer>(supports, layer),
  );
  return Object.fromEntries(
    layers
      .filter((layer) => missingSupport(supports, layer) === undefined)
      .map((layer) => [
        `${what} of a ${layer.kind}${layer.kind === 'gru' && layer.resetAfter ? ' with resetAfter' : ''}`,
        (lab: Lab) =>
          withLayer(lab, layer, weightsOf(layer), (made) => {
            made.run(given, { initialState }).dispose();
          }),
      ]),
  );
}

/** Runs the layer with one thing replaced. */
export function run(lab: Lab, given: unknown = x, options: unknown = {}): Promise<void> {
  const { config, weights } = setUp(lab);
  return runLayer(lab, config, weights, given, options);
}

/** Makes a layer for what is tried with it, and ends it. */
export async function withLayer(
  lab: Lab,
  layerConfig: unknown,
  layerWeights: unknown,
  use: (layer: UntypedLayer) => unknown,
): Promise<void> {
  const layer = untyped(lab.backend).layer(layerConfig, layerWeights);
  try {
    await use(layer);
  } finally {
    layer.dispose();
  }
}

/** Makes a layer, runs it, and waits for its numbers: those of every part. */
export function runLayer(
  lab: Lab,
  layerConfig: unknown,
  layerWeights: unknown,
  given: unknown,
  options: unknown,
): Promise<void> {
  return withLayer(lab, layerConfig, layerWeights, async (layer) => {
    for (const made of tensorsOf(layer.run(given, options))) {
      await made.data();
      made.dispose();
    }
  });
}

/** Runs the layer on what one as wide as x gives without returnSequences: [batch, inputDim]. */
export function runOnLast(lab: Lab): Promise<void> {
  return withResult(lab, { width: inputDim }, ({ output }) => run(lab, output));
}

/** Runs the layer with a tensor of the backend as its mask, whose shape is that of one: [batch, timeSteps]. */
export function runMaskedByTensor(lab: Lab): Promise<void> {
  return withResult(lab, { width: timeSteps }, ({ output }) => run(lab, x, { mask: output }));
}

interface Sizes {
  readonly rows?: number;
  readonly width?: number;
}

/** Runs the layer from the final state of another: tensors of the backend, of other rows or units. */
export function runFromTensors(lab: Lab, sizes: Sizes): Promise<void> {
  return withResult(lab, sizes, ({ state }) => run(lab, x, { initialState: state }));
}

/** Hands over what a layer of so many units gives for so many rows, without returnSequences. */
function withResult(
  lab: Lab,
  { rows = batch, width = units }: Sizes,
  use: (result: { readonly output: unknown; readonly state?: unknown }) => Promise<void>,
): Promise<void> {
  const beside = { ...layerFor(lab.supports), units: width };
  return withLayer(lab, beside, drawWeights(seeded(2), beside, inputDim), async (layer) => {
    const result = layer.run(filled([rows, timeSteps, inputDim], 0.1));
    try {
      await use(result);
    } finally {
      result.dispose();
    }
  });
}

export function make(lab: Lab, layerConfig: unknown, layerWeights: unknown): void {
  untyped(lab.backend).layer(layerConfig, layerWeights).dispose();
}

/** Makes the layer with weights that are changed. */
export function makeWith(lab: Lab, change: Readonly<Record<string, unknown>>): void {
  const { config, weights } = setUp(lab);
  make(lab, config, { ...weights, ...change });
}

/** What is tried with each tensor of the weights. */
export function eachWeight(
  tried: (
    name: string,
    weightOf: (lab: Lab) => Values,
  ) => Readonly<Record<string, (lab: Lab) => unknown>>,
): Record<string, (lab: Lab) => unknown> {
  const names = ['kernel', 'recurrentKernel', 'bias'];
  return Object.assign(
    {},
    ...names.map((name) => tried(name, (lab) => setUp(lab).weights[name] as Values)),
  ) as Record<string, (lab: Lab) => unknown>;
}

/** Makes the layer of a config that is changed. */
export function makeAs(lab: Lab, change: Readonly<Record<string, unknown>>): void {
  const { config, weights } = setUp(lab);
  make(lab, { ...config, ...change }, weights);
}

/** Runs the layer from a state in which the last part is another. */
export function runFrom(lab: Lab, part: unknown): Promise<void> {
  const { state, last } = setUp(lab);
  return run(lab, x, { initialState: { ...state, [last]: part } });
}

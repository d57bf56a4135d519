// What a case takes where its clause leaves the choice: a cell, a variant of the GRU, an activation that is claimed.
// Here and nowhere else, since a backend may claim any part of what there is, and is to be tried on that part whole: a
// case that chose for itself would ask a narrow backend for too much, or pass it over where another choice would do.

import {
  type ActivationName,
  activationNames,
  type CellConfig,
  type CellKind,
  type DirectionalConfig,
  type LayerConfig,
  type LayerFlags,
  type StackedConfig,
  type Supports,
} from '@gatefold/contract';
import type { CellLayer } from './counterexample.ts';

/** A cell in one of its variants; `resetAfter` is false but for a GRU. */
export interface CellVariant {
  readonly kind: CellKind;
  readonly resetAfter: boolean;
}

/** From the cell in which most can go wrong to the plainest. */
const kinds: readonly CellKind[] = ['lstm', 'gru', 'simpleRNN'];

/** Activations that a case may take where its own are not claimed: tiers, of which the first with any is drawn from. */
export interface Choice {
  readonly activations: readonly (readonly ActivationName[])[];
  /** As recurrentActivation. */
  readonly gates: readonly (readonly ActivationName[])[];
}

/** Under these, numbers as they are drawn here show every change of them. */
const told: readonly ActivationName[] = [
  'tanh',
  'sigmoid',
  'softsign',
  'hardSigmoid',
  'hardSigmoidKeras2',
  'elu',
  'celu',
  'leakyRelu',
  'linear',
  'softplus',
  'squareplus',
  'logSigmoid',
  'silu',
  'gelu',
  'mish',
  'selu',
];

/** From 0 to 1 and back: shut or open far from zero. */
const gateLike: readonly ActivationName[] = ['sigmoid', 'hardSigmoidKeras2', 'hardSigmoid'];

/** The same, but flat from ±1 on, where sums of drawn numbers may be. */
const shut: readonly ActivationName[] = [...gateLike, 'sparseSigmoid'];

const others = activationNames.filter((name) => name !== 'exponential');

/** Whether numbers as they are drawn here, and NaN, show in what the activation gives. */
export const showsEveryChange = (activation: ActivationName): boolean => told.includes(activation);

/** For cases that must see a change. */
export const telling: Choice = { activations: [told], gates: [gateLike, told] };

/** For cases that compare a backend with itself, or with a formula; e^x last, since numbers grow fastest under it. */
export const anything: Choice = {
  activations: [told, others, ['exponential']],
  gates: [gateLike, shut, told, others, ['exponential']],
};

/** For cases that open and shut gates. */
export const shutting: Choice = { ...anything, gates: [gateLike, shut] };

/** An LSTM takes e^x of e^x, and does so again at every step: whatever its weights, that is soon past every number. */
const overflows = ({ kind }: Pick<CellConfig, 'kind'>, activation: ActivationName): boolean =>
  kind === 'lstm' && activation === 'exponential';

/** What its gates are, or a SimpleRNN's, which has none, would be by default. */
const gateOf = (cell: CellConfig): ActivationName =>
  cell.kind === 'simpleRNN' ? 'sigmoid' : cell.recurrentActivation;

/**
 * Whether numbers stay where they begin whatever the weights: gates from 0 to 1 see to that. Other gates let them grow,
 * as e^x does, unless the weights are small.
 */
export function holds(cell: CellConfig): boolean {
  return cell.activation !== 'exponential' && shut.includes(gateOf(cell));
}

/** Whether e^x takes what it gave, so that numbers grow the fastest. */
export function feedsOnExponentials(cell: CellConfig): boolean {
  return [cell.activation, gateOf(cell)].includes('exponential');
}

/** What is claimed of the first list of which anything is, or all that is claimed. */
export function claimedAmong(
  claimed: readonly ActivationName[],
  ...lists: readonly (readonly ActivationName[])[]
): readonly ActivationName[] {
  const found = lists.map((names) => names.filter((name) => claimed.includes(name)));
  return found.find(({ length }) => length > 0) ?? claimed;
}

/** What a gate may be drawn from: never nothing, since a SimpleRNN has no gate, and a backend of it alone need claim none. */
export function claimedGates(
  { recurrentActivations }: Supports,
  { gates }: Choice,
): readonly ActivationName[] {
  return recurrentActivations.length === 0
    ? ['sigmoid']
    : claimedAmong(recurrentActivations, ...gates);
}

/** The cells that can be made of what is claimed, a GRU in each variant. */
export function claimedCells(supports: Supports): CellVariant[] {
  const { cells, activations, recurrentActivations, resetAfter } = supports;
  const hasParts = (kind: CellKind): boolean =>
    activations.some((activation) => !overflows({ kind }, activation)) &&
    (kind === 'simpleRNN' || recurrentActivations.length > 0);
  return cells
    .filter((kind) => hasParts(kind))
    .flatMap((kind) =>
      (kind === 'gru' ? resetAfter : [false]).map((after) => ({ kind, resetAfter: after })),
    );
}

/**
 * The layer with activations that are claimed: its own where they are, and others where not. Where the choice has none
 * that is claimed it keeps its own, so that the case is not asked.
 */
export function withClaimedActivations<C extends LayerConfig>(
  { activations, recurrentActivations }: Supports,
  config: C,
  choice: Choice = anything,
): C {
  const choose = (
    own: ActivationName,
    claimed: readonly ActivationName[],
    order: readonly ActivationName[],
  ): ActivationName => [own, ...order].find((name) => claimed.includes(name)) ?? own;
  return mapCells(config, (cell) => {
    const order = choice.activations.flat().filter((name) => !overflows(cell, name));
    const activation = choose(cell.activation, activations, order);
    if (cell.kind === 'simpleRNN') return { ...cell, activation };
    const gate = choose(cell.recurrentActivation, recurrentActivations, choice.gates.flat());
    return { ...cell, activation, recurrentActivation: gate };
  });
}

/** The layer with cells that are claimed too, in the same way. Its state may have other leaves then. */
export function withClaimedCells<C extends DirectionalConfig>(
  supports: Supports,
  config: C,
  choice: Choice = anything,
): OfAnyCell<C> {
  const claimed = claimedCells(supports);
  const [best] = kinds.flatMap((kind) => claimed.filter((variant) => variant.kind === kind));
  const changed = mapCells<DirectionalConfig>(config, (cell) => {
    const alike = claimed.filter(({ kind }) => kind === cell.kind);
    const same = alike.find(
      ({ resetAfter }) => cell.kind !== 'gru' || resetAfter === cell.resetAfter,
    );
    const variant = same ?? alike[0] ?? best;
    return variant === undefined || variant === same ? cell : turnedInto(variant, cell);
  });
  return withClaimedActivations(supports, changed, choice) as OfAnyCell<C>;
}

/** A layer with the flags of another, whatever its cells. */
type OfAnyCell<C extends DirectionalConfig> =
  C extends StackedConfig<infer S, infer R>
    ? StackedConfig<S, R>
    : C extends LayerFlags<infer S, infer R>
      ? CellLayer<S, R>
      : never;

/** Another cell of the same width, with the flags of the layer, where there are any. */
function turnedInto({ kind, resetAfter }: CellVariant, cell: CellConfig): CellConfig {
  const {
    resetAfter: _,
    recurrentActivation = 'sigmoid',
    ...rest
  } = cell as CellConfig & {
    readonly recurrentActivation?: ActivationName;
    readonly resetAfter?: boolean;
  };
  if (kind === 'simpleRNN') return { ...rest, kind };
  if (kind === 'lstm') return { ...rest, kind, recurrentActivation };
  return { ...rest, kind, recurrentActivation, resetAfter };
}

function mapCells<C extends LayerConfig>(config: C, change: (cell: CellConfig) => CellConfig): C {
  const changed = (layer: LayerConfig): unknown => {
    if (layer.kind === 'stacked') return { ...layer, cells: layer.cells.map(change) };
    if (layer.kind !== 'bidirectional') return change(layer);
    const [forward, backward] = [changed(layer.layer), changed(layer.backwardLayer)];
    return { ...layer, layer: forward, backwardLayer: backward };
  };
  return changed(config) as C;
}

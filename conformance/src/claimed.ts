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

/** Activations that a case may take in place of its own, the best one first. */
export interface Choice {
  readonly activations: readonly ActivationName[];
  /** As recurrentActivation. */
  readonly gates: readonly ActivationName[];
}

/** Gates that are 0 and 1 far from zero, so that what they shut or let through is known. */
const shut: readonly ActivationName[] = [
  'sigmoid',
  'hardSigmoidKeras2',
  'hardSigmoid',
  'sparseSigmoid',
];

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

/** For cases that must see a change: under these, numbers as they are drawn show every change of them. */
export const telling: Choice = { activations: told, gates: [...shut, ...told] };

/** For cases that compare a backend with itself, or with a formula. */
export const anything: Choice = {
  activations: [...telling.activations, ...activationNames],
  gates: [...telling.gates, ...activationNames],
};

/** For cases that open and shut gates. */
export const shutting: Choice = { ...anything, gates: shut };

/** What is claimed of the first list of which anything is, or all that is claimed. */
export function claimedAmong(
  claimed: readonly ActivationName[],
  ...lists: readonly (readonly ActivationName[])[]
): readonly ActivationName[] {
  const found = lists.map((names) => names.filter((name) => claimed.includes(name)));
  return found.find(({ length }) => length > 0) ?? claimed;
}

/** The cells that can be made of what is claimed, a GRU in each variant. */
export function claimedCells(supports: Supports): CellVariant[] {
  const { cells, activations, recurrentActivations, resetAfter } = supports;
  const hasParts = (kind: CellKind): boolean =>
    activations.length > 0 && (kind === 'simpleRNN' || recurrentActivations.length > 0);
  return kinds
    .filter((kind) => cells.includes(kind) && hasParts(kind))
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
  { activations: others, gates }: Choice = anything,
): C {
  const choose = (
    own: ActivationName,
    claimed: readonly ActivationName[],
    order: readonly ActivationName[],
  ): ActivationName => [own, ...order].find((name) => claimed.includes(name)) ?? own;
  return mapCells(config, (cell) => {
    const activation = choose(cell.activation, activations, others);
    if (cell.kind === 'simpleRNN') return { ...cell, activation };
    const gate = choose(cell.recurrentActivation, recurrentActivations, gates);
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
  const changed = mapCells(config as DirectionalConfig, (cell) => {
    const alike = claimed.filter(({ kind }) => kind === cell.kind);
    const same = alike.find(
      ({ resetAfter }) => cell.kind !== 'gru' || resetAfter === cell.resetAfter,
    );
    const variant = same ?? alike[0] ?? claimed[0];
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

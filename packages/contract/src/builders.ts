// The five builders: options in, a complete and checked config out. Defaults are Keras 3's (keras/src/layers/rnn).

import type { ActivationName } from './activations.ts';
import { checkActivation, checkBoolean, checkKeys, checkUnits } from './check-config.ts';
import type {
  BidirectionalConfig,
  CellConfig,
  CellKind,
  DirectionalConfig,
  GRUConfig,
  LayerConfig,
  LayerFlags,
  LSTMConfig,
  MergeMode,
  SimpleRNNConfig,
  StackedConfig,
} from './config.ts';
import { unitsOf } from './config.ts';
import { ConfigError } from './errors.ts';
import { describe } from './tensor.ts';

export type FlagOptions = Partial<LayerFlags>;

export interface SimpleRNNOptions extends FlagOptions {
  readonly units: number;
  readonly activation?: ActivationName;
  readonly useBias?: boolean;
}
export interface LSTMOptions extends SimpleRNNOptions {
  readonly recurrentActivation?: ActivationName;
}
export interface GRUOptions extends LSTMOptions {
  readonly resetAfter?: boolean;
}
/** A cell of a stack: a layer's config or options, without the flags, which are the stack's. */
export type CellOptions =
  | ({ readonly kind: 'simpleRNN' } & SimpleRNNOptions)
  | ({ readonly kind: 'lstm' } & LSTMOptions)
  | ({ readonly kind: 'gru' } & GRUOptions);
export interface StackedOptions extends FlagOptions {
  readonly cells: readonly CellOptions[];
}

type Flag<O, K extends keyof LayerFlags> = O extends { readonly [P in K]: infer V extends boolean }
  ? V
  : O extends { readonly [P in K]?: infer V extends boolean | undefined }
    ? undefined extends V
      ? Exclude<V, undefined> | false
      : V
    : false;
type Sequences<O> = Flag<O, 'returnSequences'>;
type States<O> = Flag<O, 'returnState'>;
type CellsOf<Cells extends readonly CellOptions[]> = {
  readonly [I in keyof Cells]: Extract<CellConfig, { kind: Cells[I]['kind'] }>;
};

const flagNames = [
  'returnSequences',
  'returnState',
  'goBackwards',
  'alignOutput',
  'stateful',
  'zeroOutputForMask',
] as const;
const cellKeys: Record<CellKind, readonly string[]> = {
  simpleRNN: ['units', 'activation', 'useBias'],
  lstm: ['units', 'activation', 'recurrentActivation', 'useBias'],
  gru: ['units', 'activation', 'recurrentActivation', 'useBias', 'resetAfter'],
};

/**
 * Describes a SimpleRNN layer.
 *
 *     h_t = activation(x_t·W + h_{t-1}·U + b)
 *
 * @throws {ConfigError} for an unknown key, units below 1, an unknown activation, a flag that is no boolean
 * @see clauses V1, C1, E9 to E12
 * @example
 *   import { simpleRNN } from '@gatefold/contract';
 *   simpleRNN({ units: 4 }).activation; // => 'tanh'
 */
export function simpleRNN<const O extends SimpleRNNOptions>(
  options: O,
): SimpleRNNConfig<Sequences<O>, States<O>> {
  return cellLayer('simpleRNN', options) as never;
}

/**
 * Describes an LSTM layer.
 *
 *     i = σ(x·Wi + h·Ui + bi)    f = σ(x·Wf + h·Uf + bf)
 *     g = a(x·Wg + h·Ug + bg)    o = σ(x·Wo + h·Uo + bo)
 *     c' = f ⊙ c + i ⊙ g         h' = o ⊙ a(c')
 *
 * with a the `activation` and σ the `recurrentActivation`.
 *
 * @throws {ConfigError} as {@link simpleRNN}
 * @see clauses V2, V6, C1
 * @example
 *   import { lstm } from '@gatefold/contract';
 *   lstm({ units: 4, returnState: true }).recurrentActivation; // => 'sigmoid'
 */
export function lstm<const O extends LSTMOptions>(options: O): LSTMConfig<Sequences<O>, States<O>> {
  return cellLayer('lstm', options) as never;
}

/**
 * Describes a GRU layer.
 *
 *     z = σ(x·Wz + h·Uz + bz)    r = σ(x·Wr + h·Ur + br)
 *     n = a(x·Wn + bn + r ⊙ (h·Un + dn))    with resetAfter
 *     n = a(x·Wn + (r ⊙ h)·Un + bn)         without
 *     h' = z ⊙ h + (1 - z) ⊙ n
 *
 * With resetAfter the bias has a row for x and a row for h, and both rows add to z and r.
 *
 * @throws {ConfigError} as {@link simpleRNN}
 * @see clauses V3 to V5, C1
 * @example
 *   import { gru } from '@gatefold/contract';
 *   gru({ units: 4 }).resetAfter; // => true
 */
export function gru<const O extends GRUOptions>(options: O): GRUConfig<Sequences<O>, States<O>> {
  return cellLayer('gru', options) as never;
}

/**
 * Describes a stack of cells that run one after another within each time step.
 *
 * @throws {ConfigError} for no cells, a cell that carries a layer's flag, or what a cell's own builder refuses
 * @see clauses K1 to K8
 * @example
 *   import { gru, lstm, stacked } from '@gatefold/contract';
 *   stacked({ cells: [lstm({ units: 3 }), gru({ units: 2 })], returnState: true }).cells.length; // => 2
 */
export function stacked<const O extends StackedOptions>(
  options: O,
): StackedConfig<Sequences<O>, States<O>, CellsOf<O['cells']>> {
  checkKeys('stacked', options, ['kind', 'cells', ...flagNames]);
  if (!Array.isArray(options.cells) || options.cells.length === 0) {
    throw new ConfigError({
      where: 'stacked.cells',
      expected: 'must be a list of at least one cell',
      actual: describe(options.cells),
    });
  }
  const cells = options.cells.map((cell: CellOptions, index) => {
    const where = `stacked.cells[${index}]`;
    const kind = cell?.kind;
    if (!Object.hasOwn(cellKeys, kind)) {
      throw new ConfigError({
        where: `${where}.kind`,
        expected: "must be 'simpleRNN', 'lstm' or 'gru'",
        actual: describe(kind),
      });
    }
    for (const flag of flagNames) {
      if (cell[flag]) {
        throw new ConfigError({
          where: `${where}.${flag}`,
          expected: 'belongs to the whole stack, not to a cell',
          remedy: `set ${flag} on stacked({ … })`,
        });
      }
    }
    return cellOf(where, kind, cell);
  });
  return { kind: 'stacked', cells, ...flagsFrom('stacked', options) } as never;
}

/**
 * Describes a layer that is run in both directions and merged.
 *
 * The flags are those of `layer`. `backwardLayer` is `layer` with `goBackwards` unless it is given.
 *
 * @throws {ConfigError} when the layers disagree in returnSequences, returnState or stateful, when `layer` itself
 *   goes backwards, or when a merge other than concat and null meets different widths
 * @see clauses B1 to B14
 * @example
 *   import { bidirectional, lstm } from '@gatefold/contract';
 *   bidirectional({ layer: lstm({ units: 3 }) }).mergeMode; // => 'concat'
 */
export function bidirectional<
  const L extends DirectionalConfig,
  const M extends MergeMode = 'concat',
  const B extends DirectionalConfig = L,
>(options: {
  readonly layer: L;
  readonly backwardLayer?: B;
  readonly mergeMode?: M;
}): BidirectionalConfig<L, M, B> {
  const where = 'bidirectional';
  checkKeys(where, options, ['kind', 'layer', 'backwardLayer', 'mergeMode']);
  const layer = directional(`${where}.layer`, options.layer);
  const backwardLayer =
    options.backwardLayer === undefined
      ? { ...layer, goBackwards: true }
      : directional(`${where}.backwardLayer`, options.backwardLayer);
  const mergeMode = options.mergeMode === undefined ? 'concat' : options.mergeMode;
  checkDirections(where, layer, backwardLayer);
  checkMergeMode(where, mergeMode, layer, backwardLayer);
  return { kind: 'bidirectional', layer, backwardLayer, mergeMode } as never;
}

/**
 * Completes and checks a config of any kind, as it may come from JSON.
 *
 * @throws {ConfigError} as the builder of its kind
 */
export function normalizeConfig(where: string, config: LayerConfig): LayerConfig {
  switch (config?.kind) {
    case 'bidirectional':
      return bidirectional(config);
    case 'stacked':
      return stacked(config);
    case 'simpleRNN':
    case 'lstm':
    case 'gru':
      return cellLayer(config.kind, config);
    default:
      throw new ConfigError({
        where,
        expected: 'must be a config with kind simpleRNN, lstm, gru, stacked or bidirectional',
        actual: describe(config),
        remedy: 'make it with lstm({ units }) or another builder',
      });
  }
}

function cellLayer(kind: CellKind, options: GRUOptions): DirectionalConfig {
  checkKeys(kind, options, ['kind', ...cellKeys[kind], ...flagNames]);
  return { ...cellOf(kind, kind, options), ...flagsFrom(kind, options) };
}

function cellOf(where: string, kind: CellKind, options: GRUOptions): CellConfig {
  checkKeys(where, options, ['kind', ...cellKeys[kind], ...flagNames]);
  const units = checkUnits(where, options.units);
  const activation = checkActivation(`${where}.activation`, options.activation, 'tanh');
  const useBias = checkBoolean(`${where}.useBias`, options.useBias, true);
  if (kind === 'simpleRNN') return { kind, units, activation, useBias };
  const recurrentActivation = checkActivation(
    `${where}.recurrentActivation`,
    options.recurrentActivation,
    'sigmoid',
  );
  if (kind === 'lstm') return { kind, units, activation, recurrentActivation, useBias };
  const resetAfter = checkBoolean(`${where}.resetAfter`, options.resetAfter, true);
  return { kind, units, activation, recurrentActivation, useBias, resetAfter };
}

function flagsFrom(where: string, options: FlagOptions): LayerFlags {
  const entries = flagNames.map((name) => [
    name,
    checkBoolean(`${where}.${name}`, options[name], false),
  ]);
  return Object.fromEntries(entries) as LayerFlags;
}

function directional(where: string, config: DirectionalConfig): DirectionalConfig {
  if ((config as LayerConfig | undefined)?.kind === 'bidirectional') {
    throw new ConfigError({
      where,
      expected: 'must run in one direction',
      actual: 'a bidirectional config',
      remedy: 'run the two Bidirectional layers one after the other',
    });
  }
  return normalizeConfig(where, config) as DirectionalConfig;
}

function checkDirections(
  where: string,
  layer: DirectionalConfig,
  backwardLayer: DirectionalConfig,
): void {
  if (layer.goBackwards || !backwardLayer.goBackwards) {
    throw new ConfigError({
      where,
      expected: 'layer must go forwards and backwardLayer backwards',
      actual: `goBackwards: ${layer.goBackwards} and ${backwardLayer.goBackwards}`,
      remedy: 'leave goBackwards off the layer; the backward copy is made for you',
    });
  }
  for (const [name, { alignOutput }] of Object.entries({ layer, backwardLayer })) {
    if (!alignOutput) continue;
    throw new ConfigError({
      where: `${where}.${name}.alignOutput`,
      expected: 'must be off: a Bidirectional puts both outputs into the order of time itself',
      remedy: 'leave it out',
    });
  }
  for (const flag of ['returnSequences', 'returnState', 'stateful'] as const) {
    if (layer[flag] !== backwardLayer[flag]) {
      throw new ConfigError({
        where: `${where}.backwardLayer.${flag}`,
        expected: `must equal layer.${flag} = ${layer[flag]}`,
        actual: String(backwardLayer[flag]),
      });
    }
  }
}

function checkMergeMode(
  where: string,
  mergeMode: MergeMode,
  layer: DirectionalConfig,
  backwardLayer: DirectionalConfig,
): void {
  if (!['concat', 'sum', 'mul', 'ave', null].includes(mergeMode)) {
    throw new ConfigError({
      where: `${where}.mergeMode`,
      expected: "must be 'concat', 'sum', 'mul', 'ave' or null",
      actual: describe(mergeMode),
    });
  }
  const widths = [unitsOf(layer), unitsOf(backwardLayer)];
  if (mergeMode !== 'concat' && mergeMode !== null && widths[0] !== widths[1]) {
    throw new ConfigError({
      where: `${where}.mergeMode`,
      expected: `'${mergeMode}' needs equally wide directions`,
      actual: `${widths.join(' and ')} units`,
      remedy: "use 'concat' or null",
    });
  }
}

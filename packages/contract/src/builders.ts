// The five builders: options in, a complete and checked config out. Defaults are Keras 3's (keras/src/layers/rnn).

import type { ActivationName } from './activations.ts';
import {
  checkActivation,
  checkBoolean,
  checkKind,
  checkUnits,
  isCellKind,
  isLayerKind,
} from './check-config.ts';
import { checkDirections, checkMergeMode } from './check-directions.ts';
import { checkOptions } from './check-options.ts';
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
import { describe } from './describe.ts';
import { ConfigError } from './errors.ts';
import { guardReads, lengthOf } from './guard-reads.ts';
import { isObject } from './leaves.ts';

export type FlagOptions = Partial<LayerFlags>;

interface AnyCellOptions extends FlagOptions {
  readonly units: number;
  readonly activation?: ActivationName;
  readonly useBias?: boolean;
}
export interface SimpleRNNOptions extends AnyCellOptions {
  readonly kind?: 'simpleRNN';
}
export interface LSTMOptions extends AnyCellOptions {
  readonly kind?: 'lstm';
  readonly recurrentActivation?: ActivationName;
}
export interface GRUOptions extends AnyCellOptions {
  readonly kind?: 'gru';
  readonly recurrentActivation?: ActivationName;
  readonly resetAfter?: boolean;
}
/** A cell of a stack: a layer's config or options, without the flags, which are the stack's. */
export type CellOptions =
  | ({ readonly kind: 'simpleRNN' } & SimpleRNNOptions)
  | ({ readonly kind: 'lstm' } & LSTMOptions)
  | ({ readonly kind: 'gru' } & GRUOptions);
export interface StackedOptions extends FlagOptions {
  readonly kind?: 'stacked';
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
const cellKeys = {
  simpleRNN: ['units', 'activation', 'useBias'],
  lstm: ['units', 'activation', 'recurrentActivation', 'useBias'],
  gru: ['units', 'activation', 'recurrentActivation', 'useBias', 'resetAfter'],
} as const;

/** What a builder of each kind takes, by the names of its options. */
export const optionNames: Readonly<Record<CellKind | 'stacked', readonly string[]>> = {
  simpleRNN: [...cellKeys.simpleRNN, ...flagNames],
  lstm: [...cellKeys.lstm, ...flagNames],
  gru: [...cellKeys.gru, ...flagNames],
  stacked: ['cells', ...flagNames],
};

/** Options as they are read: by name, each of them anything. */
type Given = Readonly<Record<string, unknown>>;

/**
 * Describes a SimpleRNN layer.
 *
 *     h_t = activation(x_t·W + h_{t-1}·U + b)
 *
 * @throws {ConfigError} for an unknown key, a config of another kind, units below 1, an unknown activation, a flag that
 *   is no boolean
 * @see clauses V1, C1, E7 to E10, E27
 * @example
 *   import { simpleRNN } from '@gatefold/contract';
 *   simpleRNN({ units: 4 }).activation; // => 'tanh'
 */
export function simpleRNN<const O extends SimpleRNNOptions>(
  options: O,
): SimpleRNNConfig<Sequences<O>, States<O>> {
  return cellLayer('simpleRNN', 'simpleRNN', options) as never;
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
  return cellLayer('lstm', 'lstm', options) as never;
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
  return cellLayer('gru', 'gru', options) as never;
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
  return stack('stacked', options) as never;
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
  readonly kind?: 'bidirectional';
  readonly layer: L;
  readonly backwardLayer?: B;
  readonly mergeMode?: M;
}): BidirectionalConfig<L, M, B> {
  return bothWays(options) as never;
}

/**
 * Completes and checks a config of any kind, as it may come from JSON.
 *
 * @throws {ConfigError} as the builder of its kind
 */
export function normalizeConfig(where: string, config: unknown): LayerConfig {
  const kind = readKind(where, config);
  if (isLayerKind(kind))
    return kind === 'bidirectional' ? bothWays(config) : oneWay(kind, kind, config);
  throw new ConfigError({
    where,
    expected: 'must be a config with kind simpleRNN, lstm, gru, stacked or bidirectional',
    actual: describe(config),
    remedy: adviceForConfig(config),
  });
}

function adviceForConfig(config: unknown): string {
  const fields = (isObject(config) ? config : {}) as Record<string, unknown>;
  if ('trainingOnly' in fields) return 'pass the config inside of what fromKerasConfig returned';
  if ('class_name' in fields) return "fromKerasConfig(json).config makes one of Keras's own";
  return 'make it with lstm({ units }) or another builder';
}

function readKind(where: string, config: unknown): unknown {
  return guardReads(where, () => (config as { kind?: unknown } | null | undefined)?.kind);
}

function oneWay(where: string, kind: CellKind | 'stacked', config: unknown): DirectionalConfig {
  return kind === 'stacked' ? stack(where, config) : cellLayer(where, kind, config);
}

function cellLayer(where: string, kind: CellKind, given: unknown): DirectionalConfig {
  const options = checkOptions(where, given, ['kind', ...optionNames[kind]]);
  checkKind(where, options.kind, kind);
  return { ...cellFrom(where, kind, options), ...flagsFrom(where, options) };
}

function stack(where: string, given: unknown): StackedConfig {
  const { kind, cells, ...flags } = checkOptions(where, given, ['kind', ...optionNames.stacked]);
  checkKind(where, kind, 'stacked');
  const read = guardReads(`${where}.cells`, () => {
    const length = Array.isArray(cells) ? lengthOf(cells) : 0;
    if (length === 0) {
      throw new ConfigError({
        where: `${where}.cells`,
        expected: 'must be a list of at least one cell',
        actual: describe(cells),
        remedy: 'write cells: [lstm({ units }), …]',
      });
    }
    const made: CellConfig[] = [];
    // Gaps are visited too.
    for (let index = 0; index < length; index++) {
      made.push(cellOfStack(where, index, (cells as readonly unknown[])[index]));
    }
    return made;
  });
  return { kind: 'stacked', cells: read, ...flagsFrom(where, flags) };
}

function cellOfStack(stackName: string, index: number, given: unknown): CellConfig {
  const where = `${stackName}.cells[${index}]`;
  const kind = readKind(where, given);
  if (!isCellKind(kind)) {
    throw new ConfigError({
      where: `${where}.kind`,
      expected: "must be 'simpleRNN', 'lstm' or 'gru'",
      actual: describe(kind),
      remedy: 'make the cell with lstm({ units }) or another builder',
    });
  }
  const options = checkOptions(where, given, ['kind', ...optionNames[kind]]);
  checkKind(where, options.kind, kind);
  for (const flag of flagNames) {
    if (!checkBoolean(`${where}.${flag}`, options[flag], false)) continue;
    throw new ConfigError({
      where: `${where}.${flag}`,
      expected: 'belongs to the whole stack, not to a cell',
      remedy: `set ${flag} on stacked({ … })`,
    });
  }
  return cellFrom(where, kind, options);
}

function bothWays(given: unknown): LayerConfig {
  const where = 'bidirectional';
  const options = checkOptions(where, given, ['kind', 'layer', 'backwardLayer', 'mergeMode']);
  checkKind(where, options.kind, 'bidirectional');
  const layer = directional(`${where}.layer`, options.layer);
  const backwardLayer =
    options.backwardLayer === undefined
      ? { ...layer, goBackwards: true }
      : directional(`${where}.backwardLayer`, options.backwardLayer);
  checkDirections(where, layer, backwardLayer);
  const mergeMode = checkMergeMode(where, options.mergeMode, layer, backwardLayer);
  return { kind: 'bidirectional', layer, backwardLayer, mergeMode };
}

function directional(where: string, config: unknown): DirectionalConfig {
  const kind = readKind(where, config);
  if (isLayerKind(kind) && kind !== 'bidirectional') return oneWay(where, kind, config);
  throw new ConfigError({
    where,
    expected: 'must be a config that runs in one direction',
    ...(kind === 'bidirectional'
      ? {
          actual: 'a bidirectional config',
          remedy: 'run the two Bidirectional layers one after the other',
        }
      : { actual: describe(config), remedy: 'make it with lstm({ units }) or another builder' }),
  });
}

function cellFrom(where: string, kind: CellKind, options: Given): CellConfig {
  const units = checkUnits(where, options['units']);
  const activation = checkActivation(`${where}.activation`, options['activation'], 'tanh');
  const useBias = checkBoolean(`${where}.useBias`, options['useBias'], true);
  if (kind === 'simpleRNN') return { kind, units, activation, useBias };
  const recurrentActivation = checkActivation(
    `${where}.recurrentActivation`,
    options['recurrentActivation'],
    'sigmoid',
  );
  if (kind === 'lstm') return { kind, units, activation, recurrentActivation, useBias };
  const resetAfter = checkBoolean(`${where}.resetAfter`, options['resetAfter'], true);
  return { kind, units, activation, recurrentActivation, useBias, resetAfter };
}

function flagsFrom(where: string, options: Given): LayerFlags {
  const entries = flagNames.map((name) => [
    name,
    checkBoolean(`${where}.${name}`, options[name], false),
  ]);
  return Object.fromEntries(entries) as LayerFlags;
}

// The recurrent layers of a program. Configs and their checks are the contract's; the initialisers are ours.

import {
  bidirectional as bidirectionalConfig,
  type CellKind,
  ConfigError,
  type DirectionalConfig,
  gru as gruConfig,
  type HostTensor,
  lstm as lstmConfig,
  type LayerConfig,
  simpleRNN as simpleRNNConfig,
  stacked,
} from '@gatefold/contract';
import { checkOptions, describe, optionNames, placesOf } from '@gatefold/contract/author';
import { type CellInitializers, recurrentLayer } from '../layers/recurrent.ts';
import { forEachStep } from '../layers/time-distributed.ts';
import type {
  BidirectionalLayerOptions,
  CellInStack,
  GRULayerOptions,
  LSTMLayerOptions,
  RNNLayerOptions,
  SimpleRNNLayerOptions,
  TimeDistributedOptions,
} from './layer-options.ts';
import { ProgramLayer } from './program-layer.ts';
import { snakeCase } from './snake-case.ts';
import type { SymbolicTensor } from './symbolic-tensor.ts';

/** What a recurrent layer returns: with returnState the output and each state, without it the output. */
export type Returned<O, States extends readonly SymbolicTensor[]> = O extends {
  readonly returnState: infer R;
}
  ? [R] extends [true]
    ? readonly [SymbolicTensor, ...States]
    : [R] extends [false]
      ? SymbolicTensor
      : SymbolicTensor | readonly SymbolicTensor[]
  : SymbolicTensor;

/** What both directions of a layer return. */
export type ReturnedBoth<O> = O extends { readonly layer: ProgramLayer<infer Out> }
  ? [Out] extends [SymbolicTensor]
    ? O extends { readonly mergeMode: null }
      ? readonly [SymbolicTensor, SymbolicTensor]
      : SymbolicTensor
    : readonly SymbolicTensor[]
  : never;

type OneState = readonly [SymbolicTensor];
type TwoStates = readonly [SymbolicTensor, SymbolicTensor];

const initializerKeys = ['kernelInitializer', 'recurrentInitializer', 'biasInitializer'] as const;

/** Parts options into what the contract knows and what begins the weights. */
function parted(options: object): {
  readonly config: never;
  readonly initializers: CellInitializers;
} {
  const {
    name: _,
    weights: __,
    unitForgetBias,
    kernelInitializer,
    recurrentInitializer,
    biasInitializer,
    ...config
  } = options as Record<string, unknown>;
  const initializers = {
    unitForgetBias,
    kernelInitializer,
    recurrentInitializer,
    biasInitializer,
  } as CellInitializers;
  return { config: config as never, initializers };
}

interface Named {
  readonly name?: string;
  readonly weights?: readonly HostTensor[] | undefined;
}

/** Initialisers of the cells of recurrent layers, by the layers, for the wrappers around them. */
const initializersOf = new WeakMap<object, (place: number) => CellInitializers>();

function recurrent<Out>(
  className: string,
  config: LayerConfig,
  { name, weights }: Named,
  initializers: (place: number) => CellInitializers,
): ProgramLayer<Out> {
  const where = `${name ?? snakeCase(className)} (${className})`;
  const layer = recurrentLayer(where, config, initializers);
  const made = new ProgramLayer<Out>(className, { layer, recurrent: layer }, {}, name, weights);
  initializersOf.set(made, initializers);
  return made;
}

/** A layer of one cell. */
function cellLayer<Out>(
  className: string,
  kind: CellKind,
  configOf: (options: never) => LayerConfig,
  options: Named,
): ProgramLayer<Out> {
  const more = kind === 'lstm' ? ['unitForgetBias'] : [];
  checkOptions(kind, options, [
    ...optionNames[kind],
    ...more,
    ...initializerKeys,
    'name',
    'weights',
  ]);
  const { config, initializers } = parted(options);
  return recurrent(className, configOf(config), options, () => initializers);
}

export function simpleRNN<const O extends SimpleRNNLayerOptions>(
  options: O,
): ProgramLayer<Returned<O, OneState>> {
  return cellLayer('SimpleRNN', 'simpleRNN', simpleRNNConfig, options);
}

export function lstm<const O extends LSTMLayerOptions>(
  options: O,
): ProgramLayer<Returned<O, TwoStates>> {
  return cellLayer('LSTM', 'lstm', lstmConfig, options);
}

export function gru<const O extends GRULayerOptions>(
  options: O,
): ProgramLayer<Returned<O, OneState>> {
  return cellLayer('GRU', 'gru', gruConfig, options);
}

export function rnn<const O extends RNNLayerOptions>(
  options: O,
): ProgramLayer<Returned<O, readonly SymbolicTensor[]>> {
  checkOptions('rnn', options, [...optionNames.stacked, 'name', 'weights']);
  const { cells, name: _, weights: __, ...flags } = options;
  if (!Array.isArray(cells) || cells.some((cell) => Object(cell).kind === undefined)) {
    throw new ConfigError({
      where: 'rnn.cells',
      expected: 'must be a list of cells',
      actual: describe(cells),
      remedy: "as in [{ kind: 'lstm', units: 4 }]",
    });
  }
  const parts = (cells as readonly CellInStack[]).map(parted);
  const config = stacked({
    cells: parts.map((part) => part.config),
    ...flags,
  } as never) as LayerConfig;
  return recurrent('RNN', config, options, (place) => parts[place].initializers);
}

export function bidirectional<const O extends BidirectionalLayerOptions>(
  options: O,
): ProgramLayer<ReturnedBoth<O>> {
  const given = checkOptions('bidirectional', options, [
    'layer',
    'backwardLayer',
    'mergeMode',
    'name',
    'weights',
  ]);
  const layer = given.layer as ProgramLayer;
  const backwardLayer = (given.backwardLayer ?? layer) as ProgramLayer;
  const config = bidirectionalConfig({
    layer: directional(layer),
    ...(given.backwardLayer === undefined ? {} : { backwardLayer: directional(backwardLayer) }),
    ...(given.mergeMode === undefined ? {} : { mergeMode: given.mergeMode as 'concat' }),
  }) as LayerConfig;
  const forwardCells = placesOf(directional(layer)).length;
  const ofLayer = (one: ProgramLayer, place: number): CellInitializers =>
    initializersOf.get(one)?.(place) ?? {};
  const weights = options.weights ?? bothWeights(layer, given.backwardLayer);
  return recurrent('Bidirectional', config, { ...options, weights }, (place) =>
    place < forwardCells ? ofLayer(layer, place) : ofLayer(backwardLayer, place - forwardCells),
  );
}

/** The weights that the layers of both directions were made with. */
function bothWeights(layer: ProgramLayer, backward: unknown): readonly HostTensor[] | undefined {
  const all = [layer, ...(backward === undefined ? [] : [backward as ProgramLayer])];
  const given = all.flatMap((one) => one.given ?? []);
  return given.length === 0 ? undefined : given;
}

/** @throws {ConfigError} for what is no layer */
function layerIn(where: string, layer: unknown): ProgramLayer {
  if (layer instanceof ProgramLayer) return layer as ProgramLayer;
  throw new ConfigError({
    where: `${where}.layer`,
    expected: 'must be a layer',
    actual: describe(layer),
    remedy: 'as in { layer: layers.lstm({ units: 4 }) }',
  });
}

function directional(layer: unknown): DirectionalConfig {
  const { body, className } = layerIn('bidirectional', layer);
  const config = body.inside === undefined ? body.recurrent?.config : undefined;
  if (config !== undefined && config.kind !== 'bidirectional') return config;
  throw new ConfigError({
    where: 'bidirectional.layer',
    expected: 'must be a SimpleRNN, LSTM, GRU or RNN',
    actual: className,
  });
}

/** Applies a layer to each step alike. */
export function timeDistributed(options: TimeDistributedOptions): ProgramLayer<SymbolicTensor> {
  const { layer, name } = checkOptions('timeDistributed', options, [
    'layer',
    'name',
  ]) as TimeDistributedOptions;
  const inner = layerIn('timeDistributed', layer);
  const className = 'TimeDistributed';
  const path = name ?? snakeCase(className);
  const config = {
    layer: {
      class_name: inner.className,
      config: { ...inner.config, name: snakeCase(inner.className) },
    },
  };
  const body = {
    ...inner.body,
    layer: forEachStep(`${path} (${className})`, inner.body.layer),
    inside: inner,
  };
  return new ProgramLayer(className, body, config, name, undefined);
}

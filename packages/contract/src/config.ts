// What a layer is, as plain data: `JSON.stringify` it, store it, send it. Made by the builders in builders.ts.
// Clauses C2, L14.

import type { ActivationName } from './activations.ts';

export type CellKind = 'simpleRNN' | 'lstm' | 'gru';

/** h_t = activation(x_t·W + h_{t-1}·U + b) */
export interface SimpleRNNCell {
  readonly kind: 'simpleRNN';
  /** Width of the state and of the output, at least 1. */
  readonly units: number;
  /** Default `tanh`. */
  readonly activation: ActivationName;
  /** Whether a bias is added; default true. */
  readonly useBias: boolean;
}

/** The six equations of clause V2: gates i f g o, states h and c. */
export interface LSTMCell {
  readonly kind: 'lstm';
  readonly units: number;
  /** For the candidate g and for c on its way out; default `tanh`. */
  readonly activation: ActivationName;
  /** For the gates i, f and o; default `sigmoid`, as in Keras 3. Keras 2.2 and older: `hardSigmoidKeras2`. */
  readonly recurrentActivation: ActivationName;
  readonly useBias: boolean;
}

/** The four equations of clause V3 or V4: gates z r, candidate n, state h. */
export interface GRUCell {
  readonly kind: 'gru';
  readonly units: number;
  readonly activation: ActivationName;
  readonly recurrentActivation: ActivationName;
  readonly useBias: boolean;
  /**
   * Whether r multiplies the product h·U + b, as in Keras 3, cuDNN and arXiv:1406.1078v1, or h itself, as in the published
   * paper, arXiv:1406.1078v3; default true.
   */
  readonly resetAfter: boolean;
}

export type CellConfig = SimpleRNNCell | LSTMCell | GRUCell;

/** What a layer does with its cell; every flag is false unless it is set. */
export interface LayerFlags<S extends boolean = boolean, R extends boolean = boolean> {
  /** Whether the output has a row for every step, or is the last step's alone. */
  readonly returnSequences: S;
  /** Whether the result carries the final `state` beside the output. */
  readonly returnState: R;
  /** Whether steps are processed last to first; the output stays in processing order, unless alignOutput is set. */
  readonly goBackwards: boolean;
  /** Whether row t of the output is that of step t also where goBackwards is set, as ONNX has it and no Keras. */
  readonly alignOutput: boolean;
  /** Whether a call begins with the state that the call before ended with. */
  readonly stateful: boolean;
  /** Whether masked steps emit zeros instead of the output before. */
  readonly zeroOutputForMask: boolean;
}

export interface SimpleRNNConfig<S extends boolean = boolean, R extends boolean = boolean>
  extends SimpleRNNCell, LayerFlags<S, R> {}
export interface LSTMConfig<S extends boolean = boolean, R extends boolean = boolean>
  extends LSTMCell, LayerFlags<S, R> {}
export interface GRUConfig<S extends boolean = boolean, R extends boolean = boolean>
  extends GRUCell, LayerFlags<S, R> {}

/** Cells that run one after another within each time step: Keras's `RNN([cell, cell])`. */
export interface StackedConfig<
  S extends boolean = boolean,
  R extends boolean = boolean,
  Cells extends readonly CellConfig[] = readonly CellConfig[],
> extends LayerFlags<S, R> {
  readonly kind: 'stacked';
  readonly cells: Cells;
}

/** A layer that runs in one direction: anything but a Bidirectional. */
export type DirectionalConfig<S extends boolean = boolean, R extends boolean = boolean> =
  SimpleRNNConfig<S, R> | LSTMConfig<S, R> | GRUConfig<S, R> | StackedConfig<S, R>;

/** How the two directions become one output; null keeps them apart. */
export type MergeMode = 'concat' | 'sum' | 'mul' | 'ave' | null;

export interface BidirectionalConfig<
  L extends DirectionalConfig = DirectionalConfig,
  M extends MergeMode = MergeMode,
  B extends DirectionalConfig = L,
> {
  readonly kind: 'bidirectional';
  readonly layer: L;
  /** Runs last to first; the layer with `goBackwards` set unless it was given. */
  readonly backwardLayer: B;
  readonly mergeMode: M;
}

export type LayerConfig =
  DirectionalConfig | BidirectionalConfig<DirectionalConfig, MergeMode, DirectionalConfig>;

/** The flags of a layer; those of a Bidirectional are its layer's. */
export function flagsOf(config: LayerConfig): LayerFlags {
  return config.kind === 'bidirectional' ? config.layer : config;
}

/** The cells of a directional layer, first to last. */
export function cellsOf(config: DirectionalConfig): readonly CellConfig[] {
  return config.kind === 'stacked' ? config.cells : [config];
}

/** The width of a directional layer's output: the last cell's units. */
export function unitsOf(config: DirectionalConfig): number {
  return config.kind === 'stacked' ? (config.cells.at(-1) as CellConfig).units : config.units;
}

/**
 * A layer with other flags than it has; those of a Bidirectional go to both of its layers.
 *
 * @example
 *   import { lstm } from '@gatefold/contract';
 *   import { flagsOf, withFlags } from '@gatefold/contract/author';
 *   flagsOf(withFlags(lstm({ units: 2 }), { returnSequences: true })).returnSequences; // => true
 */
export function withFlags(config: LayerConfig, flags: Partial<LayerFlags>): LayerConfig {
  if (config.kind !== 'bidirectional') return { ...config, ...flags };
  const { layer, backwardLayer } = config;
  return {
    ...config,
    layer: { ...layer, ...flags },
    backwardLayer: { ...backwardLayer, ...flags },
  };
}

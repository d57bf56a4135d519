// What the author of an engine writes: an engine has whole layers of its own, such as tf.layers, an ONNX session or
// PyTorch, and answers when it can. backendFromEngine makes a backend of it.

import type { Supports } from '../backend.ts';
import type { LayerConfig } from '../config.ts';
import type { StateOf } from '../result.ts';
import type { HostTensor } from '../tensor.ts';
import type { WeightsOf } from '../weights.ts';

/** The claims that are an engine's to make; streams and `dataSync` are not offered on top of one. */
export type EngineSupports = Omit<
  Supports,
  'streaming' | 'dataSync' | 'recurrentActivations' | 'alignOutput' | 'weightPrecision'
> & {
  /** Default: false. */
  readonly alignOutput?: boolean;
  /** Default: those that `activations` lists. */
  readonly recurrentActivations?: Supports['recurrentActivations'];
  /** Default: f32, weights as they were given. */
  readonly weightPrecision?: Supports['weightPrecision'];
};

/** What may be answered at once, or later. */
export type Awaitable<T> = T | Promise<T>;

/** Every leaf is a host tensor, in the shape of the layer's state: `{ h, c }`, `[{ h }, { h, c }]`, `{ forward, backward }`. */
export type EngineState = StateOf<LayerConfig, HostTensor>;

/** One sequence. The arrays are copies: the engine's to keep and to write to. */
export interface EngineCall {
  /** x [batch, timeSteps, inputDim] */
  readonly x: HostTensor;
  /** [batch, timeSteps], 1 to keep a step and 0 to skip it; null when every step is kept */
  readonly mask: { readonly shape: readonly number[]; readonly data: Uint8Array } | null;
  /** Leaves [batch, units]; null for zeros, or for what a stateful layer has stored. */
  readonly initialState: EngineState | null;
}

export interface EngineResult {
  /** As the config asks: [batch, timeSteps, units] or [batch, units]; both directions when a Bidirectional does not merge. */
  readonly output: HostTensor | { readonly forward: HostTensor; readonly backward: HostTensor };
  /** Leaves [batch, units]: there exactly when the config has returnState. */
  readonly state?: EngineState;
}

export interface EngineLayer {
  /** Called with one sequence at a time, in the order in which they were asked for. */
  run(call: EngineCall): Awaitable<EngineResult>;
  /** Sets a stateful layer's stored state: to zeros with null. Engines that claim `stateful` have it. */
  resetState?(state: EngineState | null): Awaitable<void>;
  dispose?(): Awaitable<void>;
}

/**
 * A runtime that has layers of its own.
 *
 * @see docs/backends/any-language.md
 */
export interface Engine {
  readonly name: string;
  /** As a backend has them. */
  readonly version?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly supports: EngineSupports;
  /** Makes a layer of a complete config and weights that fit it, copies both. */
  layer(config: LayerConfig, weights: WeightsOf<LayerConfig>): Awaitable<EngineLayer>;
  dispose?(): Awaitable<void>;
}

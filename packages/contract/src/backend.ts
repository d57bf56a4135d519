/// <reference lib="esnext.disposable" preserve="true" />
// Disposable is younger than es2022, so consumers need the library that declares it.
// The public face of every backend: what users call, and all that the conformance suite sees.

import type { ActivationName } from './activations.ts';
import type { CellKind, LayerConfig } from './config.ts';
import type { InitialState, Result, StateOf } from './result.ts';
import type { Tensor, TensorLike } from './tensor.ts';
import type { WeightsOf } from './weights.ts';

/** What a backend can do. Users read it, layers obey it, and the suite checks both sides of every claim. */
export interface Supports {
  readonly cells: readonly CellKind[];
  /** What `activation` may be. */
  readonly activations: readonly ActivationName[];
  /** What `recurrentActivation` may be. */
  readonly recurrentActivations: readonly ActivationName[];
  /** Which values of a GRU's `resetAfter`. */
  readonly resetAfter: readonly boolean[];
  /** Whether `mask` is taken, and with it `zeroOutputForMask`. */
  readonly masking: boolean;
  readonly goBackwards: boolean;
  /** Whether `alignOutput` is taken, with goBackwards too, even where goBackwards alone is not. */
  readonly alignOutput: boolean;
  readonly stateful: boolean;
  readonly bidirectional: boolean;
  readonly stacked: boolean;
  readonly streaming: boolean;
  /** Whether `dataSync` works; where it does not, await `data()`. */
  readonly dataSync: boolean;
  /**
   * The floating-point type of the sums inside a step. The suite lets `f16` round to 11 bits, and the others to the 24 of
   * a float32 result; over a sequence `f64` may drift less than `f32`.
   */
  readonly precision: Precision;
  /**
   * The type that weights are stored in, each rounded to the nearest when the layer is made: kernels and biases to `f16`
   * (11 bits) or `bf16` (8 bits); kernels to `int8`, whole multiples of the column's largest |w| / 127, with biases in
   * float32.
   *
   * @see clause S16
   */
  readonly weightPrecision: WeightPrecision;
}

export type Precision = 'f64' | 'f32' | 'f16';

export type WeightPrecision = 'f32' | 'f16' | 'bf16' | 'int8';

/** What of a backend is alive; all zero once everything has been disposed of. */
export interface MemoryInfo {
  readonly tensors: number;
  readonly layers: number;
  readonly streams: number;
  /** Numbers on the device, in one place each: of a tensor, a stored state, or a stream's frames and states. */
  readonly buffers: number;
  /** What buffers, weights and the scratch of layers take on the device; there where the backend can tell. */
  readonly bytes?: number;
}

/** Which steps of which rows are real: any number but 0, or true, keeps the step. */
export interface Mask {
  /** [batch, timeSteps], or [batch, timeSteps, 1] */
  readonly shape: readonly number[];
  readonly data: ArrayLike<number | boolean>;
}

export interface RunOptions<C extends LayerConfig = LayerConfig> {
  /** Replaces the zeros, or a stateful layer's stored state, before the first step. */
  readonly initialState?: InitialState<C>;
  readonly mask?: Mask;
}

/**
 * Makes layers and owns their memory.
 *
 * @see clauses L5, L10, L11
 */
export interface Backend extends Disposable {
  /** Short and lower case; begins every message about what the backend cannot do. */
  readonly name: string;
  /** Of the code that computes: that of a package, or of the runtime which a package wraps. */
  readonly version?: string;
  /** What else the numbers depend on, by name: versions of libraries, the renderer, the device. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly supports: Supports;
  readonly disposed: boolean;
  /**
   * Makes a layer of a config and its weights, which are copied.
   *
   * @throws {ConfigError | ShapeError | DtypeError} when either is wrong
   * @throws {UnsupportedError} when `supports` excludes the config
   */
  layer<const C extends LayerConfig>(config: C, weights: WeightsOf<C>): Layer<C>;
  memory(): MemoryInfo;
  /**
   * Waits until everything that was asked for has been done.
   *
   * @throws what failed since the last time, where no `data()` has told it to anybody
   */
  idle(): Promise<void>;
  /** Frees everything that the backend made; whatever is used afterwards throws DisposedError. */
  dispose(): void;
}

/** A config with its weights, ready to run on any batch and any number of steps. */
export interface Layer<C extends LayerConfig = LayerConfig> extends Disposable {
  /** Complete: defaults filled in. */
  readonly config: C;
  readonly inputDim: number;
  readonly disposed: boolean;
  /**
   * Runs a sequence.
   *
   * @param x  [batch, timeSteps, inputDim]
   * @throws {ShapeError | DtypeError | ConfigError} before any work is done
   * @throws {ForeignTensorError} for a tensor of another backend
   * @throws {DisposedError}
   * @see clauses S1 to S11, I1 to I4, M1 to M11
   */
  run(x: TensorLike, options?: RunOptions<C>): Result<C>;
  /** Opens a stream: the same layer, fed step by step. It keeps a state of its own. */
  stream(options?: StreamOptions<C>): Stream<C>;
  /** Sets a stateful layer's stored state: to zeros, or to `state`. */
  resetState(state?: InitialState<C>): void;
  dispose(): void;
}

export interface PushOptions {
  /** [batch] for one step, [batch, timeSteps] for a chunk; see {@link Mask}. */
  readonly mask?: Mask;
}

export interface StreamOptions<C extends LayerConfig = LayerConfig> {
  /** Rows that are fed together; default 1. */
  readonly batch?: number;
  readonly initialState?: InitialState<C>;
}

/**
 * A layer that is fed as the steps arrive.
 *
 * What `push` and `state` return is lent: overwritten by the next push, freed with the stream.
 * Copy with `data(target)` or `dataSync(target)` what must last. Where `supports.dataSync` is true, `push`
 * without a mask allocates nothing once it has seen a frame of the same shape.
 *
 * @see clauses T1 to T9
 */
export interface Stream<C extends LayerConfig = LayerConfig> extends Disposable {
  readonly batch: number;
  readonly disposed: boolean;
  /** The state after the last push. */
  readonly state: StateOf<C>;
  /**
   * Runs one step, or a chunk of steps, from where the last push ended.
   *
   * @param frame  [batch, inputDim] for one step, whose output is [batch, units];
   *   [batch, timeSteps, inputDim] for a chunk, whose output is as `run` gives it
   * @param options  a mask: its steps leave the state as it is, and repeat the last output of a kept step
   */
  push(frame: TensorLike, options?: PushOptions): Tensor;
  /** Goes back to zeros, or to `state`. */
  reset(state?: InitialState<C>): void;
  dispose(): void;
}

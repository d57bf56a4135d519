// The public interface as a caller in plain JavaScript sees it: what must be refused, and what mutants rearrange, does
// not type-check. Nothing is cast, so that a method that changes shows here.

import type { Backend, Layer, LayerConfig, Mask, Result, Stream, Tensor } from '@gatefold/contract';

export interface UntypedBackend extends Omit<Backend, 'layer'> {
  layer(config: unknown, weights: unknown): UntypedLayer;
}

export interface UntypedLayer extends Omit<Layer, 'run' | 'stream' | 'resetState'> {
  run(x: unknown, options?: unknown): Result<LayerConfig>;
  stream(options?: unknown): UntypedStream;
  resetState(state?: unknown): void;
}

export interface UntypedStream extends Omit<Stream, 'push' | 'reset'> {
  push(frame: unknown, options?: unknown): Tensor;
  reset(state?: unknown): void;
}

/** A backend with no tie between the types of configs, weights and layers: mutants mix them. */
export interface LooseBackend extends Omit<Backend, 'layer'> {
  layer(config: LayerConfig, weights: unknown): Layer;
}

/** Options of a run with the type of the state left out. */
export interface LooseOptions {
  readonly initialState?: unknown;
  readonly mask?: Mask;
}

export function untyped(backend: Backend | LooseBackend): UntypedBackend {
  return backend;
}

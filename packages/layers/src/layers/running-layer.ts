// A recurrent layer on a backend.

import {
  type Backend,
  type Layer,
  type LayerConfig,
  nameState,
  type Result,
  type Stream,
  type TensorLike,
  weightsInOrder,
} from '@gatefold/contract';
import type { StepMask } from './layer-class.ts';
import type { MadeRecurrentLayer } from './make-layer.ts';

/** One call of a recurrent layer. */
export interface RecurrentCall {
  readonly x: TensorLike;
  /** h, then c of an LSTM; cell by cell, forward before backward. Empty to begin with zeros. */
  readonly states: readonly TensorLike[];
  readonly mask: StepMask | undefined;
}

export class RunningLayer {
  readonly #layer: Layer;

  constructor(backend: Backend, { layer: { config }, weights }: MadeRecurrentLayer) {
    this.#layer = backend.layer(config, weightsInOrder(config, weights));
  }

  /** Its result is the caller's to dispose of. */
  run({ x, states, mask }: RecurrentCall): Result<LayerConfig> {
    return this.#layer.run(x, {
      ...(states.length === 0
        ? {}
        : { initialState: nameState(this.#layer.config, states) as never }),
      ...(mask === undefined ? {} : { mask }),
    });
  }

  openStream(batch: number): Stream {
    return this.#layer.stream({ batch });
  }

  resetState(): void {
    this.#layer.resetState();
  }

  dispose(): void {
    this.#layer.dispose();
  }
}

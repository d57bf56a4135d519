// A layer of tf.layers behind the door of engines: tensors in and out, everything freed.

import {
  type HostTensor,
  kerasWeights,
  type LayerConfig,
  type WeightsOf,
} from '@gatefold/contract';
import type { EngineCall, EngineLayer, EngineResult, EngineState } from '@gatefold/contract/engine';
import { flagsOf } from '@gatefold/contract/author';
import { dispose, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { input, type RNN } from '@tensorflow/tfjs-layers';
import { type Bidirectional, makeLayer } from './make-layer.ts';
import { listState, nameStates } from './order.ts';

interface Built {
  readonly layer: RNN | Bidirectional;
  /** null for any */
  readonly batch: number | null;
}

export class TfjsLayer implements EngineLayer {
  readonly #config: LayerConfig;
  readonly #weights: readonly HostTensor[];
  #built: Built | undefined;

  constructor(config: LayerConfig, weights: WeightsOf<LayerConfig>) {
    this.#config = config;
    this.#weights = kerasWeights(config, weights);
    if (!flagsOf(config).stateful) this.#built = this.#build(null);
  }

  async run({ x, mask, initialState }: EngineCall): Promise<EngineResult> {
    const layer = this.#layerFor(x.shape[0] as number);
    const made = tidy(() =>
      [
        layer.apply(toTensor(x), {
          ...(mask === null ? {} : { mask: tensor(mask.data, [...mask.shape], 'bool') }),
          ...(initialState === null ? {} : { initialState: this.#toTensors(initialState) }),
        }) as Tensor | Tensor[],
      ].flat(),
    );
    try {
      const read = await Promise.all(made.map(toHost));
      return this.#name(read);
    } finally {
      dispose(made);
    }
  }

  resetState(state: EngineState | null): void {
    if (state === null) {
      this.#built?.layer.resetStates();
      return;
    }
    const leaves = listState(state);
    const layer = this.#layerFor(leaves[0]?.shape[0] as number);
    tidy(() => layer.resetStates(leaves.map(toTensor)));
  }

  dispose(): void {
    if (this.#built !== undefined) free(this.#built.layer);
    this.#built = undefined;
  }

  /** A stateful layer of tf.layers is bound to its batch when it is built, so that another batch is another layer. */
  #layerFor(batch: number): RNN | Bidirectional {
    const bound = flagsOf(this.#config).stateful ? batch : null;
    if (this.#built?.batch === bound) return this.#built.layer;
    this.dispose();
    this.#built = this.#build(bound);
    return this.#built.layer;
  }

  #build(batch: number | null): Built {
    const layer = makeLayer(this.#config);
    const inputDim = this.#weights[0]?.shape[0] as number;
    layer.apply(input({ batchShape: [batch, null, inputDim] }));
    try {
      tidy(() => layer.setWeights(this.#weights.map(toTensor)));
    } catch (error) {
      free(layer);
      throw error;
    }
    return { layer, batch };
  }

  #toTensors(state: EngineState): Tensor[] {
    return listState(state).map(toTensor);
  }

  #name(read: readonly HostTensor[]): EngineResult {
    const config = this.#config;
    const apart = config.kind === 'bidirectional' && config.mergeMode === null;
    const [first, second] = read as readonly [HostTensor, HostTensor];
    return {
      output: apart ? { forward: first, backward: second } : first,
      ...(flagsOf(config).returnState
        ? { state: nameStates(config, read.slice(apart ? 2 : 1)) }
        : {}),
    };
  }
}

/** Frees the states of a stateful layer as well, which tf.layers leaves alive. */
function free(layer: RNN | Bidirectional): void {
  const { forwardLayer, backwardLayer } = layer as unknown as Record<string, RNN | undefined>;
  const directions = [forwardLayer ?? (layer as RNN), backwardLayer ?? []].flat();
  for (const { states } of directions) dispose(states);
  layer.dispose();
}

function toTensor({ shape, data }: HostTensor): Tensor {
  return tensor(data, [...shape]);
}

async function toHost(made: Tensor): Promise<HostTensor> {
  // The webgl backend reads an empty tensor as a plain array.
  return { shape: made.shape, data: Float32Array.from(await made.data<'float32'>()) };
}

// The reference behind the door for engines, which answer later and keep what they are given: an engine here writes over
// all of it, so that a copy that was not made would show.

import type { Backend, LayerConfig, Result, Tensor } from '@gatefold/contract';
import { mapLeaves } from '@gatefold/contract/author';
import {
  backendFromEngine,
  type EngineResult,
  type EngineSupports,
} from '@gatefold/contract/engine';
import { cpu } from '@gatefold/cpu';

export async function engineBackend(supports: EngineSupports): Promise<Backend> {
  const backend = await cpu();
  return backendFromEngine({
    name: 'engine',
    supports,
    layer: async (config, weights) => {
      await Promise.resolve();
      const layer = backend.layer(config, weights);
      spoil(weights);
      return {
        run: async (call) => {
          const { x, mask, initialState } = call;
          const result = layer.run(x, {
            ...(mask === null ? {} : { mask }),
            ...(initialState === null ? {} : { initialState }),
          });
          spoil(call);
          await Promise.resolve();
          return answer(result);
        },
        resetState: (state) => {
          layer.resetState(state ?? undefined);
          spoil(state);
        },
        dispose: () => layer.dispose(),
      };
    },
    dispose: () => backend.dispose(),
  });
}

/** Leaves every array in a nest without its numbers. */
function spoil(nest: unknown): void {
  mapLeaves(nest, (leaf) => {
    const { data } = leaf as { data: Float32Array };
    data.fill(data instanceof Float32Array ? Number.NaN : 2);
    return leaf;
  });
}

/** A result as host tensors, and nothing of it left on the backend. */
function answer(result: Result<LayerConfig>): EngineResult {
  const read = (nest: unknown): unknown =>
    mapLeaves(nest, (leaf) => {
      const tensor = leaf as Tensor;
      return { shape: tensor.shape, data: tensor.dataSync() };
    });
  const { output, state } = result as { output: unknown; state?: unknown };
  const host = { output: read(output), ...(state === undefined ? {} : { state: read(state) }) };
  result.dispose();
  return host as EngineResult;
}

import type { Engine, EngineLayer } from '@gatefold/contract/engine';

/**
 * Ends the place of an engine in WebAssembly whose module has aborted, as onnxruntime-node does by itself at the same calls.
 *
 * An aborted module is in no defined state: later calls go wrong for reasons of their own (with 1.30.0, bidirectional/keras-order
 * after bidirectional/empty), and onnxruntime-web has no way to start another.
 *
 * @param end  ends the process or leaves the page; told why
 */
export function endingWhenAborted(engine: Engine, end: (why: string) => Promise<never>): Engine {
  const watched = (layer: EngineLayer): EngineLayer => ({
    dispose: () => layer.dispose?.(),
    run: async (call) => {
      try {
        return await layer.run(call);
      } catch (error) {
        if (!(error instanceof WebAssembly.RuntimeError)) throw error;
        return end(`${engine.name} cannot go on: ${error.message}`);
      }
    },
  });
  return {
    ...engine,
    layer: async (config, weights) => watched(await engine.layer(config, weights)),
  };
}

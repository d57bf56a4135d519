// onnxruntime-web: the same C++ as WebAssembly with SIMD, here in Node.

import type { Backend } from '@gatefold/contract';
import { backendFromEngine, type Engine, type EngineLayer } from '@gatefold/contract/engine';
import * as ort from 'onnxruntime-web';
import { opset } from './graph-builder.ts';
import { onnxEngine } from './onnx-engine.ts';

export default async function onnxruntimeWeb(): Promise<Backend> {
  // Threads would need workers, and add nothing to layers of this size. The package finds its .wasm beside its module.
  ort.env.wasm.numThreads = 1;
  const engine = onnxEngine(ort, {
    name: 'onnxruntime-web',
    version: ort.env.versions.web as string,
    environment: { provider: 'wasm', threads: '1', opset: String(opset) },
    session: { executionProviders: ['wasm'] },
  });
  return backendFromEngine(endingWhenAborted(engine));
}

/**
 * Ends the process when the WebAssembly module has aborted, as onnxruntime-node does by itself at the same places.
 *
 * An aborted module is in no defined state: later calls go wrong for reasons of their own (with 1.30.0,
 * bidirectional/keras-order after bidirectional/empty), and the package has no way to start another.
 */
function endingWhenAborted(engine: Engine): Engine {
  const watched = (layer: EngineLayer): EngineLayer => ({
    dispose: () => layer.dispose?.(),
    run: async (call) => {
      try {
        return await layer.run(call);
      } catch (error) {
        if (!(error instanceof WebAssembly.RuntimeError)) throw error;
        process.stderr.write(`onnxruntime-web cannot go on: ${error.message}\n`);
        process.exit(1);
      }
    },
  });
  return {
    ...engine,
    layer: async (config, weights) => watched(await engine.layer(config, weights)),
  };
}

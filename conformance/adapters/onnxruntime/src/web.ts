// onnxruntime-web: the same C++ as WebAssembly with SIMD, here in Node.

import type { Backend } from '@gatefold/contract';
import { backendFromEngine } from '@gatefold/contract/engine';
import * as ort from 'onnxruntime-web';
import { endingWhenAborted } from './ending-when-aborted.ts';
import { opset } from './graph-builder.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { onnxEngine } from './onnx-engine.ts';

export default async function onnxruntimeWeb(): Promise<Backend> {
  // Threads would need workers, and add nothing to layers of this size. The package finds its .wasm beside its module.
  ort.env.wasm.numThreads = 1;
  const engine = onnxEngine(oneAtATime(ort), {
    name: 'onnxruntime-web',
    version: ort.env.versions.web as string,
    environment: { provider: 'wasm', threads: '1' },
    opset,
    session: { executionProviders: ['wasm'] },
  });
  return backendFromEngine(
    endingWhenAborted(engine, async (why) => {
      process.stderr.write(`${why}\n`);
      process.exit(1);
    }),
  );
}

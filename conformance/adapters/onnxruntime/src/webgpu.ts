// onnxruntime-web in a browser, on its WebGPU execution provider.

import type { Backend } from '@gatefold/contract';
import { backendFromEngine } from '@gatefold/contract/engine';
// The build that waits by JavaScript Promise Integration, which Chromium has.
import * as ort from 'onnxruntime-web/jspi';
import { endingWhenAborted } from './ending-when-aborted.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { onnxEngine } from './onnx-engine.ts';

/** 1.30.0 has no WebGPU kernels for the LSTM and GRU of opset 22; those of opset 14 serve opset 21 too. */
const opset = 21;

export default async function onnxruntimeWebgpu(): Promise<Backend> {
  ort.env.wasm.numThreads = 1;
  const engine = onnxEngine(oneAtATime(ort), {
    name: 'onnxruntime-webgpu',
    version: ort.env.versions.web as string,
    environment: { provider: 'webgpu, all nodes', calls: 'one at a time (onnxruntime#32561)' },
    opset,
    session: {
      executionProviders: ['webgpu'],
      // An error rather than the CPU's kernels under the name of the GPU's.
      extra: { session: { disable_cpu_ep_fallback: '1' } },
      logSeverityLevel: 3,
    },
    kernels: { cells: ['lstm', 'gru'], activations: ['sigmoid', 'tanh', 'relu'] },
  });
  return backendFromEngine(
    endingWhenAborted(engine, (why) => {
      console.error(why);
      location.reload();
      return new Promise(() => undefined);
    }),
  );
}

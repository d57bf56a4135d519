// ONNX Runtime in a page, on its WebGPU execution provider.

// The build that waits by JavaScript Promise Integration: as fast as the other, 17 MB rather than 27.
import * as ort from 'onnxruntime-web/jspi';
import type { Contender } from '../contender.ts';
import { versionOf } from '../version-of.ts';
import { onnxruntimeContender } from './onnxruntime.ts';

// Here alone, since the build of threads says how many of them when it starts, and they have nothing to do on a GPU:
// more would need a page that is isolated from other origins.
ort.env.wasm.numThreads = 1;

export const onnxruntimeWeb: Contender = onnxruntimeContender({
  ort,
  name: 'onnxruntime-web/webgpu',
  version: versionOf('onnxruntime-web'),
  session: {
    executionProviders: ['webgpu'],
    preferredOutputLocation: 'gpu-buffer',
    // An error rather than the CPU's kernels under the name of the GPU's.
    extra: { session: { disable_cpu_ep_fallback: '1' } },
    logSeverityLevel: 3,
  },
  environment: { provider: 'webgpu, all nodes' },
  // 1.30.0 has WebGPU kernels for the LSTM and GRU of opset 14, which are those of opset 21 too; the ones of opset 22
  // it gives to its CPU kernels (its log: "webgpu kernel not found in registries for Op type: LSTM").
  opset: 21,
  lengthsRefusal: 'ONNX ends a row early by its length, and has no mask',
  read: (output) => output.getData(true) as Promise<Float32Array>,
});

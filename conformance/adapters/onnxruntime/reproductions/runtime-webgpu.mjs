// What stands for runtime.mjs in a page: onnxruntime-web on its WebGPU provider, set up as src/webgpu.ts has it.

import * as ort from 'onnxruntime-web/jspi';

ort.env.wasm.numThreads = 1;
export { ort };
export const packageName = 'onnxruntime-web on webgpu';
export const words = new URLSearchParams(location.search).getAll('word');
export const sessionOptions = {
  executionProviders: ['webgpu'],
  extra: { session: { disable_cpu_ep_fallback: '1' } },
  logSeverityLevel: 3,
};
export const opset = 21;

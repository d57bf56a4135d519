// ONNX Runtime as WebAssembly in Node.

import * as ort from 'onnxruntime-web';
import type { Contender } from '../contender.ts';
import { versionOf } from '../version-of.ts';
import { onnxruntimeContender } from './onnxruntime.ts';
import { type Threads, threadsName } from './threads.ts';

/** Only once in a process: the number of threads is that of the module, which starts with the first session. */
export function onnxruntimeWasm(threads: Threads): Contender {
  ort.env.wasm.numThreads = threads;
  return onnxruntimeContender({
    ort,
    name: `onnxruntime-web/${threadsName(threads)}`,
    version: versionOf('onnxruntime-web'),
    session: { executionProviders: ['wasm'], graphOptimizationLevel: 'all', logSeverityLevel: 3 },
    environment: { provider: 'wasm', threads: String(threads) },
    opset: 22,
    lengthsRefusal: null,
    read: (output) => output.data as Float32Array,
  });
}

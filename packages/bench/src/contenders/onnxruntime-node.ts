// ONNX Runtime's C++ on the CPU, with all that the processor has.

import * as ort from 'onnxruntime-node';
import type { Contender } from '../contender.ts';
import { versionOf } from '../version-of.ts';
import { onnxruntimeContender } from './onnxruntime.ts';
import { type Threads, threadsName } from './threads.ts';

export function onnxruntimeNode(threads: Threads): Contender {
  return onnxruntimeContender({
    ort,
    name: `onnxruntime-node/${threadsName(threads)}`,
    version: versionOf('onnxruntime-node'),
    session: {
      executionProviders: ['cpu'],
      graphOptimizationLevel: 'all',
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
    },
    environment: { provider: 'cpu', threads: String(threads) },
    opset: 22,
    lengthsRefusal: null,
    read: (output) => output.data as Float32Array,
  });
}

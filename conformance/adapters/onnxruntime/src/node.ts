// onnxruntime-node: ONNX Runtime's C++ on the CPU.

import type { Backend } from '@gatefold/contract';
import { backendFromEngine } from '@gatefold/contract/engine';
import * as ort from 'onnxruntime-node';
import { opset } from './graph-builder.ts';
import { onnxEngine } from './onnx-engine.ts';

export default async function onnxruntimeNode(): Promise<Backend> {
  return backendFromEngine(
    onnxEngine(ort, {
      name: 'onnxruntime-node',
      version: ort.env.versions.node as string,
      environment: { provider: 'cpu', threads: '1' },
      opset,
      session: { executionProviders: ['cpu'], intraOpNumThreads: 1, interOpNumThreads: 1 },
    }),
  );
}

// Whose start is timed. What a library is loaded by is a module of its own, since everything else is loaded before.

import type { Contender } from '../contender.ts';

interface Library {
  /** Loads nothing but the library. */
  load(): Promise<unknown>;
  contender(): Promise<Contender>;
  /** A page's program that uses all of it that a recurrent layer needs, and the binaries that it fetches; null in no page. */
  readonly page: { readonly program: string; readonly binaries: readonly string[] } | null;
}

export const libraries: Readonly<Record<string, Library>> = {
  '@gatefold/wasm': {
    load: () => import('@gatefold/wasm'),
    contender: async () => (await import('../contenders/gatefold-wasm.ts')).gatefoldWasm(),
    page: { program: "export { wasm, lstm } from '@gatefold/wasm';", binaries: [] },
  },
  '@gatefold/cpu': {
    load: () => import('@gatefold/cpu'),
    contender: async () => (await import('../contenders/gatefold-cpu.ts')).gatefoldCpu,
    page: { program: "export { cpu, lstm } from '@gatefold/cpu';", binaries: [] },
  },
  'onnxruntime-web': {
    load: () => import('onnxruntime-web'),
    contender: async () => (await import('../contenders/onnxruntime-wasm.ts')).onnxruntimeWasm(1),
    page: {
      program: "export { InferenceSession, Tensor } from 'onnxruntime-web/wasm';",
      binaries: ['onnxruntime-web/ort-wasm-simd-threaded.wasm'],
    },
  },
  'onnxruntime-node': {
    load: () => import('onnxruntime-node'),
    contender: async () => (await import('../contenders/onnxruntime-node.ts')).onnxruntimeNode(1),
    page: null,
  },
  'tfjs-backend-wasm': {
    load: async () => [
      await import('@tensorflow/tfjs-core'),
      await import('@tensorflow/tfjs-layers'),
      await import('@tensorflow/tfjs-backend-wasm'),
    ],
    contender: async () => (await import('../contenders/tfjs-builds.ts')).tfjsWasm(),
    page: {
      program:
        "export { layers } from '@tensorflow/tfjs-layers'; export { tensor3d, setBackend } from '@tensorflow/tfjs-core'; export { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';",
      binaries: ['@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm'],
    },
  },
};

// tf.layers on tfjs-backend-wasm, in Node.

import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import type { EngineBackend } from '@gatefold/contract/engine';
import { setWasmPaths, version_wasm } from '@tensorflow/tfjs-backend-wasm';
import { tfjsBackend } from './tfjs-engine.ts';

export default function tfjsWasm(): Promise<EngineBackend> {
  // The binaries lie next to the package's main file.
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(dirname(main) + sep);
  return tfjsBackend('wasm', () => ({ 'tfjs-backend-wasm': version_wasm }));
}

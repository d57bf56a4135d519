// tf.layers on tfjs-backend-wasm, in Node.

import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import type { Backend } from '@gatefold/contract';
import { setWasmPaths, version_wasm } from '@tensorflow/tfjs-backend-wasm';
import { tfjsBackend } from './tfjs-engine.ts';

export default function tfjsWasm(): Promise<Backend> {
  // The binaries lie next to the package's main file.
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(dirname(main) + sep);
  return tfjsBackend('wasm', () => ({ 'tfjs-backend-wasm': version_wasm }));
}

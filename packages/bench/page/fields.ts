// Who meets whom in the page.

import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfLayers from '@tensorflow/tfjs-layers';
import type { GpuBackend } from '../src/backends.ts';
import type { Field } from '../src/compare.ts';
import type { Contender } from '../src/contender.ts';
import { gatefoldWasm } from '../src/contenders/gatefold-wasm.ts';
import { gatefoldWebGL } from '../src/contenders/gatefold-webgl.ts';
import { gatefoldWebGPU } from '../src/contenders/gatefold-webgpu.ts';
import { onnxruntimeWasm } from '../src/contenders/onnxruntime-wasm.ts';
import { onnxruntimeWeb } from '../src/contenders/onnxruntime-web.ts';
import { tfLayersOn } from '../src/contenders/tf-layers.ts';
import { tolerances } from '../src/verify.ts';
import { versionOf } from '../src/version-of.ts';

/** The same for every backend of ours: what else an app could have the GPU do. */
const peers = [tfjsOn('webgl'), tfjsOn('webgpu'), onnxruntimeWeb];
const common = { tolerance: tolerances.gpu, chains: true };

export const fields: Readonly<Record<GpuBackend, Field>> = {
  webgl: { ...common, ours: gatefoldWebGL, peers },
  // Beside what the same page has without WebGPU: our other backends, and the peer's on the processor.
  webgpu: {
    ...common,
    ours: gatefoldWebGPU,
    peers: [...peers, onnxruntimeWasm(1), gatefoldWebGL, gatefoldWasm()],
  },
};

function tfjsOn(backend: 'webgl' | 'webgpu'): Contender {
  const name = `tfjs-backend-${backend}`;
  return tfLayersOn({ tf, tfLayers }, { backend, name, version: versionOf(`@tensorflow/${name}`) });
}

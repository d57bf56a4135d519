// Who meets whom in the page.

import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfLayers from '@tensorflow/tfjs-layers';
import type { GpuBackend } from '../src/backends.ts';
import type { Field } from '../src/compare.ts';
import type { Contender } from '../src/contender.ts';
import { gatefoldWebGL } from '../src/contenders/gatefold-webgl.ts';
import { onnxruntimeWeb } from '../src/contenders/onnxruntime-web.ts';
import { tfLayersOn } from '../src/contenders/tf-layers.ts';
import { tolerances } from '../src/verify.ts';
import { versionOf } from '../src/version-of.ts';

/** The same for every backend of ours: what else an app could take on the same machine. */
const peers = [tfjsOn('webgl'), tfjsOn('webgpu'), onnxruntimeWeb];
const tolerance = tolerances.gpu;

export const fields: Readonly<Record<GpuBackend, Field>> = {
  webgl: { ours: gatefoldWebGL, peers, tolerance, chains: true },
};

function tfjsOn(backend: 'webgl' | 'webgpu'): Contender {
  const name = `tfjs-backend-${backend}`;
  return tfLayersOn({ tf, tfLayers }, { backend, name, version: versionOf(`@tensorflow/${name}`) });
}

// Who meets whom in the page.

import type { GpuBackend } from '../src/backends.ts';
import type { Field } from '../src/compare.ts';
import { gatefoldWebGL } from '../src/contenders/gatefold-webgl.ts';
import { onnxruntimeWeb } from '../src/contenders/onnxruntime-web.ts';
import { tfLayersOn } from '../src/contenders/tf-layers.ts';
import { tolerances } from '../src/verify.ts';

/** The same for every backend of ours: what else an app could take on the same machine. */
const peers = [tfLayersOn('webgl'), tfLayersOn('webgpu'), onnxruntimeWeb];
const tolerance = tolerances.gpu;

export const fields: Readonly<Record<GpuBackend, Field>> = {
  webgl: { ours: gatefoldWebGL, peers, tolerance },
};

// tf.layers on tfjs-backend-webgl, in a browser.

import type { Backend } from '@gatefold/contract';
import { type MathBackendWebGL, version_webgl } from '@tensorflow/tfjs-backend-webgl';
import { backend, env } from '@tensorflow/tfjs-core';
import { tfjsBackend } from './tfjs-engine.ts';

export default function tfjsWebgl(): Promise<Backend> {
  return tfjsBackend('webgl', () => {
    const { gl } = (backend() as MathBackendWebGL).getGPGPUContext();
    const info = gl.getExtension('WEBGL_debug_renderer_info');
    return {
      'tfjs-backend-webgl': version_webgl,
      renderer: info === null ? 'not told' : String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)),
      WEBGL_VERSION: String(env().getNumber('WEBGL_VERSION')),
      // Where it is false, every number is rounded to 16 bits between two operations.
      WEBGL_RENDER_FLOAT32_ENABLED: String(env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')),
    };
  });
}

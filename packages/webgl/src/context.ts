// Where the GL context comes from: tfjs's own, or a canvas; and whether it can do float32 sums.

import { ConfigError, UnsupportedError } from '@gatefold/contract';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import type * as tf from '@tensorflow/tfjs-core';
import { lostError } from './device.ts';

export interface WebGLOptions {
  /** A canvas for a context of the backend's own; by default it shares the context of tfjs's webgl backend. */
  readonly canvas?: HTMLCanvasElement | OffscreenCanvas;
}

export interface Context {
  readonly gl: WebGL2RenderingContext;
  /** Null for a context of our own. */
  readonly tfjs: TfjsRuntime | null;
}

/** The parts of tfjs that share the context. */
export interface TfjsRuntime {
  readonly core: typeof tf;
  readonly backend: MathBackendWebGL;
}

const alternatives = 'use the cpu backend';

/** @throws {ConfigError | UnsupportedError | DeviceLostError} */
export async function openContext(options: WebGLOptions): Promise<Context> {
  for (const key of Object.keys(options)) {
    if (key === 'canvas') continue;
    throw new ConfigError({
      where: `webgl: ${key}`,
      expected: 'is not an option',
      remedy: 'known: canvas',
    });
  }
  const context = options.canvas === undefined ? await shareWithTfjs() : openCanvas(options.canvas);
  checkFloat32(context.gl);
  return context;
}

/** Names the renderer: what SwiftShader, ANGLE or a driver calls itself. */
export function rendererOf(gl: WebGL2RenderingContext): string {
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(info === null ? gl.RENDERER : info.UNMASKED_RENDERER_WEBGL));
}

function openCanvas(canvas: HTMLCanvasElement | OffscreenCanvas): Context {
  const attributes = { antialias: false, depth: false, stencil: false };
  const gl = canvas.getContext('webgl2', attributes) as WebGL2RenderingContext | null;
  if (gl === null) throw noContext();
  return { gl, tfjs: null };
}

/** tfjs is loaded here and not before, since its backend registers itself when it is; the active backend stays. */
async function shareWithTfjs(): Promise<Context> {
  const [core, { MathBackendWebGL: Backend }] = await Promise.all([
    import('@tensorflow/tfjs-core'),
    import('@tensorflow/tfjs-backend-webgl'),
  ]);
  const backend: unknown = core.findBackend('webgl');
  if (!(backend instanceof Backend)) throw noContext();
  const { gl } = backend.getGPGPUContext();
  if (!(gl instanceof WebGL2RenderingContext)) throw noContext();
  return { gl, tfjs: { core, backend } };
}

function noContext(): UnsupportedError {
  return new UnsupportedError({
    where: 'webgl',
    expected: 'needs WebGL2, not offered here',
    remedy: alternatives,
  });
}

/** Half floats lose three digits a step and c drifts: they are refused, not used. */
function checkFloat32(gl: WebGL2RenderingContext): void {
  if (gl.isContextLost()) throw lostError('webgl');
  const float = gl.getExtension('EXT_color_buffer_float');
  if (float === null) {
    const half = gl.getExtension('EXT_color_buffer_half_float') !== null;
    throw new UnsupportedError({
      where: 'webgl',
      expected: 'needs EXT_color_buffer_float, not offered by this context',
      ...(half ? { actual: 'half floats only' } : {}),
      remedy: alternatives,
    });
  }
  const format = gl.getShaderPrecisionFormat(gl.FRAGMENT_SHADER, gl.HIGH_FLOAT);
  const bits = format?.precision ?? 0;
  if (bits < 23) {
    throw new UnsupportedError({
      where: 'webgl',
      expected: 'needs float32 (highp) in fragment shaders',
      actual: `${bits} bits of mantissa`,
      remedy: alternatives,
    });
  }
}

// Where the GL context comes from: the page's one of ours, a canvas, or tfjs; and whether it can do float32 sums.

import { ConfigError, UnsupportedError } from '@gatefold/contract';
import { checkOptions, describe } from '@gatefold/contract/author';
import type { LayoutName } from './glsl/layouts/variant.ts';
import { type ChooseLayout, type Choices, statedChoices } from './layouts.ts';
import { lostError } from './lost-error.ts';
import { type Tfjs, type TfjsRuntime, tfjsRuntime } from './tfjs-runtime.ts';

export interface LayoutOptions {
  /**
   * How the work of a time step is spread over the GPU: `quads`, `units` or `split`, or a function that says it for each
   * size class. By default a measurement of some milliseconds decides, when the first layer of a class is made.
   */
  readonly layout?: LayoutName | ChooseLayout;
}

export interface CanvasOptions extends LayoutOptions {
  /** A canvas whose WebGL2 context is used, and shared with whoever draws there; by default one of Gatefold's own. */
  readonly canvas?: HTMLCanvasElement | OffscreenCanvas;
}

export interface TfjsOptions<T extends Tfjs = Tfjs> extends LayoutOptions {
  /** TensorFlow.js, 3.13 or newer, from wherever it came: the context of its webgl backend is shared. */
  readonly tf: T;
}

export type WebGLOptions = CanvasOptions | TfjsOptions;

export interface Context {
  readonly gl: WebGL2RenderingContext;
  /** Null where the context is not that of tfjs. */
  readonly tfjs: TfjsRuntime | null;
  /** Null where nothing was said, and layouts are measured. */
  readonly stated: Choices | null;
}

const alternatives = 'use the cpu backend';

/** @throws {ConfigError | UnsupportedError | DeviceLostError} */
export function openContext(options: WebGLOptions): Context {
  const { canvas, tf, layout } = checkOptions('webgl', options, ['canvas', 'tf', 'layout']);
  if (canvas !== undefined && tf !== undefined) {
    throw new ConfigError({
      where: 'webgl',
      expected: 'takes canvas or tf, which has a canvas already',
      actual: 'both',
      remedy: 'leave one of them out',
    });
  }
  const stated = layout === undefined ? null : statedChoices(layout);
  const tfjs = tf === undefined ? null : tfjsRuntime(tf as Tfjs);
  const gl = tfjs?.gl ?? (canvas === undefined ? ownContext() : contextOf(canvas));
  checkFloat32(gl);
  return { gl, tfjs, stated };
}

/** Names the renderer: what SwiftShader, ANGLE or a driver calls itself. */
export function rendererOf(gl: WebGL2RenderingContext): string {
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(info === null ? gl.RENDERER : info.UNMASKED_RENDERER_WEBGL));
}

let own: WebGL2RenderingContext | undefined;

/** One for all: a browser takes away the oldest of a page when there are more than sixteen. */
function ownContext(): WebGL2RenderingContext {
  if (own?.isContextLost() === false) return own;
  own = contextOf(newCanvas());
  return own;
}

function newCanvas(): HTMLCanvasElement | OffscreenCanvas {
  // Not all browsers that have OffscreenCanvas draw WebGL2 on it.
  if (typeof document !== 'undefined') return document.createElement('canvas');
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(1, 1);
  throw new UnsupportedError({
    where: 'webgl',
    expected: 'needs a page, or a worker with OffscreenCanvas',
    actual: 'neither',
    remedy: alternatives,
  });
}

function contextOf(given: unknown): WebGL2RenderingContext {
  const canvas = given as HTMLCanvasElement | OffscreenCanvas;
  if (typeof (given as Partial<OffscreenCanvas> | null)?.getContext !== 'function') {
    throw new ConfigError({
      where: 'webgl: canvas',
      expected: 'must be a canvas',
      actual: describe(given),
      remedy: 'give the canvas itself: no selector, and no context of it',
    });
  }
  const gl = getContext(canvas, 'webgl2') as WebGL2RenderingContext | null;
  if (gl !== null) return gl;
  // A canvas that has no context yet could have been given one, if there is WebGL2 at all.
  const there = getContext(newCanvas(), 'webgl2') as WebGL2RenderingContext | null;
  if (there === null) {
    throw new UnsupportedError({
      where: 'webgl',
      expected: 'needs WebGL2, which this browser does not offer on this machine',
      remedy: alternatives,
    });
  }
  there.getExtension('WEBGL_lose_context')?.loseContext();
  const kind = otherKinds.find((name) => getContext(canvas, name) !== null);
  throw new UnsupportedError({
    where: 'webgl: canvas',
    expected: 'must be a canvas without a context, or with one of WebGL2',
    actual: kind === undefined ? 'one that gives no context' : `one with a ${kind} context`,
    remedy: 'give it another canvas, or none',
  });
}

const otherKinds = ['2d', 'webgl', 'bitmaprenderer', 'webgpu'] as const;

/** Null also for a canvas that was handed to a worker, which throws. */
function getContext(canvas: HTMLCanvasElement | OffscreenCanvas, kind: string): unknown {
  const attributes = { antialias: false, depth: false, stencil: false };
  try {
    return (canvas as HTMLCanvasElement).getContext(kind, attributes);
  } catch {
    return null;
  }
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

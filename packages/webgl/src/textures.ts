// Textures: flat rows of texels folded into rectangles, pooled, and shared by count once they are written.

import { UnsupportedError } from '@gatefold/contract';
import type { Device } from './device.ts';

/** How `count` texels lie in a texture: texel n at (n & (width - 1), n >> shift). */
export interface Fold {
  readonly shift: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Folds texels into a rectangle near a square.
 *
 * Its width is a power of two, so that no fragment divides; and software rasterisers share out pairs of lines among
 * threads, so one line would be one thread's (a 1-line grid took 2.7 times as long).
 */
export function fold(count: number): Fold {
  return foldTo(count, Math.ceil(Math.log2(Math.sqrt(count))));
}

/** The width of texture that every WebGL2 has, as a power of two. */
const leastTextureShift = 11;

/**
 * Folds texels into two lines, or as few as there can be.
 *
 * GPUs share out squares of the picture among their cores, and two lines reach more of them: LSTM 512 took half the time
 * of a square on an NVIDIA H200, 25 µs a step instead of 50. One line would leave half of each group of 2 × 2 fragments idle.
 */
export function flatFold(count: number): Fold {
  const shift = Math.min(leastTextureShift, Math.ceil(Math.log2(Math.ceil(count / 2))));
  return foldTo(count, Math.max(shift, fold(count).shift));
}

function foldTo(count: number, shift: number): Fold {
  return { shift, width: 2 ** shift, height: Math.ceil(count / 2 ** shift) };
}

/** A texture of RGBA32F texels that nobody writes to again while anyone holds it. */
export interface Texture extends Fold {
  readonly handle: WebGLTexture;
  holders: number;
}

/** Bytes of unused textures that are kept for the next run; what is beyond is given back to the driver. */
const mostIdleBytes = 2 ** 28;
/** Framebuffers that are kept: pooled textures of h and c can meet in any pairing. */
const mostFramebuffers = 128;

export class Textures {
  readonly #device: Device;
  readonly #idle = new Map<string, WebGLTexture[]>();
  /** Framebuffers, by the textures that they write to; the one that was used last is the last. */
  readonly #framebuffers = new Map<string, WebGLFramebuffer>();
  readonly #ids = new WeakMap<WebGLTexture, number>();
  #made = 0;
  #idleBytes = 0;

  constructor(device: Device) {
    this.#device = device;
  }

  /** A texture for `count` texels with one holder; its content is whatever it was. */
  acquire(where: string, count: number): Texture {
    const folded = fold(count);
    const { shift, width, height } = folded;
    this.check(where, count);
    const handle = this.#idle.get(`${shift} ${height}`)?.pop();
    if (handle === undefined) return { ...folded, handle: this.#make(width, height), holders: 1 };
    this.#idleBytes -= width * height * 16;
    return { ...folded, handle, holders: 1 };
  }

  /** @throws {UnsupportedError} when the device has no texture of so many texels */
  check(where: string, count: number): void {
    const { width, height } = fold(count);
    const { textureSize } = this.#device;
    if (Math.max(width, height) <= textureSize) return;
    throw new UnsupportedError({
      where,
      expected: `a tensor must fit into a texture of ${textureSize} × ${textureSize} texels, four numbers each`,
      actual: `${count} texels`,
      remedy: 'run it in parts: fewer rows, or fewer steps with initialState',
    });
  }

  release(texture: Texture): void {
    if (--texture.holders > 0) return;
    const { shift, width, height, handle } = texture;
    const bytes = width * height * 16;
    if (this.#idleBytes + bytes > mostIdleBytes) {
      this.#delete(handle);
      return;
    }
    this.#idleBytes += bytes;
    const key = `${shift} ${height}`;
    const list = this.#idle.get(key);
    if (list === undefined) this.#idle.set(key, [handle]);
    else list.push(handle);
  }

  /** Makes draws go to these textures, all of one size. */
  target(textures: readonly WebGLTexture[]): void {
    const { gl } = this.#device;
    const key = textures.map((texture) => this.#ids.get(texture)).join(' ');
    const known = this.#framebuffers.get(key);
    if (known !== undefined) {
      this.#framebuffers.delete(key);
      this.#framebuffers.set(key, known);
      gl.bindFramebuffer(gl.FRAMEBUFFER, known);
      return;
    }
    const [oldest] = this.#framebuffers.keys();
    if (oldest !== undefined && this.#framebuffers.size >= mostFramebuffers) this.#forget(oldest);
    const framebuffer = gl.createFramebuffer();
    this.#framebuffers.set(key, framebuffer);
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    for (const [index, texture] of textures.entries()) {
      const attachment = gl.COLOR_ATTACHMENT0 + index;
      gl.framebufferTexture2D(gl.FRAMEBUFFER, attachment, gl.TEXTURE_2D, texture, 0);
    }
    gl.drawBuffers(textures.map((_, index) => gl.COLOR_ATTACHMENT0 + index));
  }

  dispose(): void {
    for (const key of [...this.#framebuffers.keys()]) this.#forget(key);
    for (const handle of [...this.#idle.values()].flat()) this.#delete(handle);
    this.#idle.clear();
    this.#idleBytes = 0;
  }

  #make(width: number, height: number): WebGLTexture {
    const { gl } = this.#device;
    return this.#device.use('webgl', () => {
      const handle = gl.createTexture();
      this.#ids.set(handle, this.#made++);
      this.#device.bind('upload', gl.TEXTURE_2D, handle);
      gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA32F, width, height);
      setNearest(gl, gl.TEXTURE_2D);
      return handle;
    });
  }

  #delete(handle: WebGLTexture): void {
    const { gl } = this.#device;
    const id = String(this.#ids.get(handle));
    for (const key of [...this.#framebuffers.keys()]) {
      if (key.split(' ').includes(id)) this.#forget(key);
    }
    this.#device.discard(() => gl.deleteTexture(handle));
  }

  #forget(key: string): void {
    const { gl } = this.#device;
    const framebuffer = this.#framebuffers.get(key) as WebGLFramebuffer;
    this.#framebuffers.delete(key);
    this.#device.discard(() => gl.deleteFramebuffer(framebuffer));
  }
}

/** Float textures cannot be filtered, and one that asks for it reads as zeros. */
export function setNearest(gl: WebGL2RenderingContext, target: GLenum): void {
  gl.texParameteri(target, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(target, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  gl.texParameteri(target, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(target, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
}

// Textures that runs write and read within themselves: they grow, and are kept from run to run.

import type { Device } from './device.ts';
import { type Fold, setNearest } from './textures.ts';

/** Layers of float texels with a framebuffer that writes to all of them at once. */
export interface LayeredTexture {
  readonly texture: WebGLTexture;
  /** A plain texture where there is one layer, which a GPU fetches from faster; else an array. */
  readonly target: GLenum;
  readonly framebuffer: WebGLFramebuffer;
  readonly width: number;
  readonly height: number;
}

/** How many layers an array has. */
export interface Layers {
  readonly layers: number;
  /** In a texel: four, or two where it holds h and c of one unit, which halves what a step fetches. */
  readonly numbers: 2 | 4;
}

export type ScratchName = 'even' | 'odd' | 'gates' | 'sums' | 'projected';

export class Scratch {
  readonly #device: Device;
  readonly #arrays = new Map<string, LayeredTexture>();

  constructor(device: Device) {
    this.#device = device;
  }

  /** An array of at least this size; what it held is gone when it had to grow. */
  array(
    name: ScratchName,
    { layers, numbers }: Layers,
    { width, height }: Pick<Fold, 'width' | 'height'>,
  ): LayeredTexture {
    const key = `${name} ${layers} ${numbers}`;
    const known = this.#arrays.get(key);
    if (known !== undefined && known.width >= width && known.height >= height) return known;
    if (known !== undefined) this.#delete(known);
    const { gl } = this.#device;
    const size = {
      width: Math.max(width, known?.width ?? 0),
      height: Math.max(height, known?.height ?? 0),
    };
    const texture = gl.createTexture();
    const target = layers === 1 ? gl.TEXTURE_2D : gl.TEXTURE_2D_ARRAY;
    this.#device.bind(name, target, texture);
    const format = numbers === 2 ? gl.RG32F : gl.RGBA32F;
    if (layers === 1) gl.texStorage2D(target, 1, format, size.width, size.height);
    else gl.texStorage3D(target, 1, format, size.width, size.height, layers);
    setNearest(gl, target);
    const framebuffer = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    const attachments = Array.from({ length: layers }, (_, layer) => gl.COLOR_ATTACHMENT0 + layer);
    for (const [layer, attachment] of attachments.entries()) {
      if (layers === 1) gl.framebufferTexture2D(gl.FRAMEBUFFER, attachment, target, texture, 0);
      else gl.framebufferTextureLayer(gl.FRAMEBUFFER, attachment, texture, 0, layer);
    }
    gl.drawBuffers(attachments);
    const made = { texture, target, framebuffer, ...size };
    this.#arrays.set(key, made);
    return made;
  }

  /** Binds arrays to the units of their names. */
  bind(arrays: Partial<Record<ScratchName, LayeredTexture>>): void {
    for (const [name, { texture, target }] of Object.entries(arrays)) {
      this.#device.bind(name as ScratchName, target, texture);
    }
  }

  dispose(): void {
    for (const array of this.#arrays.values()) this.#delete(array);
    this.#arrays.clear();
  }

  #delete({ texture, framebuffer }: LayeredTexture): void {
    const { gl } = this.#device;
    this.#device.discard(() => {
      gl.deleteFramebuffer(framebuffer);
      gl.deleteTexture(texture);
    });
  }
}

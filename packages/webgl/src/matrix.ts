// A buffer of the contract on this device: rows of numbers, each row padded to whole texels.
//
// The contract gives a buffer its size and no shape, so it waits on the host until a kernel says how wide its rows
// are. A texture never changes while it is held: a copy shares it, and what is filled anew gets another one.

import type { Device } from './device.ts';
import type { Texture, Textures } from './textures.ts';

export class Matrix {
  readonly size: number;
  /** Numbers in a row; 0 while nobody has said. */
  width = 0;
  /** [rows, ceil(width / 4)] texels, padded with zeros; null for numbers on the host, or zeros */
  texture: Texture | null = null;
  /** [size], not yet on the device; null for a texture, or zeros */
  host: Float32Array | null = null;

  constructor(size: number) {
    this.size = size;
  }

  get isZero(): boolean {
    return this.texture === null && this.host === null;
  }

  get rows(): number {
    return this.size / this.width;
  }
}

/** Texels that a row of so many numbers takes. */
export function texels(width: number): number {
  return Math.ceil(width / 4);
}

/** Moves numbers between the host and the device, and matrices among themselves. */
export class Matrices {
  readonly device: Device;
  readonly textures: Textures;
  /** Kept for the next upload of the same size: a stream pushes frames of one size. */
  #staging = new Float32Array(0);

  constructor(device: Device, textures: Textures) {
    this.device = device;
    this.textures = textures;
  }

  free(matrix: Matrix): void {
    this.#clear(matrix);
    matrix.host = null;
  }

  write(matrix: Matrix, data: Float32Array): void {
    this.#clear(matrix);
    // In place when the same buffer is written again, as a stream does.
    if (matrix.host === null) matrix.host = data.slice();
    else matrix.host.set(data);
  }

  copy(from: Matrix, to: Matrix): void {
    if (from.host !== null) this.write(to, from.host);
    else this.fill(to, from.width, from.texture);
  }

  /** Gives a matrix a texture, of which it becomes one more holder. */
  fill(matrix: Matrix, width: number, texture: Texture | null): void {
    if (texture !== null) texture.holders++;
    this.#clear(matrix);
    matrix.width = width;
    matrix.texture = texture;
    matrix.host = null;
  }

  /** The matrix as a texture of rows `width` wide, uploaded when it is not there yet. */
  textureOf(where: string, matrix: Matrix, width: number): Texture {
    if (matrix.texture !== null) return matrix.texture;
    const { host } = matrix;
    const rows = matrix.size / width;
    const texture = this.textures.acquire(where, rows * texels(width));
    const staged = this.#stage(texture, host ?? new Float32Array(matrix.size), rows, width);
    this.#upload(texture, staged);
    matrix.width = width;
    matrix.texture = texture;
    matrix.host = null;
    return texture;
  }

  /** @param data  [width · height · 4] of the whole texture */
  #upload(texture: Texture, data: Float32Array): void {
    this.device.bind('upload', this.device.gl.TEXTURE_2D, texture.handle);
    this.device.upload(texture, 'RGBA', data);
  }

  #stage(texture: Texture, data: Float32Array, rows: number, width: number): Float32Array {
    const size = texture.width * texture.height * 4;
    if (this.#staging.length !== size) this.#staging = new Float32Array(size);
    else this.#staging.fill(0);
    copyRows(data, width, this.#staging, texels(width) * 4, rows);
    return this.#staging;
  }

  #clear(matrix: Matrix): void {
    if (matrix.texture !== null) this.textures.release(matrix.texture);
    matrix.texture = null;
  }
}

/** Copies rows from one array to another whose rows are of another length; the shorter length is copied. */
export function copyRows(
  from: Float32Array,
  fromWidth: number,
  to: Float32Array,
  toWidth: number,
  rows: number,
): void {
  if (fromWidth === toWidth) {
    to.set(from.subarray(0, rows * fromWidth));
    return;
  }
  const width = Math.min(fromWidth, toWidth);
  for (let row = 0; row < rows; row++) {
    const start = row * fromWidth;
    to.set(from.subarray(start, start + width), row * toWidth);
  }
}

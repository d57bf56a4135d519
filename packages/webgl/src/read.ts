// Numbers from textures back to the host: at once, or without blocking the page.

import { type Device, lostError } from './device.ts';
import { copyRows, type Matrices, type Matrix, texels } from './matrix.ts';
import type { Texture } from './textures.ts';

/** How long a read that waits looks again at once before it leaves gaps of a millisecond. */
const eagerMs = 2;

export class Reader {
  readonly #device: Device;
  readonly #matrices: Matrices;
  /** Its messages come back in the next task. */
  readonly #port = new MessageChannel();
  readonly #waiting: (() => void)[] = [];

  constructor(device: Device, matrices: Matrices) {
    this.#device = device;
    this.#matrices = matrices;
    this.#port.port1.addEventListener('message', () => this.#waiting.shift()?.());
    this.#port.port1.start();
  }

  dispose(): void {
    this.#port.port1.close();
  }

  readSync(matrix: Matrix, target: Float32Array): void {
    if (this.#fromHost(matrix, target)) return;
    this.#device.use('tensor.dataSync', () => {
      const texture = matrix.texture as Texture;
      const { gl } = this.#device;
      const { width, height } = texture;
      this.#matrices.textures.target([texture.handle]);
      const numbers = new Float32Array(width * height * 4);
      gl.readPixels(0, 0, width, height, gl.RGBA, gl.FLOAT, numbers);
      if (gl.isContextLost()) throw lostError('tensor.dataSync');
      unpad(matrix, numbers, target);
    });
  }

  /** Copies into a buffer of the device's, and fetches that once the device has come so far. */
  async read(matrix: Matrix, target: Float32Array): Promise<void> {
    if (this.#fromHost(matrix, target)) return;
    const { gl } = this.#device;
    const { width: rowWidth } = matrix;
    const { buffer, fence, size } = this.#device.use('tensor.data', () => {
      const texture = matrix.texture as Texture;
      const { width, height } = texture;
      this.#matrices.textures.target([texture.handle]);
      const bytes = width * height * 16;
      const made = gl.createBuffer();
      gl.bindBuffer(gl.PIXEL_PACK_BUFFER, made);
      gl.bufferData(gl.PIXEL_PACK_BUFFER, bytes, gl.STREAM_READ);
      gl.readPixels(0, 0, width, height, gl.RGBA, gl.FLOAT, 0);
      gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
      const sync = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
      gl.flush();
      return { buffer: made, fence: sync, size: bytes / 4 };
    });
    try {
      await this.#passed(fence);
      const numbers = new Float32Array(size);
      gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
      gl.getBufferSubData(gl.PIXEL_PACK_BUFFER, 0, numbers);
      gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
      if (gl.isContextLost()) throw lostError('tensor.data');
      unpad({ size: target.length, width: rowWidth }, numbers, target);
    } finally {
      gl.deleteBuffer(buffer);
      gl.deleteSync(fence);
    }
  }

  /** Numbers that never went to the device, or zeros. */
  #fromHost({ texture, host }: Matrix, target: Float32Array): boolean {
    if (texture !== null) return false;
    if (host === null) target.fill(0);
    else target.set(host);
    return true;
  }

  async #passed(fence: WebGLSync | null): Promise<void> {
    const { gl } = this.#device;
    const start = performance.now();
    for (;;) {
      if (gl.isContextLost() || fence === null) throw lostError('tensor.data');
      const status = gl.clientWaitSync(fence, 0, 0);
      if (status === gl.ALREADY_SIGNALED || status === gl.CONDITION_SATISFIED) return;
      if (status === gl.WAIT_FAILED) throw lostError('tensor.data');
      await this.#nextTask(performance.now() - start < eagerMs);
    }
  }

  /** A message comes back at once; a timer after a millisecond, or four when many were set. */
  #nextTask(eager: boolean): Promise<void> {
    return new Promise((resolve) => {
      if (!eager) {
        setTimeout(resolve, 1);
        return;
      }
      this.#waiting.push(resolve);
      this.#port.port2.postMessage(null);
    });
  }
}

function unpad(
  { size, width }: Pick<Matrix, 'size' | 'width'>,
  numbers: Float32Array,
  target: Float32Array,
): void {
  copyRows(numbers, texels(width) * 4, target, width, size / width);
}

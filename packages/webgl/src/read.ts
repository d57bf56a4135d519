// Numbers from textures back to the host: at once, or without blocking the page.

import { DisposedError } from '@gatefold/contract';
import type { Device } from './device.ts';
import { lostError } from './lost-error.ts';
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
  #disposed = false;

  constructor(device: Device, matrices: Matrices) {
    this.#device = device;
    this.#matrices = matrices;
    this.#port.port1.addEventListener('message', () => this.#waiting.shift()?.());
    this.#port.port1.start();
  }

  /** Reads that still wait are rejected: no message will wake them any more. */
  dispose(): void {
    this.#disposed = true;
    this.#port.port1.close();
    for (const wake of this.#waiting.splice(0)) wake();
  }

  readSync(matrix: Matrix, target: Float32Array): void {
    if (this.#fromHost(matrix, target)) return;
    this.#device.use('tensor.dataSync', () => {
      const texture = matrix.texture as Texture;
      const { gl } = this.#device;
      const { width, height } = texture;
      this.#device.beginReading();
      this.#matrices.textures.target([texture.handle]);
      const numbers = new Float32Array(width * height * 4);
      gl.readPixels(0, 0, width, height, gl.RGBA, gl.FLOAT, numbers);
      if (this.#device.isLost) throw lostError('tensor.dataSync');
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
      this.#device.beginReading();
      this.#matrices.textures.target([texture.handle]);
      const bytes = width * height * 16;
      const made = gl.createBuffer();
      gl.bindBuffer(gl.PIXEL_PACK_BUFFER, made);
      gl.bufferData(gl.PIXEL_PACK_BUFFER, bytes, gl.STREAM_READ);
      gl.readPixels(0, 0, width, height, gl.RGBA, gl.FLOAT, 0);
      const sync = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
      gl.flush();
      return { buffer: made, fence: sync, size: bytes / 4 };
    });
    try {
      await this.#passed(fence);
      const numbers = new Float32Array(size);
      this.#device.use('tensor.data', () => {
        this.#device.beginReading();
        gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
        gl.getBufferSubData(gl.PIXEL_PACK_BUFFER, 0, numbers);
      });
      if (this.#device.isLost) throw lostError('tensor.data');
      unpad({ size: target.length, width: rowWidth }, numbers, target);
    } finally {
      this.#device.discard(() => {
        gl.deleteBuffer(buffer);
        gl.deleteSync(fence);
      });
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
      if (this.#disposed) throw disposedError();
      if (this.#device.isLost || fence === null) throw lostError('tensor.data');
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

function disposedError(): DisposedError {
  return new DisposedError({
    where: 'tensor.data',
    expected: 'the backend was disposed of while the numbers were on their way',
    remedy: 'await data() before dispose()',
  });
}

function unpad(
  { size, width }: Pick<Matrix, 'size' | 'width'>,
  numbers: Float32Array,
  target: Float32Array,
): void {
  copyRows(numbers, texels(width) * 4, target, width, size / width);
}

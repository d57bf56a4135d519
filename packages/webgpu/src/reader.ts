// Numbers from the device back to the host, by way of buffers that can be mapped, which are used again.

import type { Device } from './device.ts';
import { endedError } from './errors.ts';
import type { Numbers } from './numbers.ts';
import { mapForRead, usages } from './usages.ts';
import type { WorkQueue } from './work-queue.ts';

/** Mapped buffers that are kept, and the bytes of the largest of them. */
const kept = 8;
const mostKeptBytes = 2 ** 20;

export class Reader {
  readonly #device: Device;
  readonly #queue: WorkQueue;
  readonly #free: GPUBuffer[] = [];
  readonly #mapping = new Set<GPUBuffer>();
  #disposed = false;

  constructor(device: Device, queue: WorkQueue) {
    this.#device = device;
    this.#queue = queue;
  }

  /** Fills `target` with numbers as they are after all that has been asked for. */
  read(numbers: Numbers, target: Float32Array): void | Promise<void> {
    this.#queue.settle(numbers);
    if (numbers.host !== null) target.set(numbers.host);
    else if (numbers.buffer === null) target.fill(0);
    else return this.#map(numbers.buffer, target);
  }

  /** Reads that are on their way are rejected. */
  dispose(): void {
    this.#disposed = true;
    for (const buffer of [...this.#free, ...this.#mapping]) buffer.destroy();
    this.#free.length = 0;
  }

  async #map(buffer: GPUBuffer, target: Float32Array): Promise<void> {
    const where = 'tensor.data';
    const { byteLength } = target;
    let staged: GPUBuffer | undefined;
    let mapped: Promise<void> | undefined;
    const fault = this.#queue.now(where, (recorder) => {
      staged = this.#acquire(byteLength);
      recorder.copy(buffer, staged, byteLength);
      recorder.submit();
      mapped = staged.mapAsync(mapForRead, 0, byteLength);
      // It is told below, after what the scopes say.
      mapped.catch(() => undefined);
    });
    const staging = staged as GPUBuffer;
    this.#mapping.add(staging);
    try {
      await fault;
      await this.#explained(where, mapped as Promise<void>);
      target.set(new Float32Array(staging.getMappedRange(0, byteLength)));
      staging.unmap();
      this.#release(staging);
    } catch (error) {
      staging.destroy();
      throw error;
    } finally {
      this.#mapping.delete(staging);
    }
  }

  async #explained(where: string, mapped: Promise<void>): Promise<void> {
    try {
      await mapped;
    } catch (error) {
      if (this.#disposed) throw endedError(where);
      throw await this.#device.explain(where, error);
    }
  }

  #acquire(bytes: number): GPUBuffer {
    const index = this.#free.findIndex(({ size }) => size >= bytes);
    const [known] = index === -1 ? [] : this.#free.splice(index, 1);
    if (known !== undefined) return known;
    return this.#device.gpu.createBuffer({
      label: 'gatefold read',
      // Whole powers of two fit the next read as well.
      size: 2 ** Math.ceil(Math.log2(Math.max(bytes, 256))),
      usage: usages.mapRead | usages.copyTarget,
    });
  }

  #release(buffer: GPUBuffer): void {
    if (this.#disposed || this.#free.length === kept || buffer.size > mostKeptBytes) {
      buffer.destroy();
    } else this.#free.push(buffer);
  }
}

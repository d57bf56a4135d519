// GPU buffers that are used again: a loop of runs asks for the same sizes over and over, and a new buffer is zeroed by the
// device before its first use, whoever fills it.

import type { Device } from './device.ts';
import { usages } from './usages.ts';

const bytesOfNumber = Float32Array.BYTES_PER_ELEMENT;

/** Bytes of free buffers that are kept. */
const mostFreeBytes = 2 ** 26;

/** What a buffer is rounded up to, so that kernels may read four numbers at once; numbers beyond the last are zeros. */
const grain = 16;

/** Scratch of more bytes is not kept for the next run. */
const mostKeptRoomBytes = 2 ** 24;

export class Pool {
  readonly #device: Device;
  /** By how many numbers they hold, so that what lies beyond them stays zero. */
  readonly #free = new Map<number, GPUBuffer[]>();
  #freeBytes = 0;
  /** Read where nobody has filled a buffer. */
  #zeros: GPUBuffer | null = null;
  /** Scratch of runs, which take turns, so that the two directions of a Bidirectional need not wait for each other. */
  #rooms: [GPUBuffer | null, GPUBuffer | null] = [null, null];
  /** To be given back when what uses them has been submitted. */
  #borrowed: { readonly buffer: GPUBuffer; readonly size: number }[] = [];
  #retired: GPUBuffer[] = [];
  /** Buffers that were made before the device last failed may have no memory. */
  #trusted = new WeakSet<GPUBuffer>();

  constructor(device: Device) {
    this.#device = device;
  }

  /** A buffer whose contents are whatever they are. */
  acquire(size: number): GPUBuffer {
    const known = this.#free.get(size)?.pop();
    if (known === undefined) return this.create('numbers', size * bytesOfNumber);
    this.#freeBytes -= known.size;
    return known;
  }

  release(buffer: GPUBuffer, size: number): void {
    if (!this.trusts(buffer) || this.#freeBytes + buffer.size > mostFreeBytes) {
      buffer.destroy();
      return;
    }
    this.#freeBytes += buffer.size;
    const known = this.#free.get(size);
    if (known === undefined) this.#free.set(size, [buffer]);
    else known.push(buffer);
  }

  /** A buffer until {@link submitted}. */
  borrow(size: number): GPUBuffer {
    const buffer = this.acquire(size);
    this.#borrowed.push({ buffer, size });
    return buffer;
  }

  /** So many zeros at least, to be read. */
  zeros(size: number): GPUBuffer {
    this.#zeros = this.#grown(this.#zeros, 'zeros', size * bytesOfNumber);
    return this.#zeros;
  }

  /** Scratch of so many bytes at least: not that which was given the last time. */
  room(bytes: number): GPUBuffer {
    const [next, last] = this.#rooms;
    const room = this.#grown(next, 'room', bytes);
    this.#rooms = [last, room];
    return room;
  }

  create(label: string, bytes: number): GPUBuffer {
    const buffer = this.#device.gpu.createBuffer({
      label: `gatefold ${label}`,
      size: Math.ceil(bytes / grain) * grain,
      usage: usages.storage | usages.copySource | usages.copyTarget,
    });
    this.#trusted.add(buffer);
    return buffer;
  }

  trusts(buffer: GPUBuffer): boolean {
    return this.#trusted.has(buffer);
  }

  /** What has been recorded is submitted. */
  submitted(): void {
    for (const { buffer, size } of this.#borrowed) this.release(buffer, size);
    this.#borrowed = [];
    this.#rooms = this.#rooms.map((room) => {
      if (room === null || room.size <= mostKeptRoomBytes) return room;
      this.#retired.push(room);
      return null;
    }) as [GPUBuffer | null, GPUBuffer | null];
    for (const buffer of this.#retired) buffer.destroy();
    this.#retired = [];
  }

  /** After a failure of the device: what it gave before is not used again. */
  distrust(): void {
    this.#trusted = new WeakSet();
    this.dispose();
  }

  dispose(): void {
    for (const buffers of this.#free.values()) this.#retired.push(...buffers);
    for (const buffer of [this.#zeros, ...this.#rooms]) {
      if (buffer !== null) this.#retired.push(buffer);
    }
    this.#free.clear();
    this.#freeBytes = 0;
    this.#zeros = null;
    this.#rooms = [null, null];
    this.submitted();
  }

  #grown(buffer: GPUBuffer | null, label: string, bytes: number): GPUBuffer {
    if (buffer !== null && buffer.size >= bytes) return buffer;
    if (buffer !== null) this.#retired.push(buffer);
    return this.create(label, bytes);
  }
}

// GPU buffers that are used again: a loop of runs asks for the same sizes over and over, and a new buffer is zeroed by the
// device before its first use, whoever fills it.

import type { Device } from './device.ts';
import { textureUsages, usages } from './usages.ts';

const bytesOfNumber = Float32Array.BYTES_PER_ELEMENT;

/** Bytes of free buffers that are kept. */
const mostFreeBytes = 2 ** 26;

/** What a buffer is rounded up to, so that kernels may read four numbers at once; numbers beyond the last are zeros. */
const grain = 16;

/** Scratch of more bytes is not kept for the next run. */
const mostKeptRoomBytes = 2 ** 24;

/**
 * Free buffers of one size. The oldest is the next, in whatever order they came back, so that what is done again gets the
 * same buffers again, in the same places, for which there are groups already.
 */
class FreeBuffers {
  readonly all: GPUBuffer[] = [];
  readonly #ages: WeakMap<GPUBuffer, number>;
  #isSorted = true;

  constructor(ages: WeakMap<GPUBuffer, number>) {
    this.#ages = ages;
  }

  add(buffer: GPUBuffer): void {
    this.#isSorted = this.all.push(buffer) === 1;
  }

  takeOldest(): GPUBuffer | undefined {
    if (!this.#isSorted) this.all.sort((a, b) => this.#ageOf(b) - this.#ageOf(a));
    this.#isSorted = true;
    return this.all.pop();
  }

  #ageOf(buffer: GPUBuffer): number {
    return this.#ages.get(buffer) as number;
  }
}

export class Pool {
  readonly #device: Device;
  /** By how many numbers they hold, so that what lies beyond them stays zero. */
  readonly #free = new Map<number, FreeBuffers>();
  readonly #ages = new WeakMap<GPUBuffer, number>();
  #made = 0;
  #freeBytes = 0;
  /** Read where nobody has filled a buffer. */
  #zeros: GPUBuffer | null = null;
  /** Scratch of runs, which take turns, so that the two directions of a Bidirectional need not wait for each other. */
  #rooms: [GPUBuffer | null, GPUBuffer | null] = [null, null];
  /** To be given back when what uses them has been submitted. */
  #borrowed: { readonly buffer: GPUBuffer; readonly size: number }[] = [];
  #retired: GPUBuffer[] = [];
  /** Buffers and textures that were made before the device last failed may have no memory. */
  #trusted = new WeakSet<GPUBuffer | GPUTexture>();

  constructor(device: Device) {
    this.#device = device;
  }

  /** A buffer whose contents are whatever they are. */
  acquire(size: number): GPUBuffer {
    const known = this.#free.get(size)?.takeOldest();
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
    const known = this.#free.get(size) ?? new FreeBuffers(this.#ages);
    this.#free.set(size, known);
    known.add(buffer);
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
    this.#ages.set(buffer, this.#made++);
    return buffer;
  }

  createTexture(
    label: string,
    format: GPUTextureFormat,
    size: readonly [width: number, height: number],
  ): GPUTexture {
    const usage = textureUsages.binding | textureUsages.copyTarget;
    const texture = this.#device.gpu.createTexture({
      ...{ label: `gatefold ${label}`, size: [...size], format, usage },
    });
    this.#trusted.add(texture);
    return texture;
  }

  trusts(made: GPUBuffer | GPUTexture): boolean {
    return this.#trusted.has(made);
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
    for (const { all } of this.#free.values()) this.#retired.push(...all);
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

// Group 1 of every kernel: the sizes of a chunk of steps, and the number of the step, both found by offsets.

import { mostRepeats } from './wgsl/kernels.ts';
import type { Device } from './device.ts';
import { type Pipelines, runBytes, stepBytes } from './pipelines.ts';
import { usages } from './usages.ts';

const bytesOfNumber = Uint32Array.BYTES_PER_ELEMENT;

/** Chunks that one submission has room for. */
const mostRuns = 256;

export class Uniforms {
  readonly group: GPUBindGroup;
  /** From one step's number to the next, in bytes. */
  readonly stride: number;
  readonly #device: Device;
  readonly #runs: GPUBuffer;
  readonly #steps: GPUBuffer;
  readonly #data: Uint32Array<ArrayBuffer>;
  #count = 0;

  /** To be made under error scopes. */
  constructor(device: Device, pipelines: Pipelines) {
    const { gpu } = device;
    this.#device = device;
    this.stride = Math.max(gpu.limits.minUniformBufferOffsetAlignment, stepBytes);
    const usage = usages.uniform | usages.copyTarget;
    this.#runs = gpu.createBuffer({ label: 'gatefold sizes', size: mostRuns * runBytes, usage });
    this.#data = new Uint32Array((mostRuns * runBytes) / bytesOfNumber);
    const size = mostRepeats * this.stride;
    this.#steps = gpu.createBuffer({ label: 'gatefold steps', size, usage });
    const steps = new Uint32Array(size / bytesOfNumber);
    for (let step = 0; step < mostRepeats; step++) {
      steps[(step * this.stride) / bytesOfNumber] = step;
    }
    gpu.queue.writeBuffer(this.#steps, 0, steps);
    this.group = gpu.createBindGroup({
      label: 'gatefold uniforms',
      layout: pipelines.uniforms,
      entries: [
        { binding: 0, resource: { buffer: this.#runs, size: runBytes } },
        { binding: 1, resource: { buffer: this.#steps, size: stepBytes } },
      ],
    });
  }

  get isFull(): boolean {
    return this.#count === mostRuns;
  }

  /** Takes sizes for the next submission; returns the offset at which a kernel finds them. */
  add(sizes: Uint32Array): number {
    const offset = this.#count++ * runBytes;
    this.#data.set(sizes, offset / bytesOfNumber);
    return offset;
  }

  /** Sends what has been added, ahead of the submission that reads it. */
  send(): void {
    if (this.#count === 0) return;
    const used = (this.#count * runBytes) / bytesOfNumber;
    this.#device.gpu.queue.writeBuffer(this.#runs, 0, this.#data, 0, used);
    this.#count = 0;
  }

  dispose(): void {
    this.#runs.destroy();
    this.#steps.destroy();
  }
}

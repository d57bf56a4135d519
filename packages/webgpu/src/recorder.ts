// Records dispatches and copies for one submission, or for several where there is too much for one.

import type { Device } from './device.ts';
import type { Program } from './pipelines.ts';
import type { Uniforms } from './uniforms.ts';
import type { Cost } from './wgsl/kernels.ts';

/**
 * What a submission may cost, roughly: the device works on one while the next is being recorded, which takes as long as small
 * dispatches do; a submission of its own takes about 0.1 ms of either. Nor may one take seconds, or the driver takes the device
 * away, and software does some 1e9 multiplications and additions a second.
 */
const most: Cost = { work: 2 ** 29, dispatches: 2 ** 8 };

/** Whether there is enough for a submission. */
export function isEnough({ work, dispatches }: Cost): boolean {
  return work >= most.work || dispatches >= most.dispatches;
}

export const nothing: Cost = { work: 0, dispatches: 0 };

export function sum(a: Cost, b: Cost): Cost {
  return { work: a.work + b.work, dispatches: a.dispatches + b.dispatches };
}

/** A kernel with its buffers. */
export interface BoundProgram {
  readonly program: Program;
  readonly group: GPUBindGroup;
}

export class Recorder {
  readonly #device: Device;
  readonly #uniforms: Uniforms;
  #encoder: GPUCommandEncoder | null = null;
  #pass: GPUComputePassEncoder | null = null;
  /** What the pass has been told. */
  #pipeline: GPUComputePipeline | null = null;
  #group: GPUBindGroup | null = null;
  #cost: Cost = nothing;
  readonly #offsets = new Uint32Array(2);

  constructor(device: Device, uniforms: Uniforms) {
    this.#device = device;
    this.#uniforms = uniforms;
  }

  /** Begins a chunk of steps: its sizes, and what it costs. Returns where its sizes lie. */
  begin(sizes: Uint32Array, cost: Cost): number {
    if (this.#uniforms.isFull || isEnough(this.#cost)) this.submit();
    this.#cost = sum(this.#cost, cost);
    return this.#uniforms.add(sizes);
  }

  /** @param bound  kernels that take turns, `repeat` times */
  dispatch(
    bound: readonly BoundProgram[],
    sizes: number,
    [x, y, z]: readonly [number, number, number],
    repeat = 1,
  ): void {
    const pass = this.#openPass();
    const offsets = this.#offsets;
    offsets[0] = sizes;
    for (let step = 0; step < repeat; step++) {
      offsets[1] = step * this.#uniforms.stride;
      for (const { program, group } of bound) {
        this.#bind(pass, program.pipeline, group);
        pass.setBindGroup(1, this.#uniforms.group, offsets, 0, 2);
        pass.dispatchWorkgroups(x, y, z);
      }
    }
  }

  copy(from: GPUBuffer, to: GPUBuffer, bytes: number): void {
    this.#endPass();
    this.#openEncoder().copyBufferToBuffer(from, 0, to, 0, bytes);
  }

  /** Hands over what has been recorded. */
  submit(): void {
    this.#endPass();
    this.#uniforms.send();
    if (this.#encoder !== null) this.#device.gpu.queue.submit([this.#encoder.finish()]);
    this.#encoder = null;
    this.#cost = nothing;
  }

  #bind(pass: GPUComputePassEncoder, pipeline: GPUComputePipeline, group: GPUBindGroup): void {
    if (pipeline !== this.#pipeline) pass.setPipeline(pipeline);
    if (group !== this.#group) pass.setBindGroup(0, group);
    this.#pipeline = pipeline;
    this.#group = group;
  }

  #openEncoder(): GPUCommandEncoder {
    this.#encoder ??= this.#device.gpu.createCommandEncoder({ label: 'gatefold' });
    return this.#encoder;
  }

  #openPass(): GPUComputePassEncoder {
    this.#pass ??= this.#openEncoder().beginComputePass({ label: 'gatefold' });
    return this.#pass;
  }

  #endPass(): void {
    this.#pass?.end();
    this.#pass = null;
    this.#pipeline = null;
    this.#group = null;
  }
}

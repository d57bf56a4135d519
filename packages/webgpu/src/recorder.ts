// Records dispatches and copies for one submission, or for several where there is too much for one.

import type { Device } from './device.ts';
import type { Program } from './pipelines.ts';
import type { Uniforms } from './uniforms.ts';

/** Multiply-adds of a submission: a driver takes the device away from who keeps it for seconds, and software does some 1e9 a second. */
const mostWork = 2 ** 30;
/** Dispatches of a submission, whose commands take memory until they are done. */
const mostDispatches = 2 ** 13;

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
  #work = 0;
  #dispatches = 0;
  readonly #offsets = new Uint32Array(2);

  constructor(device: Device, uniforms: Uniforms) {
    this.#device = device;
    this.#uniforms = uniforms;
  }

  /** Begins a chunk of steps: its sizes, and about how much it has to do. Returns where its sizes lie. */
  begin(sizes: Uint32Array, work: number): number {
    if (this.#uniforms.isFull || this.#work > mostWork || this.#dispatches > mostDispatches) {
      this.submit();
    }
    this.#work += work;
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
    this.#dispatches += repeat * bound.length;
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
    this.#work = 0;
    this.#dispatches = 0;
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

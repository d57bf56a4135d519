// Pipelines, each made once for a device, in the background: a backend that comes later on the same device finds them.

import { type Binding, bindings, type Kernel } from './wgsl/kernels.ts';
import type { Device } from './device.ts';
import { computeStage } from './usages.ts';

/** A kernel that can be dispatched. */
export interface Program {
  readonly pipeline: GPUComputePipeline;
  /** Of group 0. */
  readonly layout: GPUBindGroupLayout;
}

/** How group 0 is declared. */
export type Slots = readonly Binding[];

/** Bytes of the uniforms that belong to a chunk of steps, and of the number of a step. */
export const runBytes = 256;
export const stepBytes = 16;

const declarations: Readonly<
  Record<Binding['access'], Omit<GPUBindGroupLayoutEntry, 'binding' | 'visibility'>>
> = {
  read: { buffer: { type: 'read-only-storage' } },
  readWrite: { buffer: { type: 'storage' } },
  texture: { texture: { sampleType: 'unfilterable-float' } },
  sampler: { sampler: { type: 'non-filtering' } },
};

interface Compiled {
  readonly promise: Promise<Program>;
  /** Null until it is there. */
  program: Program | null;
}

export class Pipelines {
  /** Of group 1: sizes, and the number of a step. */
  readonly uniforms: GPUBindGroupLayout;
  /** Takes the nearest texel. */
  readonly nearest: GPUSampler;
  readonly #compiled = new Map<string, Compiled>();
  readonly #modules = new Map<string, GPUShaderModule>();
  readonly #layouts = new Map<string, GPUBindGroupLayout>();

  static readonly #ofDevices = new WeakMap<GPUDevice, Pipelines>();

  static of({ gpu }: Device): Pipelines {
    const known = Pipelines.#ofDevices.get(gpu) ?? new Pipelines(gpu);
    Pipelines.#ofDevices.set(gpu, known);
    return known;
  }

  private constructor(gpu: GPUDevice) {
    const uniform = (binding: number, bytes: number): GPUBindGroupLayoutEntry => ({
      binding,
      visibility: computeStage,
      buffer: { type: 'uniform', hasDynamicOffset: true, minBindingSize: bytes },
    });
    this.uniforms = gpu.createBindGroupLayout({
      label: 'gatefold uniforms',
      entries: [uniform(0, runBytes), uniform(1, stepBytes)],
    });
    this.nearest = gpu.createSampler({ label: 'gatefold nearest' });
  }

  /** A kernel of a cell, whose buffers have the numbers that `bindings` gives them. */
  ofKernel(device: Device, kernel: Kernel): Program | Promise<Program> {
    return this.of(
      device,
      kernel,
      kernel.bindings.map((name) => bindings[name]),
    );
  }

  /** The program, at once when it is there already. */
  of(
    device: Device,
    kernel: Pick<Kernel, 'code' | 'entryPoint'>,
    slots: Slots,
  ): Program | Promise<Program> {
    const key = JSON.stringify([kernel.code, kernel.entryPoint, slots]);
    const known = this.#compiled.get(key);
    if (known !== undefined) return known.program ?? known.promise;
    // The next layer may try again: a device out of memory may have some by then.
    const forget = (): void => void this.#compiled.delete(key);
    const promise = this.#compile(device, kernel, slots, forget);
    const compiled: Compiled = { promise, program: null };
    this.#compiled.set(key, compiled);
    promise.then(
      (program) => (compiled.program = program),
      () => undefined,
    );
    return promise;
  }

  async #compile(
    device: Device,
    { code, entryPoint }: Pick<Kernel, 'code' | 'entryPoint'>,
    slots: Slots,
    forget: () => void,
  ): Promise<Program> {
    const where = 'webgpu.layer';
    const { value, fault } = device.guard(where, () => {
      const layout = this.#layoutOf(device.gpu, slots);
      const module = this.#moduleOf(device.gpu, code);
      const pipeline = device.gpu.createComputePipelineAsync({
        label: `gatefold ${entryPoint}`,
        layout: device.gpu.createPipelineLayout({ bindGroupLayouts: [layout, this.uniforms] }),
        compute: { module, entryPoint },
      });
      // Handled below, after what the scopes say.
      pipeline.catch(() => undefined);
      return { layout, pipeline };
    });
    const error = await fault;
    if (error !== null) {
      this.#modules.delete(code);
      forget();
      throw error;
    }
    try {
      return { layout: value.layout, pipeline: await value.pipeline };
    } catch (failure) {
      forget();
      throw await device.explain(where, failure);
    }
  }

  #moduleOf(gpu: GPUDevice, code: string): GPUShaderModule {
    const known = this.#modules.get(code);
    if (known !== undefined) return known;
    const module = gpu.createShaderModule({ label: 'gatefold', code });
    this.#modules.set(code, module);
    return module;
  }

  #layoutOf(gpu: GPUDevice, slots: Slots): GPUBindGroupLayout {
    const key = JSON.stringify(slots);
    const known = this.#layouts.get(key);
    if (known !== undefined) return known;
    const layout = gpu.createBindGroupLayout({
      label: 'gatefold buffers',
      entries: slots.map(({ binding, access }) => ({
        binding,
        visibility: computeStage,
        ...declarations[access],
      })),
    });
    this.#layouts.set(key, layout);
    return layout;
  }
}

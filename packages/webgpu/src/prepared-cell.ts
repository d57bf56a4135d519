// A cell's weights on the device, and the programs that run it.

import type { CheckedCell } from '@gatefold/contract/author';
import type { Device } from './device.ts';
import type { Pipelines, Program } from './pipelines.ts';
import type { Pool } from './pool.ts';
import {
  type CellSizes,
  type Kernel,
  type KernelKind,
  kernelsOf,
  layoutOf,
  packWeights,
  type Plan,
  planOf,
  type RunSizes,
  weightBytes,
  type WeightLayout,
  type WeightType,
} from './wgsl/kernels.ts';

/** Plans that are kept: a layer meets a few batches and lengths, over and over. */
const keptPlans = 16;

export class PreparedCell {
  readonly sizes: CellSizes;
  /** What the device can run it with. */
  readonly kinds: readonly KernelKind[];
  readonly #checked: CheckedCell;
  readonly #type: WeightType;
  readonly #device: Device;
  readonly #pool: Pool;
  readonly #kernels = new Map<KernelKind, readonly Kernel[]>();
  readonly #programs = new Map<string, Program>();
  /** By layout: kinds may share one. */
  readonly #weights = new Map<WeightLayout, GPUBuffer>();
  readonly #plans = new Map<string, Plan>();

  /**
   * @param kinds  those that may be asked for
   * @throws {UnsupportedError} when the weights are more than the device can bind
   */
  constructor(
    device: Device,
    pool: Pool,
    checked: CheckedCell,
    { kinds, type }: { readonly kinds: readonly KernelKind[]; readonly type: WeightType },
  ) {
    const { cell, inputDim } = checked;
    this.sizes = { cell, inputDim };
    this.#checked = checked;
    this.#type = type;
    this.#device = device;
    this.#pool = pool;
    // Steps take the place of a kind that the device cannot have for the cell.
    for (const kind of kinds) if (!this.#add(kind)) this.#add('step');
    this.kinds = [...this.#kernels.keys()];
    for (const layout of this.#layouts) {
      const bytes = weightBytes(layout, this.sizes, type);
      device.checkBytes(`webgpu.layer: ${cell.kind} weights`, bytes);
    }
  }

  /** Has its programs made; a promise when they are not there yet. */
  compile(pipelines: Pipelines): this | Promise<this> {
    const later: Promise<void>[] = [];
    for (const [kind, kernels] of this.#kernels) {
      for (const kernel of kernels) {
        const key = `${kind} ${kernel.name}`;
        const program = pipelines.ofKernel(this.#device, kernel);
        if (program instanceof Promise) {
          later.push(program.then((made) => void this.#programs.set(key, made)));
        } else this.#programs.set(key, program);
      }
    }
    return later.length === 0 ? this : Promise.all(later).then(() => this);
  }

  #add(kind: KernelKind): boolean {
    const kernels = kernelsOf(kind, this.sizes, this.#device.profile, this.#type);
    if (kernels !== null) this.#kernels.set(kind, kernels);
    return kernels !== null;
  }

  kernel(kind: KernelKind, name: string): { readonly kernel: Kernel; readonly program: Program } {
    const kernel = this.#kernels.get(kind)?.find((one) => one.name === name) as Kernel;
    return { kernel, program: this.#programs.get(`${kind} ${name}`) as Program };
  }

  plan(kind: KernelKind, sizes: RunSizes): Plan {
    const { batch, timeSteps, goBackwards, alignOutput, returnSequences, masked } = sizes;
    const key = [kind, batch, timeSteps, goBackwards, alignOutput, returnSequences, masked].join();
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    const plan = planOf(kind, sizes, this.#device.profile);
    const oldest = this.#plans.keys().next();
    if (this.#plans.size === keptPlans && oldest.done === false) this.#plans.delete(oldest.value);
    this.#plans.set(key, plan);
    return plan;
  }

  /** As a kind reads them, on the device since they were first needed; to be asked for under error scopes. */
  weights(kind: KernelKind): GPUBuffer {
    const layout = layoutOf(kind);
    const known = this.#weights.get(layout);
    if (known !== undefined && this.#pool.trusts(known)) return known;
    known?.destroy();
    const packed = packWeights(layout, this.#checked, this.#type);
    const buffer = this.#pool.create('weights', packed.byteLength);
    this.#device.gpu.queue.writeBuffer(buffer, 0, packed);
    this.#weights.set(layout, buffer);
    return buffer;
  }

  get bytes(): number {
    return this.#layouts.reduce(
      (sum, layout) => sum + weightBytes(layout, this.sizes, this.#type),
      0,
    );
  }

  release(): void {
    for (const buffer of this.#weights.values()) buffer.destroy();
    this.#weights.clear();
  }

  get #layouts(): readonly WeightLayout[] {
    return [...new Set(this.kinds.map((kind) => layoutOf(kind)))];
  }
}

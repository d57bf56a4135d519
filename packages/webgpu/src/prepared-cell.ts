// A cell's weights on the device, and the programs that run it.

import type { CheckedCell } from '@gatefold/contract/author';
import { type Rows, rowsOf } from './choices.ts';
import { CompiledKind } from './compiled-kind.ts';
import type { Device } from './device.ts';
import type { Pipelines } from './pipelines.ts';
import type { Pool } from './pool.ts';
import {
  type CellSizes,
  type KernelKind,
  layoutOf,
  packWeights,
  type Plan,
  planOf,
  type RunSizes,
  textureSize,
  weightBytes,
  type WeightLayout,
  type WeightType,
} from './wgsl/kernels.ts';

/** Of a backend. */
interface Parts {
  readonly device: Device;
  readonly pool: Pool;
  readonly pipelines: Pipelines;
}

/** On the device. */
interface Weights {
  readonly made: GPUBuffer | GPUTexture;
  /** What a kernel is given. */
  readonly resource: GPUBuffer | GPUTextureView;
}

/** Plans that are kept: a layer meets a few batches and lengths, over and over. */
const keptPlans = 16;

export class PreparedCell {
  readonly sizes: CellSizes;
  readonly #checked: CheckedCell;
  readonly #type: WeightType;
  readonly #device: Device;
  readonly #pool: Pool;
  readonly #pipelines: Pipelines;
  /** The same ones where one kind does for both. */
  readonly #kinds: Readonly<Record<Rows, CompiledKind>>;
  /** By layout: kinds may share one. */
  readonly #weights = new Map<WeightLayout, Weights>();
  readonly #plans = new Map<string, Plan>();

  /**
   * @param kinds  what runs a batch of few rows, and of many
   * @throws {UnsupportedError} when the weights are more than the device can bind
   */
  constructor(
    { device, pool, pipelines }: Parts,
    checked: CheckedCell,
    kinds: Readonly<Record<Rows, KernelKind>>,
    type: WeightType,
  ) {
    const { cell, inputDim } = checked;
    this.sizes = { cell, inputDim };
    this.#checked = checked;
    this.#type = type;
    this.#device = device;
    this.#pool = pool;
    this.#pipelines = pipelines;
    const few = new CompiledKind(device, kinds.few, this.sizes, type);
    const isOne = kinds.many === kinds.few;
    this.#kinds = {
      few,
      many: isOne ? few : new CompiledKind(device, kinds.many, this.sizes, type),
    };
    for (const layout of this.#layouts) {
      const where = `webgpu.layer: ${cell.kind} weights`;
      if (layout === 'units') device.checkTexture(where, textureSize(this.sizes));
      else device.checkBytes(where, weightBytes(layout, this.sizes, type));
    }
  }

  /** Has its programs made; a promise when they are not there yet. */
  compile(): this | Promise<this> {
    const { few, many } = this.#kinds;
    const needed = this.#waitsForMany ? [few, many] : [few];
    const later = needed
      .map((kind) => kind.compile(this.#device, this.#pipelines))
      .filter((compiling) => compiling !== undefined);
    return later.length === 0 ? this : Promise.all(later).then(() => this);
  }

  /** What runs a batch. */
  kindFor(batch: number): CompiledKind {
    const { few, many } = this.#kinds;
    if (rowsOf(batch) === 'few') return few;
    if (many.isReady) return many;
    // Rows are run one by one until it is there, or for good where it cannot be compiled.
    Promise.resolve(many.compile(this.#device, this.#pipelines)).catch(() => undefined);
    return many.isReady ? many : few;
  }

  /**
   * Whether kernels for many rows must be there before the first run, so that the same call gives the same bits. In software
   * they have the bits of those for few rows, and compiling takes longer than most runs: there they wait for a batch of many.
   */
  get #waitsForMany(): boolean {
    const { few, many } = this.#kinds;
    return !(this.#device.isSoftware && few.kind === 'quads' && many.kind === 'tiles');
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
  weights(kind: KernelKind): GPUBuffer | GPUTextureView {
    const layout = layoutOf(kind);
    const known = this.#weights.get(layout);
    if (known !== undefined && this.#pool.trusts(known.made)) return known.resource;
    known?.made.destroy();
    const packed = packWeights(layout, this.#checked, this.#type);
    const weights = layout === 'units' ? this.#texture(packed) : this.#buffer(packed);
    this.#weights.set(layout, weights);
    return weights.resource;
  }

  #buffer(packed: ArrayBuffer): Weights {
    const buffer = this.#pool.create('weights', packed.byteLength);
    this.#device.gpu.queue.writeBuffer(buffer, 0, packed);
    return { made: buffer, resource: buffer };
  }

  #texture(packed: ArrayBuffer): Weights {
    const size = textureSize(this.sizes);
    const format = this.#type === 'f16' ? 'rgba16float' : 'rgba32float';
    const texture = this.#pool.createTexture('weights', format, size);
    const bytesPerRow = packed.byteLength / size[1];
    this.#device.gpu.queue.writeTexture({ texture }, packed, { bytesPerRow }, size);
    return { made: texture, resource: texture.createView() };
  }

  get bytes(): number {
    return this.#layouts.reduce(
      (sum, layout) => sum + weightBytes(layout, this.sizes, this.#type),
      0,
    );
  }

  release(): void {
    for (const { made } of this.#weights.values()) made.destroy();
    this.#weights.clear();
  }

  get #layouts(): readonly WeightLayout[] {
    const { few, many } = this.#kinds;
    return [...new Set([few, many].map(({ kind }) => layoutOf(kind)))];
  }
}

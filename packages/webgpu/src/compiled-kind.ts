// The kernels of a kind for a cell, and the programs that they become.

import type { Device } from './device.ts';
import type { Pipelines, Program } from './pipelines.ts';
import {
  type CellSizes,
  type Kernel,
  type KernelKind,
  kernelsOf,
  type WeightType,
} from './wgsl/kernels.ts';

export class CompiledKind {
  readonly kind: KernelKind;
  readonly #kernels: ReadonlyMap<string, Kernel>;
  readonly #programs = new Map<string, Program>();

  /** Steps take the place of a kind that the device cannot have for the cell. */
  constructor({ profile }: Device, wanted: KernelKind, sizes: CellSizes, type: WeightType) {
    const kernels = kernelsOf(wanted, sizes, profile, type);
    this.kind = kernels === null ? 'step' : wanted;
    const found = kernels ?? kernelsOf('step', sizes, profile, type) ?? [];
    this.#kernels = new Map(found.map((kernel) => [kernel.name, kernel]));
  }

  get isReady(): boolean {
    return this.#programs.size === this.#kernels.size;
  }

  /** Has its programs made; a promise when they are not there yet. */
  compile(device: Device, pipelines: Pipelines): void | Promise<void> {
    const later: Promise<void>[] = [];
    for (const [name, kernel] of this.#kernels) {
      const program = pipelines.ofKernel(device, kernel);
      if (program instanceof Promise) {
        later.push(program.then((made) => void this.#programs.set(name, made)));
      } else this.#programs.set(name, program);
    }
    if (later.length > 0) return Promise.all(later).then(() => undefined);
  }

  of(name: string): { readonly kernel: Kernel; readonly program: Program } {
    return {
      kernel: this.#kernels.get(name) as Kernel,
      program: this.#programs.get(name) as Program,
    };
  }
}

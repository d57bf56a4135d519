// Kernels in, backend out: the one door for our own backends and everybody else's.

import type { Backend, Layer, MemoryInfo, Supports } from '../backend.ts';
import { normalizeConfig } from '../builders.ts';
import { type CheckedDirection, checkDirections } from '../shell/check-directions.ts';
import { completeSupports, missingSupport, unsupported } from '../shell/check-supports.ts';
import type { LayerConfig } from '../config.ts';
import { openExchange } from '../shell/exchange.ts';
import type { Kernels } from './kernels.ts';
import { DefinedLayer } from './kernel-layer.ts';
import { disposedError, Ledger } from '../shell/memory.ts';
import type { Direction } from './run-cells.ts';
import type { WeightsOf } from '../weights.ts';

/**
 * Makes a backend of an author's memory and arithmetic.
 *
 * It checks every argument, fills defaults, threads state, composes Bidirectional and stacks, runs streams and
 * counts what is alive; the kernels are called with arguments that cannot be wrong.
 *
 * @throws {ConfigError} when a kernel or a claim in `supports` is missing, unknown or of the wrong type
 * @see docs/contribute/add-a-backend.md
 */
export function defineBackend<B, P>(kernels: Kernels<B, P>): Backend {
  return new DefinedBackend(kernels);
}

class DefinedBackend<B, P> implements Backend {
  readonly name: string;
  readonly version?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly supports: Supports;
  readonly #kernels: Kernels<B, P>;
  readonly #ledger: Ledger<B>;
  #disposed = false;

  constructor(kernels: Kernels<B, P>) {
    this.supports = completeSupports(kernels as never);
    this.name = kernels.name;
    if (kernels.version !== undefined) this.version = kernels.version;
    if (kernels.environment !== undefined) this.environment = kernels.environment;
    this.#kernels = kernels;
    this.#ledger = new Ledger(kernels);
    openExchange(this, this.#ledger);
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  layer<const C extends LayerConfig>(config: C, weights: WeightsOf<C>): Layer<C> {
    if (this.#disposed) throw disposedError(`${this.name}.layer`, 'the backend');
    const complete = normalizeConfig(`${this.name}.layer: config`, config);
    const missing = missingSupport(this.supports, complete);
    if (missing !== undefined) throw unsupported(`${this.name}.${complete.kind}`, missing);
    const directions = this.#prepare(checkDirections(complete, weights));
    return new DefinedLayer(complete as C, {
      backend: this,
      kernels: this.#kernels,
      ledger: this.#ledger,
      directions,
    });
  }

  /** Prepares every cell, or none of them when the device fails at one. */
  #prepare(checked: readonly CheckedDirection[]): readonly Direction<P>[] {
    const done: P[] = [];
    try {
      return checked.map(({ config, cells }) => ({
        config,
        cells: cells.map((cell) => {
          const prepared = this.#kernels.prepare(cell);
          done.push(prepared);
          return { ...cell, prepared };
        }),
      }));
    } catch (error) {
      for (const prepared of done) this.#kernels.release?.(prepared);
      throw error;
    }
  }

  memory(): MemoryInfo {
    return this.#ledger.memory();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#ledger.disposeAll();
    this.#disposed = true;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

// A backend, whatever computes: its name and claims, its layers, its books, its end.

import type { Backend, Layer, MemoryInfo, Supports } from '../backend.ts';
import { normalizeConfig } from '../builders.ts';
import type { LayerConfig } from '../config.ts';
import { guardReads } from '../guard-reads.ts';
import type { WeightsOf } from '../weights.ts';
import { type CheckedDirection, checkDirections } from './check-directions.ts';
import { missingSupport, unsupported } from './check-supports.ts';
import { hostWeights } from './guest-numbers.ts';
import type { LateWork } from './late-work.ts';
import { disposedError, endAll } from './endings.ts';
import type { Ledger } from './ledger.ts';
import { type LayerBody, ShellLayer } from './shell-layer.ts';

/** What kernels, or an engine, say of themselves. */
export interface Description {
  readonly name: string;
  readonly version?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The part of a backend that computes. */
export interface BackendBody<B> {
  readonly supports: Supports;
  readonly ledger: Ledger<B>;
  readonly late: LateWork;
  /** Whether the author reports what weights take on the device. */
  readonly countsBytes: boolean;
  /** Makes a layer; the weights are copies, and not kept by the caller. */
  layer(config: LayerConfig, directions: readonly CheckedDirection[]): LayerBody<B>;
  /** Ends the device, after everything on it has been freed. */
  dispose(): void;
}

export class ShellBackend<B> implements Backend {
  readonly name: string;
  readonly version?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly #body: BackendBody<B>;
  #disposed = false;

  constructor({ name, version, environment }: Description, body: BackendBody<B>) {
    this.name = name;
    if (version !== undefined) this.version = version;
    if (environment !== undefined) this.environment = environment;
    this.#body = body;
  }

  get supports(): Supports {
    return this.#body.supports;
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  layer<const C extends LayerConfig>(config: C, weights: WeightsOf<C>): Layer<C> {
    if (this.#disposed) throw disposedError(`${this.name}.layer`, 'the backend');
    const complete = normalizeConfig(`${this.name}.layer: config`, config);
    const missing = missingSupport(this.supports, complete);
    if (missing !== undefined) throw unsupported(`${this.name}.${complete.kind}`, missing);
    const { ledger } = this.#body;
    const directions = guardReads(`${complete.kind} weights`, () =>
      checkDirections(complete, hostWeights(`${complete.kind} weights`, ledger, weights)),
    );
    const inputDim = directions[0]?.cells[0]?.inputDim as number;
    const body = this.#body.layer(complete, directions);
    return new ShellLayer(complete as C, inputDim, { backend: this, ledger, body });
  }

  memory(): MemoryInfo {
    const { ledger, countsBytes } = this.#body;
    const counts = ledger.memory();
    if (!countsBytes) return counts;
    let bytes = ledger.bytes;
    for (const layer of ledger.alive.layers) bytes += (layer as ShellLayer<LayerConfig, B>).bytes;
    return { ...counts, bytes };
  }

  idle(): Promise<void> {
    return this.#body.late.idle();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    endAll([() => this.#body.ledger.disposeAll(), () => this.#body.dispose()]);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

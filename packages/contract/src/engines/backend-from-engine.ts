// Engine in, backend out: checks, names, counts and order are kept here; layers and their numbers are the engine's.

import type { Backend, Layer, MemoryInfo, Supports } from '../backend.ts';
import { normalizeConfig } from '../builders.ts';
import { checkDirections } from '../shell/check-directions.ts';
import { completeEngineSupports, missingSupport, unsupported } from '../shell/check-supports.ts';
import type { LayerConfig } from '../config.ts';
import { EngineDesk } from './engine-desk.ts';
import { ServedLayer } from './engine-layer.ts';
import type { Engine } from './engine.ts';
import { disposedError, Ledger } from '../shell/memory.ts';
import type { WeightsOf } from '../weights.ts';

/** A backend whose numbers may still be on their way when a call has returned. */
export interface EngineBackend extends Backend {
  /**
   * Waits until the engine has answered everything.
   *
   * @throws what the engine threw, where no `data()` has told it to anybody: from making or disposing of a layer, say
   */
  idle(): Promise<void>;
}

/**
 * Makes a backend of a runtime that has layers of its own.
 *
 * Every argument is checked, and every refusal made, before the engine is called; its answers are checked for shape.
 * It is asked one thing after another for each layer, and what it throws is thrown by `data()` of the tensors that
 * then have no numbers. There are no streams, and no `dataSync`.
 *
 * @throws {ConfigError} when a claim in `supports` is missing, unknown or of the wrong type
 * @see docs/contribute/add-a-backend.md
 */
export function backendFromEngine(engine: Engine): EngineBackend {
  return new ServedBackend(engine);
}

class ServedBackend implements EngineBackend {
  readonly name: string;
  readonly version?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly supports: Supports;
  readonly #engine: Engine;
  readonly #desk = new EngineDesk();
  readonly #ledger: Ledger<Promise<Float32Array>>;
  #disposed = false;

  constructor(engine: Engine) {
    this.supports = completeEngineSupports(engine);
    this.name = engine.name;
    if (engine.version !== undefined) this.version = engine.version;
    if (engine.environment !== undefined) this.environment = engine.environment;
    this.#engine = engine;
    this.#ledger = new Ledger(this.#desk.memory(this.name));
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  layer<const C extends LayerConfig>(config: C, weights: WeightsOf<C>): Layer<C> {
    if (this.#disposed) throw disposedError(`${this.name}.layer`, 'the backend');
    const complete = normalizeConfig(`${this.name}.layer: config`, config);
    const missing = missingSupport(this.supports, complete);
    if (missing !== undefined) throw unsupported(`${this.name}.${complete.kind}`, missing);
    const inputDim = checkDirections(complete, weights)[0]?.cells[0]?.inputDim as number;
    const [ownConfig, ownWeights] = [copyNest(complete), copyNest(weights)];
    // In a callback, so that what the engine throws at once is told as what it throws later.
    const made = this.#desk.expect(
      Promise.resolve().then(() => this.#engine.layer(ownConfig, ownWeights)),
    );
    return new ServedLayer(complete as C, inputDim, {
      backend: this,
      desk: this.#desk,
      ledger: this.#ledger,
      made,
    });
  }

  memory(): MemoryInfo {
    return this.#ledger.memory();
  }

  idle(): Promise<void> {
    return this.#desk.idle();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#ledger.disposeAll();
    this.#disposed = true;
    void this.#desk.expect(this.#desk.settled().then(() => this.#engine.dispose?.()));
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** Plain data with new arrays in it. */
function copyNest<T>(nest: T): T {
  if (ArrayBuffer.isView(nest)) return (nest as unknown as Float32Array).slice() as T;
  if (Array.isArray(nest)) return nest.map((item: unknown) => copyNest(item)) as T;
  if (typeof nest !== 'object' || nest === null) return nest;
  const entries = Object.entries(nest).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, copyNest(value)])) as T;
}

// A layer, whatever computes it: checks its arguments, threads its state, names its results, ends its streams.
// Clauses S5, S9, I1 to I4, P1 to P10, E20, L9, L13, L16.

import type { Backend, Layer, RunOptions, Stream, StreamOptions } from '../backend.ts';
import { flagsOf, type LayerConfig } from '../config.ts';
import type { InitialState, Result } from '../result.ts';
import { stateLeaves, type StateLeaf } from '../state.ts';
import type { TensorLike } from '../tensor.ts';
import { checkReset, checkRun, checkStoredBatch, type Extent } from './check-call.ts';
import { unsupported } from './check-supports.ts';
import { disposedError, endAll } from './endings.ts';
import type { Ledger, Slot } from './ledger.ts';
import { nameResult, type Outcome } from './name-result.ts';
import { Scope } from './scope.ts';

/** One call of a layer, with its numbers in buffers. */
export interface Sequence<B> {
  readonly extent: Extent;
  /** [batch, timeSteps, inputDim] */
  readonly x: Slot<B>;
  readonly mask: Uint8Array | null;
  /** Leaves, as in state.ts, that the caller gave; null for none. */
  readonly givenState: readonly Slot<B>[] | null;
  /** Leaves that a stateful layer stored; null for zeros. */
  readonly storedState: readonly Slot<B>[] | null;
}

/** What computes: kernels that run cells, or an engine that has a layer of its own. */
export interface LayerBody<B> {
  /** Runs one sequence. What the outcome holds belongs to `scope`, or to the sequence. */
  run(where: string, scope: Scope<B>, sequence: Sequence<B>): Outcome<B>;
  /** Told when a stateful layer's state is set: to leaves [batch, units], or to zeros with null. */
  resetState?(batch: number, state: readonly Slot<B>[] | null): void;
  /** Absent where `supports.streaming` is false. */
  stream?(where: string, options: StreamOptions, onDispose: (stream: Stream) => void): Stream;
  /** What the weights take on the device. */
  bytes(): number;
  release(): void;
}

export class ShellLayer<C extends LayerConfig, B> implements Layer<C> {
  readonly config: C;
  readonly inputDim: number;
  readonly #backend: Backend;
  readonly #ledger: Ledger<B>;
  readonly #body: LayerBody<B>;
  readonly #leaves: readonly StateLeaf[];
  readonly #streams = new Set<Stream>();
  /** A stateful layer's state between calls; null for zeros. */
  #stored: { readonly batch: number; readonly slots: readonly Slot<B>[] } | null = null;
  #disposed = false;

  constructor(
    config: C,
    inputDim: number,
    parts: { readonly backend: Backend; readonly ledger: Ledger<B>; readonly body: LayerBody<B> },
  ) {
    this.config = config;
    this.inputDim = inputDim;
    this.#backend = parts.backend;
    this.#ledger = parts.ledger;
    this.#body = parts.body;
    this.#leaves = stateLeaves(config);
    this.#ledger.alive.layers.add(this);
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  /** What the weights take on the device. */
  get bytes(): number {
    return this.#body.bytes();
  }

  run(x: TensorLike, options: RunOptions<C> = {}): Result<C> {
    const where = `${this.config.kind}.run`;
    this.#checkAlive(where);
    // Foreign and disposed tensors, too, are found before anything is allocated.
    const call = checkRun(where, this.#backend, this.#ledger, this, x, options);
    const { extent, mask } = call;
    checkStoredBatch(where, this.#stored?.batch, extent.batch);
    const scope = new Scope(this.#ledger);
    try {
      const outcome = this.#body.run(where, scope, {
        extent,
        mask,
        x: scope.bring(call.x, extent.batch * extent.timeSteps * this.inputDim),
        givenState:
          call.initialState?.map((leaf, index) => this.#bring(scope, leaf, extent.batch, index)) ??
          null,
        storedState: this.#stored?.slots ?? null,
      });
      if (flagsOf(this.config).stateful) this.#store(extent.batch, outcome.finalState);
      return nameResult(this.#ledger, this.config, extent, outcome) as Result<C>;
    } finally {
      scope.end();
    }
  }

  stream(options: StreamOptions<C> = {}): Stream<C> {
    const where = `${this.config.kind}.stream`;
    this.#checkAlive(where);
    if (this.#body.stream === undefined) {
      throw unsupported(`${this.#backend.name}.${where}`, {
        what: 'streaming',
        claim: 'streaming: false',
      });
    }
    const stream = this.#body.stream(where, options, (ended) => this.#streams.delete(ended));
    this.#streams.add(stream);
    return stream;
  }

  resetState(state?: InitialState<C>): void {
    const where = `${this.config.kind}.resetState`;
    this.#checkAlive(where);
    const given = checkReset(where, this.#ledger, this.config, state);
    if (given === null) {
      this.#forget();
      this.#body.resetState?.(0, null);
      return;
    }
    const { batch, leaves } = given;
    const scope = new Scope(this.#ledger);
    try {
      const slots = leaves.map((leaf, index) => this.#bring(scope, leaf, batch, index));
      this.#store(batch, slots);
      this.#body.resetState?.(batch, slots);
    } finally {
      scope.end();
    }
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#ledger.alive.layers.delete(this);
    endAll([
      ...[...this.#streams].map((stream) => () => stream.dispose()),
      () => this.#forget(),
      () => this.#body.release(),
    ]);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #checkAlive(where: string): void {
    if (this.#backend.disposed) throw disposedError(where, 'the backend');
    if (this.#disposed) throw disposedError(where, 'the layer');
  }

  #bring(
    scope: Scope<B>,
    source: Parameters<Scope<B>['bring']>[0],
    batch: number,
    leaf: number,
  ): Slot<B> {
    return scope.bring(source, batch * (this.#leaves[leaf] as StateLeaf).units);
  }

  #store(batch: number, slots: readonly Slot<B>[]): void {
    const kept = slots.map((slot) => this.#ledger.hold(slot));
    this.#forget();
    this.#stored = { batch, slots: kept };
  }

  #forget(): void {
    const slots = this.#stored?.slots ?? [];
    this.#stored = null;
    for (const slot of slots) this.#ledger.letGo(slot);
  }
}

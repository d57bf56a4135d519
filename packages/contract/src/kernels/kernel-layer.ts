// A layer: checks its arguments, threads its state, names its results. The arithmetic is in run-cells.ts.

import type { Layer, RunOptions, Stream, StreamOptions } from '../backend.ts';
import { checkOptions, checkReset, checkRun, checkStoredBatch } from '../shell/check-call.ts';
import { flagsOf, type LayerConfig } from '../config.ts';
import { ConfigError } from '../errors.ts';
import { disposedError, type Slot, type Source } from '../shell/memory.ts';
import { nameResult } from '../shell/name-result.ts';
import type { InitialState, Result } from '../result.ts';
import { type LayerParts, runLayer, Scope } from './run-cells.ts';
import { stateLeaves, type StateLeaf } from '../state.ts';
import { DefinedStream } from './stream.ts';
import type { TensorLike } from '../tensor.ts';

export class DefinedLayer<C extends LayerConfig, B, P> implements Layer<C> {
  readonly config: C;
  readonly inputDim: number;
  readonly #parts: LayerParts<B, P>;
  readonly #leaves: readonly StateLeaf[];
  readonly #streams = new Set<Stream>();
  /** A stateful layer's state between calls; null for zeros. */
  #stored: { batch: number; slots: readonly Slot<B>[] } | null = null;
  #disposed = false;

  constructor(config: C, parts: LayerParts<B, P>) {
    this.config = config;
    this.#parts = parts;
    this.#leaves = stateLeaves(config);
    this.inputDim = parts.directions[0]?.cells[0]?.inputDim as number;
    parts.ledger.alive.layers.add(this);
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  run(x: TensorLike, options: RunOptions<C> = {}): Result<C> {
    const where = `${this.config.kind}.run`;
    this.#checkAlive(where);
    const { ledger, kernels, directions, backend } = this.#parts;
    const { extent, mask, initialState: given } = checkRun(where, backend, this, x, options);
    checkStoredBatch(where, this.#stored?.batch, extent.batch);
    // Foreign and disposed tensors are found before anything is allocated.
    const input = ledger.sourceOf(`${where}: x`, x);
    const leaves = given?.map((value) => ledger.sourceOf(`${where}: initialState`, value));
    const scope = new Scope(ledger);
    try {
      const initialState =
        leaves?.map((leaf) => this.#slot(scope, leaf)) ?? this.#startingState(scope, extent.batch);
      const sequence = { extent, x: this.#slot(scope, input), mask, initialState };
      const outcome = runLayer(kernels, scope, this.config, directions, sequence);
      if (flagsOf(this.config).stateful) this.#store(extent.batch, outcome.finalState);
      return nameResult(ledger, this.config, extent, outcome) as Result<C>;
    } finally {
      scope.end();
    }
  }

  stream(options: StreamOptions<C> = {}): Stream<C> {
    const where = `${this.config.kind}.stream`;
    this.#checkAlive(where);
    checkOptions(where, options, ['batch', 'initialState']);
    const { config } = this;
    if (config.kind === 'bidirectional' || config.goBackwards) {
      throw new ConfigError({
        where,
        expected: 'a layer that goes backwards needs the last step before the first',
        remedy: 'collect the sequence and run() it',
      });
    }
    const stream: Stream = new DefinedStream(where, config, options, this.#parts, () =>
      this.#streams.delete(stream),
    );
    this.#streams.add(stream);
    return stream;
  }

  resetState(state?: InitialState<C>): void {
    const where = `${this.config.kind}.resetState`;
    this.#checkAlive(where);
    const given = checkReset(where, this.config, state);
    if (given === undefined) {
      this.#forget();
      return;
    }
    const { ledger } = this.#parts;
    const leaves = given.leaves.map((value) => ledger.sourceOf(`${where}: state`, value));
    const scope = new Scope(ledger);
    try {
      const slots = leaves.map((leaf) => this.#slot(scope, leaf));
      this.#store(given.batch, slots);
    } finally {
      scope.end();
    }
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const stream of this.#streams) stream.dispose();
    this.#forget();
    const { kernels, ledger, directions } = this.#parts;
    for (const { cells } of directions) {
      for (const { prepared } of cells) kernels.release?.(prepared);
    }
    ledger.alive.layers.delete(this);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #checkAlive(where: string): void {
    if (this.#parts.backend.disposed) throw disposedError(where, 'the backend');
    if (this.#disposed) throw disposedError(where, 'the layer');
  }

  /** The buffer of a tensor itself, or a new one with the numbers of an array or of one that a stream has lent. */
  #slot(scope: Scope<B>, source: Source<B>): Slot<B> {
    const { ledger, kernels } = this.#parts;
    if (source instanceof Float32Array) {
      const slot = scope.allocate(source.length);
      if (slot.size > 0) kernels.write(slot.buffer, source);
      return slot;
    }
    if (!source.isLent) return scope.keep(ledger.hold(source));
    const copy = scope.allocate(source.size);
    kernels.copy(source.buffer, copy.buffer);
    return copy;
  }

  #startingState(scope: Scope<B>, batch: number): readonly Slot<B>[] {
    return this.#stored?.slots ?? this.#leaves.map(({ units }) => scope.allocate(batch * units));
  }

  #store(batch: number, slots: readonly Slot<B>[]): void {
    const kept = slots.map((slot) => this.#parts.ledger.hold(slot));
    this.#forget();
    this.#stored = { batch, slots: kept };
  }

  #forget(): void {
    for (const slot of this.#stored?.slots ?? []) this.#parts.ledger.letGo(slot);
    this.#stored = null;
  }
}

// A layer: checks its arguments, threads its state, names its results. The arithmetic is in run-cells.ts.

import type { Layer, RunOptions, Stream, StreamOptions } from './backend.ts';
import { checkInput, checkMask, checkOptions, checkStateLeaf, type Extent } from './check-call.ts';
import { unsupported } from './check-supports.ts';
import { flagsOf, type LayerConfig, unitsOf } from './config.ts';
import { ConfigError, ShapeError } from './errors.ts';
import { disposedError, type Slot, type Source } from './memory.ts';
import type { InitialState, Result } from './result.ts';
import { type LayerParts, runLayer, Scope } from './run-cells.ts';
import { flattenState, nameState, stateLeaves, type StateLeaf } from './state.ts';
import { DefinedStream } from './stream.ts';
import type { TensorLike } from './tensor.ts';

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
    checkOptions(where, options, ['initialState', 'mask']);
    const extent = checkInput(`${where}: x`, x, this.inputDim);
    const mask = options.mask === undefined ? null : this.#checkMask(where, options, extent);
    const given =
      options.initialState === undefined
        ? undefined
        : this.#checkState(`${where}: initialState`, options.initialState, extent.batch);
    this.#checkStoredBatch(where, extent.batch);
    const { ledger, kernels, directions } = this.#parts;
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
      return this.#result(extent, outcome);
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
    if (!flagsOf(this.config).stateful) {
      throw new ConfigError({
        where,
        expected: 'only a stateful layer keeps a state',
        remedy: 'set stateful: true, or pass initialState to run()',
      });
    }
    if (state === undefined) {
      this.#forget();
      return;
    }
    const first = flattenState(`${where}: state`, this.config, state)[0];
    const batch = first?.shape?.[0] ?? 0;
    const given = this.#checkState(`${where}: state`, state, batch);
    const { ledger } = this.#parts;
    const leaves = given.map((value) => ledger.sourceOf(`${where}: state`, value));
    const scope = new Scope(ledger);
    try {
      const slots = leaves.map((leaf) => this.#slot(scope, leaf));
      this.#store(batch, slots);
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

  #checkMask(where: string, options: RunOptions<C>, extent: Extent): Uint8Array {
    const { supports, name } = this.#parts.backend;
    if (!supports.masking) {
      throw unsupported(`${name}: ${where}`, { what: 'mask', claim: 'masking: false' });
    }
    return checkMask(`${where}: mask`, options.mask as never, extent);
  }

  #checkState(where: string, state: unknown, batch: number): TensorLike[] {
    const values = flattenState(where, this.config, state);
    for (const [index, value] of values.entries()) {
      checkStateLeaf(where, this.#leaves[index] as StateLeaf, value, batch);
    }
    return values;
  }

  #checkStoredBatch(where: string, batch: number): void {
    if (this.#stored === null || this.#stored.batch === batch) return;
    throw new ShapeError({
      where: `${where}: x`,
      expected: `batch must be ${this.#stored.batch}, that of the stored state`,
      actual: String(batch),
      remedy: 'resetState() before another batch size',
    });
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

  #result(extent: Extent, outcome: ReturnType<typeof runLayer<B, P>>): Result<C> {
    const { config } = this;
    const { ledger } = this.#parts;
    const { returnSequences, returnState } = flagsOf(config);
    const { batch, timeSteps } = extent;
    const rows = returnSequences ? [batch, timeSteps] : [batch];
    const outputs = outcome.outputs.map((slot, index) =>
      ledger.tensor(ledger.hold(slot), [...rows, outputUnits(config, index)]),
    );
    const output =
      outputs.length === 1 ? outputs[0] : { forward: outputs[0], backward: outputs[1] };
    if (!returnState) return disposable({ output }, outputs) as never;
    const leaves = outcome.finalState.map((slot, index) =>
      ledger.tensor(ledger.hold(slot), [batch, (this.#leaves[index] as StateLeaf).units]),
    );
    const state = nameState(config, leaves);
    return disposable({ output, state }, [...outputs, ...leaves]) as never;
  }
}

/** The width of a layer's output; `index` is 1 for the backward one of an unmerged Bidirectional. */
function outputUnits(config: LayerConfig, index: number): number {
  if (config.kind !== 'bidirectional') return unitsOf(config);
  const widths = [unitsOf(config.layer), unitsOf(config.backwardLayer)] as const;
  return config.mergeMode === 'concat' ? widths[0] + widths[1] : (widths[index] as number);
}

/** Gives a result its dispose(), out of sight of Object.keys and JSON. */
function disposable(result: object, tensors: readonly { dispose(): void }[]): object {
  const dispose = (): void => {
    for (const made of tensors) made.dispose();
  };
  return Object.defineProperties(result, {
    dispose: { value: dispose },
    [Symbol.dispose]: { value: dispose },
  });
}

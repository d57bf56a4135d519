// A stream: a layer's cells with buffers made once. States alternate between two sets, so that a kernel never writes
// what it reads and a push allocates nothing. Clauses T1 to T9, D3, D4.

import type { PushOptions, Stream, StreamOptions } from '../backend.ts';
import { checkOptions } from '../check-options.ts';
import { type DirectionalConfig, type LayerConfig, unitsOf } from '../config.ts';
import { formatShape } from '../describe.ts';
import { ConfigError, ShapeError } from '../errors.ts';
import type { InitialState, StateOf, StateShape } from '../result.ts';
import { checkMask, checkState, checkStreamBatch } from '../shell/check-call.ts';
import { unsupported } from '../shell/check-supports.ts';
import type { DeviceTensor } from '../shell/device-tensor.ts';
import { disposedError, endAll } from '../shell/endings.ts';
import type { Ledger, Slot, Source } from '../shell/ledger.ts';
import { nestState, stateLeaves } from '../state.ts';
import type { Shape, Tensor, TensorLike } from '../tensor.ts';
import type { KernelQueue } from './kernel-queue.ts';
import type { Direction } from './run-cells.ts';
import { dropPlan, makePlan, type StreamPlan } from './stream-plan.ts';

/** Lengths of chunks whose buffers a stream keeps: streams meet a step and a chunk or two, seldom more. */
const keptPlans = 8;

export interface StreamParts<B, P> {
  readonly queue: KernelQueue<B, P>;
  readonly ledger: Ledger<B>;
  readonly config: LayerConfig;
  readonly directions: readonly Direction<P>[];
}

/**
 * Opens a stream of a layer.
 *
 * @throws {ConfigError} for a layer that goes backwards, or a batch that is no whole number
 * @throws {ShapeError | DtypeError | ForeignTensorError} for an initial state that does not fit
 */
export function openStream<B, P>(
  where: string,
  { config, directions, ...parts }: StreamParts<B, P>,
  options: StreamOptions,
  onDispose: (stream: Stream) => void,
): Stream {
  const given = checkOptions(`${where}: options`, options, ['batch', 'initialState']);
  if (config.kind === 'bidirectional' || config.goBackwards) {
    throw new ConfigError({
      where,
      expected: 'a layer that goes backwards needs the last step before the first',
      remedy: 'collect the sequence and run() it',
    });
  }
  const batch = checkStreamBatch(where, config, given.batch);
  const state =
    given.initialState === undefined
      ? []
      : checkState(`${where}: initialState`, parts.ledger, config, given.initialState, batch);
  const direction = directions[0] as Direction<P>;
  const stream = new KernelStream(where, batch, config, { ...parts, direction }, onDispose);
  try {
    stream.load(state);
  } catch (error) {
    stream.dispose();
    throw error;
  }
  return stream;
}

class KernelStream<B, P> implements Stream {
  readonly batch: number;
  readonly #where: string;
  readonly #config: DirectionalConfig;
  readonly #queue: KernelQueue<B, P>;
  readonly #ledger: Ledger<B>;
  readonly #direction: Direction<P>;
  readonly #onDispose: (stream: Stream) => void;
  /** Two sets of state leaves; #current says which holds the state. */
  readonly #states: readonly [readonly Slot<B>[], readonly Slot<B>[]];
  readonly #lent: readonly DeviceTensor<B>[];
  readonly #named: readonly [StateOf<LayerConfig>, StateOf<LayerConfig>];
  /** [batch], 1 for a row of which a step has been kept since the beginning. */
  readonly #begun: Uint8Array;
  /** By the number of steps, 0 for one step without a time axis; the oldest first. */
  readonly #plans = new Map<number, StreamPlan<B, P>>();
  #plan: StreamPlan<B, P> | null = null;
  #current: 0 | 1 = 0;
  #disposed = false;

  constructor(
    where: string,
    batch: number,
    config: DirectionalConfig,
    parts: {
      readonly queue: KernelQueue<B, P>;
      readonly ledger: Ledger<B>;
      readonly direction: Direction<P>;
    },
    onDispose: (stream: Stream) => void,
  ) {
    this.batch = batch;
    this.#where = where;
    this.#config = config;
    this.#queue = parts.queue;
    this.#ledger = parts.ledger;
    this.#direction = parts.direction;
    this.#onDispose = onDispose;
    const leaves = stateLeaves(config);
    const sizes = leaves.map(({ units }) => batch * units);
    const slots = this.#ledger.allocateAll([...sizes, ...sizes]);
    this.#states = [slots.slice(0, leaves.length), slots.slice(leaves.length)];
    const [even, odd] = this.#states.map((set) =>
      set.map((slot, index) => this.#ledger.lend(slot, [batch, leaves[index]?.units as number])),
    ) as [DeviceTensor<B>[], DeviceTensor<B>[]];
    this.#lent = [...even, ...odd];
    const name = (set: readonly Tensor[]): StateOf<LayerConfig> =>
      nestState<LayerConfig, Tensor<StateShape>>(config, set as readonly Tensor<StateShape>[]);
    this.#named = [name(even), name(odd)];
    this.#begun = new Uint8Array(batch);
    this.#ledger.alive.streams.add(this);
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  get state(): StateOf<LayerConfig> {
    this.#checkAlive();
    return this.#named[this.#current];
  }

  push(frame: TensorLike, options?: PushOptions): Tensor {
    this.#checkAlive();
    const last = this.#plan;
    const repeated = last === null ? null : repeatedFrame(frame, last);
    const source = repeated === null ? this.#sourceOf(frame) : null;
    const steps = source === null ? (last as StreamPlan<B, P>).steps : this.#stepsOf(source.shape);
    const mask = options === undefined ? null : this.#checkMask(steps, options);
    const plan = source === null ? (last as StreamPlan<B, P>) : this.#planFor(steps);
    if (source === null) this.#queue.write(plan.x.buffer, repeated as Float32Array);
    else this.#ledger.pour(source, plan.x);
    this.#plan = plan;
    const calls = plan.calls[this.#current];
    if (mask === null) {
      for (let k = 0; k < calls.length; k++) this.#queue.run(calls[k] as (typeof calls)[number]);
    } else {
      const resumes = this.#begun.slice();
      for (const call of calls) this.#queue.run({ ...call, mask, resumes });
    }
    this.#begin(mask);
    this.#current = this.#current === 0 ? 1 : 0;
    // Not sooner: the frame may be the output that an old plan lent.
    if (this.#plans.size > keptPlans) this.#dropOldest();
    return plan.output;
  }

  reset(state?: InitialState<LayerConfig>): void {
    this.#checkAlive();
    const where = `${this.#where}.reset: state`;
    this.load(
      state === undefined ? [] : checkState(where, this.#ledger, this.#config, state, this.batch),
    );
  }

  /** Fills the spare set, with zeros where no leaves are given, and makes it the current one: leaves may lie in the other. */
  load(sources: readonly Source<B>[]): void {
    const spare = this.#current === 0 ? 1 : 0;
    for (const [index, slot] of this.#states[spare].entries()) {
      this.#ledger.pour(sources[index] ?? null, slot);
    }
    this.#current = spare;
    this.#begun.fill(0);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#ledger.alive.streams.delete(this);
    this.#onDispose(this);
    for (const tensor of this.#lent) tensor.end();
    endAll([
      ...[...this.#plans.values()].map((plan) => () => dropPlan(this.#ledger, plan)),
      ...this.#states.flat().map((slot) => () => this.#ledger.letGo(slot)),
    ]);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #checkAlive(): void {
    if (this.#disposed) throw disposedError(this.#where, 'the stream');
  }

  #sourceOf(frame: TensorLike): Source<B> {
    return this.#ledger.sourceOf(`${this.#where}.push: frame`, frame);
  }

  /** The steps of a frame: 0 for [batch, inputDim]. */
  #stepsOf(shape: Shape): number {
    const inputDim = this.#direction.cells[0]?.inputDim as number;
    const fits =
      (shape.length === 2 || (shape.length === 3 && (shape[1] as number) > 0)) &&
      shape[0] === this.batch &&
      shape.at(-1) === inputDim;
    if (fits) return shape.length === 2 ? 0 : (shape[1] as number);
    throw new ShapeError({
      where: `${this.#where}.push: frame`,
      expected: `must be [batch, inputDim] = [${this.batch}, ${inputDim}], or [${this.batch}, timeSteps, ${inputDim}]`,
      actual: formatShape(shape),
      remedy: this.#adviceFor(shape, inputDim),
    });
  }

  #adviceFor(shape: Shape, inputDim: number): string {
    if (shape.length === 1) return 'keep the batch axis when it is 1';
    if (shape.length === 3 && shape[1] === 0) return 'a chunk has at least one step';
    return shape.at(-1) === inputDim
      ? 'open a stream for each batch size'
      : 'the first kernel says what inputDim is';
  }

  #checkMask(steps: number, options: PushOptions): Uint8Array | null {
    const where = `${this.#where}.push`;
    const { mask } = checkOptions(`${where}: options`, options, ['mask']);
    if (mask === undefined) return null;
    if (!this.#queue.supports.masking) {
      throw unsupported(`${this.#queue.name}: ${where}`, { what: 'mask', claim: 'masking: false' });
    }
    const rows = steps === 0 ? [this.batch] : [this.batch, steps];
    return checkMask(`${where}: mask`, this.#ledger, mask, rows);
  }

  /** Notes which rows have begun. */
  #begin(mask: Uint8Array | null): void {
    if (mask === null) {
      this.#begun.fill(1);
      return;
    }
    const steps = mask.length / this.batch;
    for (const [at, kept] of mask.entries()) {
      if (kept === 1) this.#begun[Math.floor(at / steps)] = 1;
    }
  }

  #planFor(steps: number): StreamPlan<B, P> {
    const known = this.#plans.get(steps);
    if (known !== undefined) return known;
    const { cells } = this.#direction;
    const sizes = { batch: this.batch, steps, units: unitsOf(this.#config) };
    const plan = makePlan(this.#ledger, this.#config, cells, sizes, this.#states);
    this.#plans.set(steps, plan);
    return plan;
  }

  #dropOldest(): void {
    for (const [steps, plan] of this.#plans) {
      this.#plans.delete(steps);
      dropPlan(this.#ledger, plan);
      return;
    }
  }
}

/** The numbers of a host tensor of the last frame's shape, found without allocating; null for any other frame. */
function repeatedFrame<B, P>(
  frame: TensorLike,
  { shape, x }: StreamPlan<B, P>,
): Float32Array | null {
  try {
    const given = frame.shape;
    if (given.length !== shape.length) return null;
    for (let axis = 0; axis < shape.length; axis++) if (given[axis] !== shape[axis]) return null;
    const data: unknown = frame.data;
    if (Object.getPrototypeOf(data) !== Float32Array.prototype) return null;
    return (data as Float32Array).length === x.size ? (data as Float32Array) : null;
  } catch {
    // It is read again, and refused with the reason.
    return null;
  }
}

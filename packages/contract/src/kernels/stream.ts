// A stream: a layer's cells with buffers made once. States alternate between two sets, so that a kernel never
// writes what it reads and a push allocates nothing.

import type { Stream, StreamOptions } from '../backend.ts';
import { checkStateLeaf, checkTensorLike } from '../shell/check-call.ts';
import { type DirectionalConfig, type LayerConfig, unitsOf } from '../config.ts';
import { ConfigError, ShapeError } from '../errors.ts';
import type { SequenceCall } from './kernels.ts';
import type { DeviceTensor, Slot, Source } from '../shell/memory.ts';
import { disposedError } from '../shell/memory.ts';
import type { InitialState, StateOf } from '../result.ts';
import type { Direction, LayerParts } from './run-cells.ts';
import { stateBuffers } from './run-cells.ts';
import { flattenState, nameState, stateLeaves, stateNames } from '../state.ts';
import type { Shape, Tensor, TensorLike } from '../tensor.ts';
import { describe, formatShape, isTensor, sizeOf } from '../tensor.ts';

/** Buffers and calls for frames of one shape. */
interface Plan<B, P> {
  readonly shape: Shape;
  readonly slots: readonly Slot<B>[];
  readonly x: Slot<B>;
  /** For each of the two state sets that may be current: one call for each cell. */
  readonly calls: readonly [readonly SequenceCall<B, P>[], readonly SequenceCall<B, P>[]];
  readonly output: DeviceTensor<B>;
}

export class DefinedStream<B, P> implements Stream {
  readonly batch: number;
  readonly #where: string;
  readonly #config: DirectionalConfig;
  readonly #parts: LayerParts<B, P>;
  readonly #onDispose: () => void;
  /** Two sets of state leaves; #current says which holds the state. */
  readonly #states: readonly [readonly Slot<B>[], readonly Slot<B>[]];
  readonly #lent: readonly [readonly DeviceTensor<B>[], readonly DeviceTensor<B>[]];
  readonly #named: readonly [StateOf<LayerConfig>, StateOf<LayerConfig>];
  #current: 0 | 1 = 0;
  #plan: Plan<B, P> | null = null;
  #disposed = false;

  constructor(
    where: string,
    config: DirectionalConfig,
    options: StreamOptions,
    parts: LayerParts<B, P>,
    onDispose: () => void,
  ) {
    const batch = options.batch ?? 1;
    if (!Number.isSafeInteger(batch) || batch < 1) {
      throw new ConfigError({
        where: `${where}: batch`,
        expected: 'must be a whole number of at least 1',
        actual: describe(batch),
      });
    }
    this.batch = batch;
    this.#where = where;
    this.#config = config;
    this.#parts = parts;
    this.#onDispose = onDispose;
    const initial = this.#checkState(`${where}: initialState`, options.initialState);
    const leaves = stateLeaves(config);
    const { ledger } = parts;
    const sizes = leaves.map(({ units }) => batch * units);
    const slots = ledger.allocateAll([...sizes, ...sizes]);
    this.#states = [slots.slice(0, leaves.length), slots.slice(leaves.length)];
    const lend = (set: readonly Slot<B>[]): DeviceTensor<B>[] =>
      set.map((slot, index) => ledger.lend(slot, [batch, leaves[index]?.units as number]));
    this.#lent = [lend(this.#states[0]), lend(this.#states[1])];
    this.#named = [
      nameState(config, this.#lent[0]) as never,
      nameState(config, this.#lent[1]) as never,
    ];
    try {
      this.#load(initial);
    } catch (error) {
      for (const slot of slots) ledger.letGo(slot);
      throw error;
    }
    ledger.alive.streams.add(this);
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  get state(): StateOf<LayerConfig> {
    this.#checkAlive();
    return this.#named[this.#current];
  }

  push(frame: TensorLike): Tensor {
    this.#checkAlive();
    const before = this.#plan;
    const plan = this.#planFor(frame);
    const { kernels, ledger } = this.#parts;
    try {
      if (isTensor(frame))
        kernels.copy(ledger.slotOf(`${this.#where}.push`, frame).buffer, plan.x.buffer);
      else kernels.write(plan.x.buffer, frame.data);
    } finally {
      // Not sooner: the frame may be the output that the last plan lent.
      if (before !== plan) this.#drop(before);
    }
    const calls = plan.calls[this.#current];
    for (let k = 0; k < calls.length; k++) kernels.run(calls[k] as SequenceCall<B, P>);
    this.#current = this.#current === 0 ? 1 : 0;
    return plan.output;
  }

  reset(state?: InitialState<LayerConfig>): void {
    this.#checkAlive();
    this.#load(this.#checkState(`${this.#where}.reset: state`, state));
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const { ledger } = this.#parts;
    this.#drop(this.#plan);
    this.#plan = null;
    for (const tensor of this.#lent.flat()) tensor.end();
    for (const slot of this.#states.flat()) ledger.letGo(slot);
    ledger.alive.streams.delete(this);
    this.#onDispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #checkAlive(): void {
    if (this.#parts.backend.disposed) throw disposedError(this.#where, 'the backend');
    if (this.#disposed) throw disposedError(this.#where, 'the stream');
  }

  /** The leaves of a state that fits; none for zeros. */
  #checkState(where: string, state: unknown): readonly Source<B>[] {
    if (state === undefined) return [];
    const values = flattenState(where, this.#config, state);
    return stateLeaves(this.#config).map((leaf, index) => {
      const value = values[index] as TensorLike;
      checkStateLeaf(where, leaf, value, this.batch);
      return this.#parts.ledger.sourceOf(where, value);
    });
  }

  /** Fills the spare set and makes it the current one: the values may be tensors of the set that is current now. */
  #load(sources: readonly Source<B>[]): void {
    const { kernels } = this.#parts;
    const spare = this.#current === 0 ? 1 : 0;
    for (const [index, slot] of this.#states[spare].entries()) {
      const source = sources[index] ?? new Float32Array(slot.size);
      if (source instanceof Float32Array) kernels.write(slot.buffer, source);
      else if (source !== slot) kernels.copy(source.buffer, slot.buffer);
    }
    this.#current = spare;
  }

  /** The plan for frames of this shape: the last one again, or a new one, beside which the last one still holds. */
  #planFor(frame: TensorLike): Plan<B, P> {
    const plan = this.#plan;
    if (plan !== null && isSameFrame(frame, plan)) return plan;
    const where = `${this.#where}.push: frame`;
    checkTensorLike(where, frame);
    const shape: Shape = [...frame.shape];
    const { inputDim } = (this.#parts.directions[0] as Direction<P>).cells[0] as {
      inputDim: number;
    };
    const isStep = shape.length === 2;
    const fits =
      (isStep || (shape.length === 3 && (shape[1] as number) > 0)) &&
      shape[0] === this.batch &&
      shape.at(-1) === inputDim;
    if (!fits) {
      throw new ShapeError({
        where,
        expected: `must be [batch, inputDim] = [${this.batch}, ${inputDim}], or [${this.batch}, timeSteps, ${inputDim}]`,
        actual: formatShape(shape),
        ...(shape.length === 1 ? { remedy: 'keep the batch axis when it is 1' } : {}),
      });
    }
    if (isTensor(frame)) this.#parts.ledger.slotOf(where, frame);
    this.#plan = this.#makePlan(shape, isStep);
    return this.#plan;
  }

  #makePlan(shape: Shape, isStep: boolean): Plan<B, P> {
    const { ledger, directions } = this.#parts;
    const { batch } = this;
    const timeSteps = isStep ? 1 : (shape[1] as number);
    const { cells } = directions[0] as Direction<P>;
    const keepsSteps = (index: number): boolean =>
      index < cells.length - 1 || this.#config.returnSequences;
    const sizes = cells.map(
      ({ cell }, index) => batch * (keepsSteps(index) ? timeSteps : 1) * cell.units,
    );
    const slots = ledger.allocateAll([sizeOf(shape), ...sizes]);
    const [x, ...outputs] = slots as [Slot<B>, ...Slot<B>[]];
    const callsFrom = (from: 0 | 1): SequenceCall<B, P>[] => {
      let taken = 0;
      return cells.map(({ cell, prepared }, index) => {
        const leaves = stateNames(cell).length;
        const range = [taken, (taken += leaves)] as const;
        return {
          prepared,
          batch,
          timeSteps,
          x: (index === 0 ? x : (outputs[index - 1] as Slot<B>)).buffer,
          mask: null,
          initialState: stateBuffers(this.#states[from].slice(...range)),
          goBackwards: false,
          alignOutput: false,
          returnSequences: keepsSteps(index),
          zeroOutputForMask: false,
          output: (outputs[index] as Slot<B>).buffer,
          finalState: stateBuffers(this.#states[from === 0 ? 1 : 0].slice(...range)),
        };
      });
    };
    const steps = isStep || !this.#config.returnSequences ? [batch] : [batch, timeSteps];
    const output = ledger.lend(outputs.at(-1) as Slot<B>, [...steps, unitsOf(this.#config)]);
    return { shape, slots, x, calls: [callsFrom(0), callsFrom(1)], output };
  }

  #drop(plan: Plan<B, P> | null): void {
    plan?.output.end();
    for (const slot of plan?.slots ?? []) this.#parts.ledger.letGo(slot);
  }
}

/** Compares without allocating; a frame that is wrong in any way is not the same. */
function isSameFrame<B, P>(frame: TensorLike, { shape, x }: Plan<B, P>): boolean {
  const given = frame?.shape;
  if (given === undefined || given.length !== shape.length) return false;
  for (let axis = 0; axis < shape.length; axis++) if (given[axis] !== shape[axis]) return false;
  return isTensor(frame) || (frame.data instanceof Float32Array && frame.data.length === x.size);
}

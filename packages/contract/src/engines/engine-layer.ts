// A layer of an engine: arguments checked, calls in order, answers checked and named.

import type { Backend, Layer, RunOptions, Stream } from '../backend.ts';
import {
  checkReset,
  checkRun,
  checkStoredBatch,
  type CheckedRun,
  type Extent,
} from '../shell/check-call.ts';
import { unsupported } from '../shell/check-supports.ts';
import { flagsOf, type LayerConfig } from '../config.ts';
import type { EngineDesk } from './engine-desk.ts';
import type { EngineCall, EngineLayer, EngineResult, EngineState } from './engine.ts';
import { EngineError } from '../errors.ts';
import { disposedError, type Ledger, type Slot, type Source } from '../shell/memory.ts';
import { nameResult, outputShapes } from '../shell/name-result.ts';
import type { InitialState, Result } from '../result.ts';
import { flattenState, nameState, stateLeaves } from '../state.ts';
import { describe, formatShape, type HostTensor, sizeOf, type TensorLike } from '../tensor.ts';

type Numbers = Promise<Float32Array>;

export interface EngineParts {
  readonly backend: Backend;
  readonly desk: EngineDesk;
  readonly ledger: Ledger<Numbers>;
  /** The engine's own layer. */
  readonly made: Promise<EngineLayer>;
}

export class ServedLayer<C extends LayerConfig> implements Layer<C> {
  readonly config: C;
  readonly inputDim: number;
  readonly #parts: EngineParts;
  /** Until when the engine is busy with this layer. */
  #busy: Promise<unknown>;
  /** Stands in the books for a stateful layer's stored state, which the engine holds; undefined for zeros. */
  #stored: { readonly batch: number; readonly slots: readonly Slot<Numbers>[] } | undefined;
  #disposed = false;

  constructor(config: C, inputDim: number, parts: EngineParts) {
    this.config = config;
    this.inputDim = inputDim;
    this.#parts = parts;
    this.#busy = parts.made.catch(() => undefined);
    parts.ledger.alive.layers.add(this);
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  run(x: TensorLike, options: RunOptions<C> = {}): Result<C> {
    const where = `${this.config.kind}.run`;
    this.#checkAlive(where);
    const { backend, ledger } = this.#parts;
    const checked = checkRun(where, backend, this, x, options);
    const { extent } = checked;
    checkStoredBatch(where, this.#stored?.batch, extent.batch);
    const call = this.#callOf(where, x, checked);
    if (flagsOf(this.config).stateful) this.#store(extent.batch);
    const answer = this.#ask(async (layer) =>
      checkAnswer(`${backend.name}.${where}`, this.config, extent, await layer.run(await call)),
    );
    const outputs = outputShapes(this.config, extent).map((shape, index) =>
      this.#slot(answer, shape, ({ outputs: made }) => made[index] as HostTensor),
    );
    const states = flagsOf(this.config).returnState ? stateLeaves(this.config) : [];
    const finalState = states.map(({ units }, index) =>
      this.#slot(answer, [extent.batch, units], ({ leaves }) => leaves[index] as HostTensor),
    );
    const result = nameResult(ledger, this.config, extent, { outputs, finalState });
    for (const slot of [...outputs, ...finalState]) ledger.letGo(slot);
    return result as Result<C>;
  }

  stream(): Stream<C> {
    const { name } = this.#parts.backend;
    this.#checkAlive(`${this.config.kind}.stream`);
    throw unsupported(`${name}.${this.config.kind}.stream`, {
      what: 'streaming',
      claim: 'streaming: false',
    });
  }

  resetState(state?: InitialState<C>): void {
    const where = `${this.config.kind}.resetState`;
    this.#checkAlive(where);
    const given = checkReset(where, this.config, state);
    const leaves = given?.leaves.map((leaf) => this.#numbersOf(`${where}: state`, leaf));
    this.#store(given?.batch);
    void this.#ask(async (layer) => {
      const values = leaves === undefined ? null : this.#nest(await Promise.all(leaves));
      await layer.resetState?.(values);
    });
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#store(undefined);
    this.#parts.ledger.alive.layers.delete(this);
    void this.#ask((layer) => layer.dispose?.());
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #checkAlive(where: string): void {
    if (this.#parts.backend.disposed) throw disposedError(where, 'the backend');
    if (this.#disposed) throw disposedError(where, 'the layer');
  }

  #store(batch: number | undefined): void {
    const { ledger } = this.#parts;
    for (const slot of this.#stored?.slots ?? []) ledger.letGo(slot);
    this.#stored = undefined;
    if (batch === undefined) return;
    const none = Promise.resolve(new Float32Array(0));
    const slots = stateLeaves(this.config).map(({ units }) => ledger.adopt(none, batch * units));
    this.#stored = { batch, slots };
  }

  /** Asks the engine's layer when it has answered what was asked before. */
  #ask<T>(question: (layer: EngineLayer) => T | Promise<T>): Promise<T> {
    const { desk, made } = this.#parts;
    const answer = desk.expect(this.#busy.then(async () => question(await made)));
    this.#busy = answer.catch(() => undefined);
    return answer;
  }

  #callOf(
    where: string,
    x: TensorLike,
    { mask, initialState, extent }: CheckedRun,
  ): Promise<EngineCall> {
    const input = this.#numbersOf(`${where}: x`, x);
    const leaves = initialState?.map((leaf) => this.#numbersOf(`${where}: initialState`, leaf));
    const complete = async (): Promise<EngineCall> => ({
      x: await input,
      mask: mask === null ? null : { shape: [extent.batch, extent.timeSteps], data: mask },
      initialState: leaves === undefined ? null : this.#nest(await Promise.all(leaves)),
    });
    return this.#parts.desk.expect(complete());
  }

  #nest(leaves: readonly HostTensor[]): EngineState {
    return nameState(this.config, leaves) as EngineState;
  }

  /** A copy of what a tensor holds, as it is now. */
  #numbersOf(where: string, value: TensorLike): Promise<HostTensor> {
    const source: Source<Numbers> = this.#parts.ledger.sourceOf(where, value);
    const shape = [...value.shape];
    const data = source instanceof Float32Array ? source.slice() : source.buffer;
    const copied = Promise.resolve(data).then((numbers) => ({ shape, data: numbers.slice() }));
    return this.#parts.desk.expect(copied);
  }

  #slot(
    answer: Promise<CheckedAnswer>,
    shape: readonly number[],
    pick: (answer: CheckedAnswer) => HostTensor,
  ): Slot<Numbers> {
    const { ledger, desk } = this.#parts;
    const numbers = desk.expect(answer.then((checked) => pick(checked).data));
    return ledger.adopt(numbers, sizeOf(shape));
  }
}

interface CheckedAnswer {
  readonly outputs: readonly HostTensor[];
  readonly leaves: readonly HostTensor[];
}

/** @throws {EngineError} when an engine's answer has not what the config asks for */
function checkAnswer(
  where: string,
  config: LayerConfig,
  extent: Extent,
  answer: EngineResult,
): CheckedAnswer {
  const { output, state } = (answer ?? {}) as Partial<EngineResult>;
  const shapes = outputShapes(config, extent);
  const { forward, backward } = (output ?? {}) as Record<'forward' | 'backward', HostTensor>;
  const outputs = shapes.length === 1 ? [output as HostTensor] : [forward, backward];
  for (const [index, shape] of shapes.entries()) {
    const path = shapes.length === 1 ? 'output' : `output.${['forward', 'backward'][index]}`;
    checkTensor(`${where}: ${path}`, outputs[index], shape);
  }
  const { returnState } = flagsOf(config);
  if (returnState !== (state !== undefined)) {
    throw new EngineError({
      where: `${where}: state`,
      expected: `must be ${returnState ? 'there' : 'absent'} with returnState: ${returnState}`,
      actual: describe(state),
    });
  }
  return {
    outputs,
    leaves: returnState ? checkLeaves(`${where}: state`, config, extent, state) : [],
  };
}

function checkLeaves(
  where: string,
  config: LayerConfig,
  { batch }: Extent,
  state: unknown,
): readonly HostTensor[] {
  let leaves: readonly TensorLike[];
  try {
    leaves = flattenState(where, config, state);
  } catch (error) {
    const { expected, actual } = error as EngineError;
    throw new EngineError({ where, expected, ...(actual === undefined ? {} : { actual }) });
  }
  for (const [index, { path, units }] of stateLeaves(config).entries()) {
    checkTensor(`${where}.${path}`, leaves[index], [batch, units]);
  }
  return leaves as readonly HostTensor[];
}

function checkTensor(where: string, value: unknown, shape: readonly number[]): void {
  const { shape: given, data } = (value ?? {}) as Partial<HostTensor>;
  const fits =
    Array.isArray(given) && given.length === shape.length && given.every((n, k) => n === shape[k]);
  if (!fits || !(data instanceof Float32Array) || data.length !== sizeOf(shape)) {
    throw new EngineError({
      where,
      expected: `must be { shape, data } of shape ${formatShape(shape)} with a Float32Array of ${sizeOf(shape)}`,
      actual: Array.isArray(given)
        ? `${formatShape(given)} with ${data instanceof Float32Array ? data.length : describe(data)}`
        : describe(value),
    });
  }
}

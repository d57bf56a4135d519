/// <reference lib="esnext.disposable" preserve="true" />
// Disposable is younger than es2022, so consumers need the library that declares it.
// A model fed frame by frame: recurrent layers and causal convolutions keep their past, all others run step by step.

import {
  type Backend,
  DisposedError,
  type HostTensor,
  type Stream,
  type TensorLike,
  tensorsOf,
  UnsupportedError,
} from '@gatefold/contract';
import type { LayerStream, OpenShape } from '../layers/layer-class.ts';
import type { MadeHostLayer, MadeRecurrentLayer } from '../layers/make-layer.ts';
import type { RunningLayer } from '../layers/running-layer.ts';
import type { Prediction } from '../model.ts';
import { inferShapes } from './infer-shapes.ts';
import { checkOneOutput, type Plan, type PlannedCall } from './plan.ts';
import { type ModelData, readInputs, type WantedInput } from './read-inputs.ts';
import {
  type CallRunner,
  driveLater,
  driveNow,
  hostRunner,
  isOnDevice,
  onHost,
  type Reading,
  recurrentRunner,
  runPlan,
  withMasks,
} from './run.ts';

export interface ModelStreamOptions {
  /** Rows that are fed together; default 1. */
  readonly batch?: number;
}

interface StreamParts {
  readonly plan: Plan;
  /** As the model declares them. */
  readonly shapes: ReadonlyMap<string, OpenShape>;
  readonly running: ReadonlyMap<string, RunningLayer>;
  readonly backend: Backend;
  readonly batch: number;
}

/**
 * A model that is fed as the steps arrive: axis 1 of each of its inputs is time.
 *
 * What is pushed in any chunks gives what `predict` gives of the whole; an output without a time axis, as of a layer without
 * returnSequences, is that of the steps so far.
 */
export class ModelStream<P extends Prediction = Prediction> implements Disposable {
  readonly batch: number;
  readonly #where: string;
  readonly #parts: StreamParts;
  readonly #onDispose: () => void;
  readonly #wanted: readonly WantedInput[];
  readonly #runners = new Map<PlannedCall, CallRunner>();
  /** The tensors that have a time axis. */
  readonly #inTime: ReadonlySet<string>;
  readonly #pasts: (LayerStream | Stream)[] = [];
  #results: Disposable[] = [];
  /** Shapes that were found to fit. */
  readonly #checked = new Set<string>();
  /** Frames that come while others are on their way wait for them. */
  #last: Promise<unknown> = Promise.resolve();
  #disposed = false;

  /** @throws {UnsupportedError} for a layer that is not causal */
  constructor(where: string, parts: StreamParts, onDispose: () => void) {
    this.batch = parts.batch;
    this.#where = where;
    this.#parts = parts;
    this.#onDispose = onDispose;
    this.#wanted = parts.plan.inputs.map(({ name, shape }) => {
      if (shape === undefined || shape.length < 2)
        throw notCausal(where, `input ${name}`, 'must declare a shape with time');
      const sizes = shape.slice(2);
      return {
        name,
        shapes: [
          [parts.batch, ...sizes],
          [parts.batch, null, ...sizes],
        ],
      };
    });
    const inTime = new Set(parts.plan.inputs.map(({ key }) => key));
    this.#inTime = inTime;
    try {
      for (const call of parts.plan.calls) this.#runners.set(call, this.#open(call, inTime));
    } catch (error) {
      this.#free();
      throw error;
    }
  }

  /**
   * Runs the next frame, or a chunk of frames.
   *
   * @param data  for each input [batch, …] for one step, or [batch, timeSteps, …] for a chunk
   * @returns     what the model gives, without the time axis where one step was pushed
   * @throws {ConfigError | ShapeError | DtypeError | DisposedError} (as a rejection)
   */
  push(data: ModelData): Promise<P> {
    const next = this.#last.then(() => this.#run(data, driveLater));
    this.#last = next.catch(() => {});
    return next;
  }

  /**
   * The same at once: in an AudioWorklet, in a game's loop.
   *
   * @throws {UnsupportedError} where the backend's `supports.dataSync` is false
   */
  pushSync(data: ModelData): P {
    const { backend } = this.#parts;
    if (!backend.supports.dataSync) {
      throw new UnsupportedError({
        where: `${this.#where}.pushSync`,
        expected: `${backend.name} cannot read numbers at once (supports.dataSync: false)`,
        remedy: 'await push()',
      });
    }
    return this.#run(data, driveNow);
  }

  /**
   * The same as `push` for a model of one output, whose type says so.
   *
   * @throws {ConfigError} (as a rejection) for a model of several outputs
   */
  async pushOne(data: ModelData): Promise<HostTensor> {
    checkOneOutput(`${this.#where}.pushOne`, this.#parts.plan);
    return (await this.push(data)) as HostTensor;
  }

  /**
   * The same as `pushSync` for a model of one output, whose type says so.
   *
   * @throws {ConfigError} for a model of several outputs
   */
  pushOneSync(data: ModelData): HostTensor {
    checkOneOutput(`${this.#where}.pushOneSync`, this.#parts.plan);
    return this.pushSync(data) as HostTensor;
  }

  /** Forgets all frames: the next one is the first. */
  reset(): void {
    for (const past of this.#pasts) past.reset();
  }

  dispose(): void {
    this.#disposed = true;
    this.#free();
    this.#onDispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #free(): void {
    for (const past of this.#pasts) if ('dispose' in past) past.dispose();
    this.#pasts.length = 0;
  }

  #run<R>(data: ModelData, drive: (reading: Reading<P>) => R): R {
    const where = `${this.#where}.push`;
    if (this.#disposed) throw new DisposedError({ where, expected: 'called after dispose()' });
    const read = readInputs(where, this.#wanted, data);
    const isFrame = read.every(
      ({ shape }, index) => shape.length === this.#wanted[index].shapes?.[0].length,
    );
    const chunks = isFrame ? read.map((tensor) => asChunk(where, tensor)) : read;
    const shapes = chunks.map(({ shape }) => shape);
    const key = JSON.stringify(shapes);
    if (!this.#checked.has(key)) {
      inferShapes(this.#parts.plan, shapes);
      this.#checked.add(key);
    }
    return drive(this.#outputs(chunks, isFrame));
  }

  *#outputs(chunks: readonly TensorLike[], isFrame: boolean): Reading<P> {
    const { plan } = this.#parts;
    try {
      const outputs = yield* runPlan(plan, chunks, (call) => this.#runners.get(call) as CallRunner);
      const shaped = outputs.map((output, index) =>
        isFrame && this.#inTime.has(plan.outputs[index].key) ? asFrame(output) : output,
      );
      return (shaped.length === 1 ? shaped[0] : shaped) as P;
    } finally {
      for (const result of this.#results) result[Symbol.dispose]();
      this.#results = [];
    }
  }

  /** How a call runs in a stream; tells which of its outputs have a time axis. */
  #open(call: PlannedCall, inTime: Set<string>): CallRunner {
    const { layer, key, inputs, options } = call;
    const isTimely = inputs.map((input) => inTime.has(input));
    if (layer.kind === 'recurrent') {
      if (isTimely[0]) {
        if (layer.layer.returnsSequences) inTime.add(`${key}:0`);
        return this.#openRecurrent(layer, inputs.length);
      }
      const keep = (result: Disposable): void => void this.#results.push(result);
      return recurrentRunner(call, layer, this.#runningOf(layer), keep);
    }
    const { timeAxis } = layer.layer;
    if (timeAxis === 'begins' && isTimely[1]) inTime.add(`${key}:0`);
    if (timeAxis !== undefined || !isTimely.includes(true)) return hostRunner(layer, options);
    const shapes = inputs.map((input) => this.#parts.shapes.get(input));
    if (isTimely.includes(false) || shapes.includes(undefined)) {
      throw notCausal(this.#where, layer.where, 'mixes what has a time axis with what has none');
    }
    this.#markOutputs(call, inTime);
    if (layer.layer.stepwise?.(shapes as readonly OpenShape[]) === true)
      return hostRunner(layer, options);
    return this.#openHost(layer);
  }

  #openRecurrent(layer: MadeRecurrentLayer, inputCount: number): CallRunner {
    const { config } = layer.layer;
    if (config.kind === 'bidirectional' || config.goBackwards) {
      throw notCausal(this.#where, layer.where, 'needs the last step before the first');
    }
    if (inputCount > 1)
      throw notCausal(this.#where, layer.where, 'takes its initial state from another layer');
    const stream = this.#runningOf(layer).openStream(this.batch);
    this.#pasts.push(stream);
    // oxlint-disable-next-line require-yield -- it needs no numbers on the host
    return function* run([x], [mask]) {
      const output = stream.push(x.tensor, mask === undefined ? {} : { mask });
      const states = config.returnState ? tensorsOf(stream.state) : [];
      return withMasks(layer, [output, ...states], mask);
    };
  }

  #openHost({ where, layer, weights }: MadeHostLayer): CallRunner {
    const past = layer.openStream?.(weights, this.batch);
    if (past === undefined)
      throw notCausal(this.#where, where, 'needs steps that have not come yet');
    this.#pasts.push(past);
    return function* run([x], [mask]) {
      const tensor = past.push(yield* onHost(x));
      return [{ tensor, mask: layer.mask === 'passes' ? mask : undefined }];
    };
  }

  #markOutputs({ key }: PlannedCall, inTime: Set<string>): void {
    for (let output = 0; this.#parts.shapes.has(`${key}:${output}`); output++)
      inTime.add(`${key}:${output}`);
  }

  #runningOf({ path }: MadeRecurrentLayer): RunningLayer {
    return this.#parts.running.get(path) as RunningLayer;
  }
}

function notCausal(where: string, layer: string, why: string): UnsupportedError {
  return new UnsupportedError({
    where: `${where}: ${layer}`,
    expected: why,
    remedy: 'collect the sequence and predict() it',
  });
}

/** [batch, …] as [batch, 1, …] */
function asChunk(where: string, tensor: TensorLike): HostTensor {
  if (!isOnDevice(tensor))
    return { shape: [tensor.shape[0], 1, ...tensor.shape.slice(1)], data: tensor.data };
  throw new UnsupportedError({
    where,
    expected: 'a frame that lies on the backend must be a chunk of one, [batch, 1, …]',
  });
}

/** [batch, 1, …] as [batch, …] */
function asFrame({ shape, data }: HostTensor): HostTensor {
  return { shape: [shape[0], ...shape.slice(2)], data };
}

/// <reference lib="esnext.disposable" preserve="true" />
// Disposable is younger than es2022, so consumers need the library that declares it.
// A model on a backend: what files are loaded as, and what programs become.

import { type Backend, ConfigError, DisposedError, type HostTensor } from '@gatefold/contract';
import { checkOptions } from '@gatefold/contract/author';
import { checkBackend } from './check-backend.ts';
import { inferShapes } from './graph/infer-shapes.ts';
import {
  checkOneOutput,
  type ModelSource,
  type Plan,
  type PlannedCall,
  planModel,
} from './graph/plan.ts';
import { type Profile, Stopwatch } from './graph/profile.ts';
import { declaredInputs, type ModelData, readInputs } from './graph/read-inputs.ts';
import { type CallRunner, driveLater, hostRunner, recurrentRunner, runPlan } from './graph/run.ts';
import { ModelStream, type ModelStreamOptions } from './graph/stream.ts';
import { type SummaryOptions, summaryOf } from './graph/summary.ts';
import type { OpenShape } from './layers/layer-class.ts';
import { RunningLayer } from './layers/running-layer.ts';
import { layerOfModel } from './program/model-layer.ts';
import type { CallOptions, ProgramLayer } from './program/program-layer.ts';
import type { SymbolicTensor } from './program/symbolic-tensor.ts';

/** What a model gives: a tensor, or a list of them where it has several outputs. */
export type Prediction = HostTensor | readonly HostTensor[];

/** What a model gives within another: a tensor, or a list of them. */
export type SymbolicOf<P extends Prediction> = [P] extends [HostTensor]
  ? SymbolicTensor
  : [P] extends [readonly HostTensor[]]
    ? readonly SymbolicTensor[]
    : SymbolicTensor | readonly SymbolicTensor[];

/**
 * A whole model, ready to predict.
 *
 * It owns its layers on the backend, and nothing else: `dispose()` frees those, and the backend stays its maker's, who
 * disposes of it when all its models are done. What `predict` returns is plain memory that nobody disposes of.
 */
export class Model<P extends Prediction = Prediction> implements Disposable {
  readonly name: string;
  readonly #source: ModelSource;
  readonly #plan: Plan;
  /** The recurrent layers on the backend, by path. */
  readonly #running = new Map<string, RunningLayer>();
  readonly #streams = new Set<ModelStream>();
  readonly #ready: Promise<void>;
  /** What it is within other models. */
  #layer: ProgramLayer<SymbolicOf<P>> | undefined;
  #backend: Backend | undefined;
  #disposed = false;

  /**
   * @throws {UnsupportedError | ConfigError | ShapeError} for a layer that is not known, options that have no meaning,
   *   weights that do not fit
   */
  constructor(source: ModelSource, backend: Backend | Promise<Backend>) {
    this.name = source.graph.name;
    this.#source = source;
    this.#plan = planModel(source);
    this.#declaredShapes();
    if ('then' in backend) {
      this.#ready = backend.then((made) => this.#open(checkBackend(this.name, made) as Backend));
      // Whoever awaits ready or predicts is told.
      this.#ready.catch(() => {});
    } else {
      this.#open(backend);
      this.#ready = Promise.resolve();
    }
  }

  /** Settles when the backend is there and has the layers; a rejection says why it has not. */
  get ready(): Promise<this> {
    return this.#ready.then(() => this);
  }

  /**
   * Where the recurrent layers run.
   *
   * @throws {ConfigError} while the promise of a backend is not settled
   */
  get backend(): Backend {
    if (this.#backend !== undefined) return this.#backend;
    throw new ConfigError({
      where: `${this.name}.backend`,
      expected: 'is not there yet',
      remedy: 'await model.ready',
    });
  }

  /** The names of the inputs, in the order of a list of them. */
  get inputNames(): readonly string[] {
    return this.#plan.inputs.map(({ name }) => name);
  }

  /** What they are shaped like, in the same order: null for a size that a call chooses; undefined where nothing is declared. */
  get inputShapes(): readonly (OpenShape | undefined)[] {
    return this.#plan.inputs.map(({ shape }) => shape);
  }

  /** The names of the layers that the outputs come from, in the order of what `predict` returns. */
  get outputNames(): readonly string[] {
    return this.#plan.outputs.map(({ name }) => name);
  }

  /**
   * Computes the outputs of a batch.
   *
   * @param data  the input, a list of inputs, or inputs by name; the batch is the first axis
   * @returns     the output, or a list of them in the model's order
   * @throws      {ConfigError | ShapeError | DtypeError} (as a rejection) for inputs that do not fit, before any work
   * @throws      {DisposedError} after `dispose()`
   */
  predict(data: ModelData): Promise<P> {
    return this.#run('predict', data, (_, runner) => runner);
  }

  /**
   * The same for a model of one output, whose type says so.
   *
   * @throws {ConfigError} (as a rejection) for a model of several outputs
   */
  async predictOne(data: ModelData): Promise<HostTensor> {
    checkOneOutput(`${this.name}.predictOne`, this.#plan);
    return (await this.predict(data)) as HostTensor;
  }

  /**
   * Calls the model as a layer of another one, which has the same weights and a state of its own.
   *
   * @returns what comes out: a tensor, or a list of them where the model has several outputs
   * @throws  {ShapeError | ConfigError} for inputs that do not fit
   * @example
   *   import { cpu } from '@gatefold/cpu';
   *   import { input, layers, sequential } from '@gatefold/layers';
   *   const backend = cpu();
   *   const encoder = sequential([input({ shape: [3, 2] }), layers.gru({ units: 4 })], { backend });
   *   encoder.apply(input({ shape: [3, 2] })).shape; // => [null, 4]
   *   const whole = sequential([input({ shape: [3, 2] }), encoder, layers.dense({ units: 1 })], { backend });
   *   whole.outputNames; // => ['dense']
   */
  apply(
    inputs: SymbolicTensor | readonly SymbolicTensor[],
    options?: Pick<CallOptions, 'mask'>,
  ): SymbolicOf<P> {
    this.#layer ??= layerOfModel(this.#source, this.#plan) as ProgramLayer<SymbolicOf<P>>;
    return this.#layer.apply(inputs, options);
  }

  /**
   * Predicts once, and tells which layer took how long. A first call is slower than those that follow, so predict before.
   *
   * @throws as {@link Model.predict}
   */
  async profile(data: ModelData): Promise<Profile> {
    const stopwatch = new Stopwatch();
    await this.#run('profile', data, (call, runner) => stopwatch.time(call, runner));
    return stopwatch.profile();
  }

  /**
   * Prints the layers as Keras 3 does, at its default width; the state of an optimizer is not counted.
   *
   * @example
   *   import { cpu } from '@gatefold/cpu';
   *   import { input, layers, sequential } from '@gatefold/layers';
   *   const tiny = sequential([input({ shape: [3, 2] }), layers.lstm({ units: 1 })], { backend: cpu() });
   *   tiny.summary().split('\n').at(-3); // => ' Total params: 16 (64.00 B)'
   */
  summary(options: SummaryOptions = {}): string {
    return summaryOf(this.#source.graph, this.#plan, this.#declaredShapes(), options);
  }

  /**
   * Opens a stream: the model fed frame by frame, as the steps arrive, each layer with a past of its own.
   *
   * @throws {UnsupportedError} for a layer that needs steps which have not come yet, by its path
   * @throws {ConfigError}      while the backend is not there: await model.ready
   * @throws {DisposedError}
   * @example
   *   import { cpu } from '@gatefold/cpu';
   *   import { input, layers, sequential } from '@gatefold/layers';
   *   const detector = await sequential(
   *     [input({ shape: [null, 2] }), layers.gru({ units: 3, returnSequences: true }), layers.dense({ units: 1 })],
   *     { backend: cpu() },
   *   ).ready;
   *   using stream = detector.stream();
   *   stream.pushSync([[0.1, 0.2]]).shape; // => [1, 1]
   */
  stream(options: ModelStreamOptions = {}): ModelStream<P> {
    const where = `${this.name}.stream`;
    this.#checkAlive(where);
    const { batch = 1 } = checkOptions(where, options, ['batch']) as ModelStreamOptions;
    const { backend } = this;
    const stream = new ModelStream<P>(
      where,
      { plan: this.#plan, shapes: this.#declaredShapes(), running: this.#running, backend, batch },
      () => this.#streams.delete(stream),
    );
    this.#streams.add(stream);
    return stream;
  }

  /** Sets the states of all stateful layers to zeros. */
  resetStates(): void {
    for (const { layer } of this.#plan.calls) {
      if (layer.kind === 'recurrent' && layer.layer.isStateful)
        this.#running.get(layer.path)?.resetState();
    }
  }

  /** Frees the model's layers on the backend; the backend itself is its maker's. */
  dispose(): void {
    this.#disposed = true;
    for (const stream of this.#streams) stream.dispose();
    for (const layer of this.#running.values()) layer.dispose();
    this.#running.clear();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** @param wrap  what each call runs through on its way */
  async #run(
    method: string,
    data: ModelData,
    wrap: (call: PlannedCall, runner: CallRunner) => CallRunner,
  ): Promise<P> {
    const where = `${this.name}.${method}`;
    this.#checkAlive(where);
    const plan = this.#plan;
    const inputs = readInputs(where, declaredInputs(plan.inputs), data);
    inferShapes(
      plan,
      inputs.map(({ shape }) => shape),
    );
    await this.#ready;
    this.#checkAlive(where);
    const results: Disposable[] = [];
    const keep = (result: Disposable): void => void results.push(result);
    const runnerOf = (call: PlannedCall): CallRunner => {
      const { layer, options } = call;
      if (layer.kind === 'host') return hostRunner(layer, options);
      return recurrentRunner(call, layer, this.#running.get(layer.path) as RunningLayer, keep);
    };
    try {
      const outputs = await driveLater(runPlan(plan, inputs, (call) => wrap(call, runnerOf(call))));
      return (outputs.length === 1 ? outputs[0] : outputs) as P;
    } finally {
      for (const result of results) result[Symbol.dispose]();
    }
  }

  #declaredShapes(): ReadonlyMap<string, OpenShape> {
    return inferShapes(
      this.#plan,
      this.#plan.inputs.map(({ shape }) => shape),
    );
  }

  #open(backend: Backend): void {
    this.#backend = backend;
    if (this.#disposed) return;
    for (const layer of this.#plan.layers.values()) {
      if (layer.kind === 'recurrent')
        this.#running.set(layer.path, new RunningLayer(backend, layer));
    }
  }

  #checkAlive(where: string): void {
    if (this.#disposed) throw new DisposedError({ where, expected: 'called after dispose()' });
  }
}

/// <reference lib="esnext.disposable" preserve="true" />
// Disposable is younger than es2022, so consumers need the library that declares it.
// A model on a backend: what files are loaded as, and what programs become.

import { type Backend, ConfigError, DisposedError, type HostTensor } from '@gatefold/contract';
import { inferShapes } from './graph/infer-shapes.ts';
import { type ModelSource, type Plan, planModel } from './graph/plan.ts';
import { type ModelData, readInputs } from './graph/read-inputs.ts';
import { type CallRunner, driveLater, hostRunner, recurrentRunner, runPlan } from './graph/run.ts';
import type { PlannedLayer } from './layers/make-layer.ts';
import { RunningLayer } from './layers/running-layer.ts';

/** What a model gives: a tensor, or a list of them where it has several outputs. */
export type Prediction = HostTensor | readonly HostTensor[];

/**
 * A whole model, ready to predict.
 *
 * It owns its layers on the backend, and nothing else: `dispose()` frees those, and the backend stays its maker's, who
 * disposes of it when all its models are done. What `predict` returns is plain memory that nobody disposes of.
 */
export class Model<P extends Prediction = Prediction> implements Disposable {
  readonly name: string;
  readonly #plan: Plan;
  /** The recurrent layers on the backend, by path. */
  readonly #running = new Map<string, RunningLayer>();
  readonly #ready: Promise<void>;
  #backend: Backend | undefined;
  #disposed = false;

  /**
   * @throws {UnsupportedError | ConfigError | ShapeError} for a layer that is not known, options that have no meaning,
   *   weights that do not fit
   */
  constructor(source: ModelSource, backend: Backend | Promise<Backend>) {
    this.name = source.graph.name;
    this.#plan = planModel(source);
    inferShapes(
      this.#plan,
      this.#plan.inputs.map(({ shape }) => shape),
    );
    if ('then' in backend) {
      this.#ready = backend.then((made) => this.#open(made));
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
  async predict(data: ModelData): Promise<P> {
    const where = `${this.name}.predict`;
    this.#checkAlive(where);
    const inputs = readInputs(where, this.#plan.inputs, data);
    inferShapes(
      this.#plan,
      inputs.map(({ shape }) => shape),
    );
    await this.#ready;
    this.#checkAlive(where);
    const results: Disposable[] = [];
    const runnerOf = ({ layer, options }: { layer: PlannedLayer; options: object }): CallRunner =>
      layer.kind === 'host'
        ? hostRunner(layer, options as Record<string, unknown>)
        : recurrentRunner(layer, this.#running.get(layer.path) as RunningLayer, (result) => {
            results.push(result);
          });
    try {
      const outputs = await driveLater(runPlan(this.#plan, inputs, runnerOf));
      return (outputs.length === 1 ? outputs[0] : outputs) as P;
    } finally {
      for (const result of results) result[Symbol.dispose]();
    }
  }

  /**
   * The same for a model of one output, whose type says so.
   *
   * @throws {ConfigError} (as a rejection) for a model of several outputs
   */
  async predictOne(data: ModelData): Promise<HostTensor> {
    const { outputs } = this.#plan;
    if (outputs.length === 1) return (await this.predict(data)) as HostTensor;
    throw new ConfigError({
      where: `${this.name}.predictOne`,
      expected: 'is for a model of one output',
      actual: `${outputs.length}: ${outputs.map(({ name }) => name).join(', ')}`,
      remedy: 'predict returns them in a list',
    });
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
    for (const layer of this.#running.values()) layer.dispose();
    this.#running.clear();
  }

  [Symbol.dispose](): void {
    this.dispose();
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

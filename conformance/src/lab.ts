// The bench on which cases work: makes layers, reads everything back as plain numbers, cleans up, and watches that
// no input is written to.

import {
  type Backend,
  type InitialState,
  type Layer,
  type LayerConfig,
  type Mask,
  nameState,
  type RunOptions,
  type Tensor,
  type TensorLike,
  tensorsOf,
  type WeightsOf,
} from '@gatefold/contract';
import { leavesIn, stateLeaves } from '@gatefold/contract/author';
import type { Counterexample, LawFailure } from './counterexample.ts';
import { expectTrue, type Observation, type Values } from './values.ts';

/** What a run may be given here: states as leaves by path. */
export interface LabOptions {
  readonly initialState?: Readonly<Record<string, TensorLike>>;
  readonly mask?: Mask;
}

export interface LabSettings {
  /** For every random choice of the case. */
  readonly seed: number;
  /** How many examples a law is tried on. */
  readonly runs: number;
  /** Where fast-check found a counterexample: a law tries that one alone. */
  readonly path?: string;
  /** Counterexamples of other days: a law tries its own before it draws any. */
  readonly saved?: readonly Counterexample[];
  /** Milliseconds after which a law draws no further example. */
  readonly timeLimit?: number;
  /** Whether a law tries nothing but what is saved. */
  readonly savedOnly?: boolean;
}

export class Lab {
  readonly backend: Backend;
  readonly settings: LabSettings;
  /** The largest share of a tolerance that the case has used. */
  headroom = 0;
  /** Whether a golden was compared step by step, because the whole of it is ill-conditioned. */
  isIllConditioned = false;
  /** All that has been read back so far, for a diagnosis to compare. */
  readonly readings: Values[] = [];
  /** What a law failed on. */
  failure: LawFailure | undefined;
  readonly #cleanups: (() => void)[] = [];

  constructor(backend: Backend, settings: LabSettings) {
    this.backend = backend;
    this.settings = settings;
  }

  get seed(): number {
    return this.settings.seed;
  }

  /** A layer that lives until the case ends. */
  layer<const C extends LayerConfig>(config: C, weights: WeightsOf<C>): Layer<C> {
    return this.keep(this.backend.layer(config, weights));
  }

  /** Disposes of something when the case ends. */
  keep<T extends { dispose(): void }>(resource: T): T {
    this.#cleanups.push(() => resource.dispose());
    return resource;
  }

  /** Makes a layer, runs it once, reads all that it gives, and disposes of everything. */
  async run<const C extends LayerConfig>(
    config: C,
    weights: WeightsOf<C>,
    x: Values,
    options: LabOptions = {},
  ): Promise<Observation> {
    const layer = this.backend.layer(config, weights);
    try {
      return await this.observe(layer, x, options);
    } finally {
      layer.dispose();
    }
  }

  /** Runs a layer that is kept, as stateful ones are. */
  async observe(layer: Layer, x: Values, options: LabOptions = {}): Promise<Observation> {
    const before = snapshot(x, options);
    const result = layer.run(x, namedOptions(layer.config, options));
    try {
      const observation = await readResult(result);
      const { output, backwardOutput, state } = observation;
      this.readings.push(
        output,
        ...(backwardOutput ? [backwardOutput] : []),
        ...Object.values(state),
      );
      expectTrue('an input array was written to', snapshot(x, options) === before);
      return observation;
    } finally {
      for (const tensor of tensorsOf(result)) tensor.dispose();
    }
  }

  /** Reads a tensor that a case has got for itself. */
  async read(tensor: Tensor): Promise<Values> {
    const values = { shape: [...tensor.shape], data: await tensor.data() };
    this.readings.push(values);
    return values;
  }

  /** Reads a nest of tensors that a case has got for itself, each under its path. */
  async readLeaves(nest: unknown): Promise<Record<string, Values>> {
    const leaves = await readLeaves(nest);
    this.readings.push(...Object.values(leaves));
    return leaves;
  }

  /** Notes how much of a tolerance was used. */
  note(headroom: number): void {
    this.headroom = Math.max(this.headroom, headroom);
  }

  end(): void {
    for (const cleanup of this.#cleanups.toReversed()) cleanup();
  }
}

/** Options as the public interface takes them. */
export function namedOptions(config: LayerConfig, options: LabOptions): RunOptions {
  const { initialState, mask } = options;
  return {
    ...(mask === undefined ? {} : { mask }),
    ...(initialState === undefined ? {} : { initialState: namedState(config, initialState) }),
  };
}

/** A state under its names, of leaves by path. */
export function namedState<C extends LayerConfig>(
  config: C,
  leaves: Readonly<Record<string, TensorLike>>,
): InitialState<C> {
  return nameState(config, stateInOrder(config, leaves));
}

/** The leaves of a state in the order of stateLeaves. */
export function stateInOrder<T>(
  config: LayerConfig,
  leaves: Readonly<Record<string, T>>,
): readonly T[] {
  return stateLeaves(config).map(({ path }) => leaves[path] as T);
}

/** Reads a result of any layer as numbers. */
export async function readResult(result: object): Promise<Observation> {
  const { output, state } = result as { output: unknown; state?: unknown };
  const outputs = await readLeaves(output);
  const values = Object.values(outputs) as [Values, Values?];
  return {
    output: values[0],
    ...(values[1] === undefined ? {} : { backwardOutput: values[1] }),
    state: state === undefined ? {} : await readLeaves(state),
    hasState: 'state' in result,
  };
}

/** Reads a nest of tensors, each under its path. */
async function readLeaves(nest: unknown): Promise<Record<string, Values>> {
  const leaves: Record<string, Values> = {};
  for (const [path, leaf] of leavesIn(nest)) {
    const tensor = leaf as Tensor;
    leaves[path] = { shape: [...tensor.shape], data: await tensor.data() };
  }
  return leaves;
}

function snapshot(x: Values, { initialState, mask }: LabOptions): string {
  const arrays: ArrayLike<unknown>[] = [x.data, x.shape];
  for (const leaf of Object.values(initialState ?? {})) {
    if (typeof leaf.data !== 'function') arrays.push(leaf.data);
  }
  if (mask !== undefined) arrays.push(mask.data, mask.shape);
  return arrays.map((array) => Array.from(array).join()).join('|');
}

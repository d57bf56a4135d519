// The bench on which cases work: makes layers, lends them their inputs, reads everything back as plain numbers, cleans up,
// and watches that nothing that was lent is written to.

import {
  type Backend,
  type InitialState,
  type Layer,
  type LayerConfig,
  type Mask,
  nameState,
  type RunOptions,
  type Stream,
  type Supports,
  type Tensor,
  type TensorLike,
  tensorsOf,
  type WeightsOf,
} from '@gatefold/contract';
import { type KernelSupports, leavesIn, stateLeaves } from '@gatefold/contract/author';
import { claimedCells } from './claimed.ts';
import type { Counterexample, LawFailure } from './counterexample.ts';
import type { NumberClaims } from './perturbed.ts';
import {
  exactly,
  expectClose,
  expectTrue,
  Mismatch,
  type Observation,
  type Values,
} from './values.ts';
import { Loans, readInto, turned } from './views.ts';

/** What a run may be given here: states as leaves by path. */
export interface LabOptions {
  readonly initialState?: Readonly<Record<string, TensorLike>>;
  readonly mask?: Mask;
}

/** Makes the backend anew, as if nothing had been asked of it; a module that exports its only one gives that again. */
export type Anew = () => Promise<Backend>;

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
  /** Whether what a law fails on is left as it was found, where nobody reads it. */
  readonly asFound?: boolean;
}

export class Lab {
  readonly backend: Backend;
  readonly settings: LabSettings;
  /** What the case makes its layers of: all that the backend claims, or one cell of it at a time. */
  supports: Supports;
  /** The largest share of a tolerance that the case has used. */
  headroom = 0;
  /** Whether a golden was compared step by step, because the whole of it is ill-conditioned. */
  isIllConditioned = false;
  /** All that has been read back so far, for a diagnosis to compare. */
  readonly readings: Values[] = [];
  /** What a law failed on. */
  failure: LawFailure | undefined;
  readonly #cleanups: (() => void)[] = [];
  readonly #anew: Anew | undefined;
  #bareCalls = 0;

  /** @param anew  makes another backend like it, where that can be done */
  constructor(backend: Backend, settings: LabSettings, anew?: Anew) {
    this.backend = backend;
    this.settings = settings;
    this.supports = backend.supports;
    this.#anew = anew;
  }

  /** The bench of another backend of the same module, which lives until the case ends; undefined where there is but the one. */
  async neighbour(): Promise<Lab | undefined> {
    const other = await this.#anew?.();
    if (other === undefined || other === this.backend) return undefined;
    // There is nothing to wait for.
    await other.idle();
    const neighbour = new Lab(other, this.settings);
    this.#cleanups.push(() => {
      neighbour.end();
      if (!other.disposed) other.dispose();
    });
    return neighbour;
  }

  /** What the backend says of its numbers. */
  get claims(): NumberClaims {
    // One that defineBackend has not made may lack the younger claim.
    const supports: KernelSupports = this.backend.supports;
    return {
      precision: supports.precision,
      weightPrecision: supports.weightPrecision ?? 'f32',
    };
  }

  get seed(): number {
    return this.settings.seed;
  }

  /** Tries something on each cell that is claimed, by itself. */
  async inEachCell(attempt: (lab: Lab) => Promise<void>): Promise<void> {
    const whole = this.supports;
    try {
      for (const { kind, resetAfter } of claimedCells(whole)) {
        this.supports = { ...whole, cells: [kind], resetAfter: kind === 'gru' ? [resetAfter] : [] };
        await attempt(this);
        this.end();
      }
    } catch (error) {
      const [kind] = this.supports.cells;
      if (error instanceof Mismatch)
        error.message = `${error.message}; the cell is of kind ${kind}`;
      throw error;
    } finally {
      this.supports = whole;
    }
  }

  /** A layer that lives until the case ends. */
  layer<const C extends LayerConfig>(config: C, weights: WeightsOf<C>): Layer<C> {
    return this.keep(atOnce('layer()', this.backend.layer(config, weights)));
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
    x: TensorLike,
    options: LabOptions = {},
  ): Promise<Observation> {
    const loans = new Loans();
    const layer = atOnce('layer()', this.backend.layer(config, turned(loans.nest(weights))));
    try {
      const observation = await this.observe(layer, x, options);
      loans.expectUntouched();
      return observation;
    } finally {
      layer.dispose();
    }
  }

  /** Runs a layer that is kept, as stateful ones are. Tensors of the backend's own must stay as they are. */
  async observe(layer: Layer, x: TensorLike, options: LabOptions = {}): Promise<Observation> {
    const loans = new Loans();
    const given = [x, ...Object.values(options.initialState ?? {})].filter(isTensor);
    const before = await Promise.all(given.map((tensor) => readTensor(tensor)));
    const { initialState, ...rest } = namedOptions(layer.config, lentOptions(loans, options));
    const named =
      initialState === undefined ? rest : { ...rest, initialState: turned(initialState) };
    // Frozen, since nobody is to complete what was lent; every second call without options has no word of them.
    const isBare = Object.keys(named).length === 0 && this.#bareCalls++ % 2 === 0;
    const result = atOnce(
      'run()',
      isBare ? layer.run(lent(loans, x)) : layer.run(lent(loans, x), Object.freeze(named)),
    );
    try {
      const observation = await readResult(result);
      const { output, backwardOutput, state } = observation;
      this.readings.push(
        output,
        ...(backwardOutput ? [backwardOutput] : []),
        ...Object.values(state),
      );
      loans.expectUntouched();
      for (const [index, tensor] of given.entries()) {
        const wanted = before[index] as Values;
        expectClose('a tensor that was given', await readTensor(tensor), wanted, exactly);
      }
      return observation;
    } finally {
      endResult(result);
    }
  }

  /** Pushes a frame or a chunk, and reads what comes back. */
  async push(stream: Stream, frames: Values, options: { mask?: Mask } = {}): Promise<Observation> {
    const loans = new Loans();
    const isBare = options.mask === undefined && this.#bareCalls++ % 2 === 0;
    const output = isBare
      ? stream.push(loans.values(frames))
      : stream.push(loans.values(frames), lentOptions(loans, options));
    const leaves = Object.values(await this.readLeaves(output)) as [Values, Values?];
    loans.expectUntouched();
    return { output: leaves[0], state: {}, hasState: false };
  }

  /** Reads a tensor that a case has got for itself. */
  async read(tensor: Tensor, choice?: number): Promise<Values> {
    const values = await readTensor(tensor, choice);
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
    for (const cleanup of this.#cleanups.splice(0).toReversed()) cleanup();
  }
}

/** Frees all of a result, in one of the three ways that there are: which one follows from its shape. */
function endResult(result: Disposable & { dispose(): void }): void {
  const tensors = tensorsOf(result);
  const choice = tensors.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a + b, 0), 0) % 3;
  if (choice === 0) result.dispose();
  else if (choice === 1) result[Symbol.dispose]();
  else for (const tensor of tensors) tensor.dispose();
}

/** What a call gives, which is there when it returns: only numbers may come later. */
function atOnce<T>(call: string, value: T): T {
  expectTrue(
    `${call} must return its result, got a promise; write it without async, and let data() be late`,
    typeof (value as { then?: unknown } | undefined)?.then !== 'function',
  );
  return value;
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
  const observation = observationOf(
    outputs,
    state === undefined ? undefined : await readLeaves(state),
  );
  return { ...observation, hasState: 'state' in result };
}

/** What was read of a result: its outputs, of one direction or of both, and its state, by path. */
export function observationOf(
  outputs: Readonly<Record<string, Values>>,
  state?: Readonly<Record<string, Values>>,
): Observation {
  const [output, backwardOutput] = Object.values(outputs) as [Values, Values?];
  return {
    output,
    ...(backwardOutput === undefined ? {} : { backwardOutput }),
    state: state ?? {},
    hasState: state !== undefined,
  };
}

/** Reads a nest of tensors, each under its path. */
async function readLeaves(nest: unknown): Promise<Record<string, Values>> {
  const leaves: Record<string, Values> = {};
  for (const [index, [path, leaf]] of [...leavesIn(nest)].entries()) {
    leaves[path] = await readTensor(leaf as Tensor, index);
  }
  return leaves;
}

async function readTensor(tensor: Tensor, choice = 0): Promise<Values> {
  const shape = [...tensor.shape];
  const size = shape.reduce((a, b) => a * b, 1);
  return { shape, data: await readInto(tensor, size, size + choice) };
}

const isTensor = (value: TensorLike): value is Tensor => typeof value.data === 'function';

function lent(loans: Loans, given: TensorLike): TensorLike {
  return isTensor(given) ? given : loans.values(given);
}

/** Options with every array lent. */
export function lentOptions(loans: Loans, { initialState, mask }: LabOptions): LabOptions {
  return {
    ...(mask === undefined ? {} : { mask: loans.mask(mask) }),
    ...(initialState === undefined
      ? {}
      : {
          initialState: Object.fromEntries(
            Object.entries(initialState).map(([path, leaf]) => [path, lent(loans, leaf)]),
          ),
        }),
  };
}

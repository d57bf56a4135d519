// A layer of a program: made of options, called with symbolic tensors, as often as one likes.

import { ConfigError, type HostTensor, type LayerConfig, ShapeError } from '@gatefold/contract';
import { checkOptions, describe, readHostTensor } from '@gatefold/contract/author';
import type { ModelSource } from '../graph/plan.ts';
import { zeros } from '../initializers/constant.ts';
import type { LayerShapes, WeightSpec } from '../layers/layer-class.ts';
import { checkInputCount, checkSize, checkWeights } from '../layers/check-layer.ts';
import { snakeCase } from './snake-case.ts';
import type { SymbolicTensor } from './symbolic-tensor.ts';

/** What a layer may be called with beside its inputs. */
export interface CallOptions {
  /** Numbers that are not 0 where a step is real; in the place of the mask that the input brings. */
  readonly mask?: SymbolicTensor | readonly SymbolicTensor[];
  /** The state that a recurrent layer begins with: h, then c of an LSTM; cell by cell, forward before backward. */
  readonly initialState?: SymbolicTensor | readonly SymbolicTensor[];
  /** Whether an Attention looks at no step that comes later. */
  readonly useCausalMask?: boolean;
}

/** A call, as the program wrote it. */
export interface ProgramCall {
  readonly inputs: readonly SymbolicTensor[];
  readonly states: readonly SymbolicTensor[];
  readonly masks: readonly SymbolicTensor[];
  readonly useCausalMask: boolean;
}

/** What a layer of a program is: shapes and, of a recurrent one, a config. */
export interface ProgramBody {
  readonly layer: LayerShapes;
  readonly recurrent?: { readonly config: LayerConfig };
  /** The model that is this layer, or that a TimeDistributed holds. */
  readonly source?: ModelSource;
  /** The layer that a TimeDistributed holds: the weights of the one are those of the other. */
  readonly inside?: ProgramLayer;
}

let made = 0;

export class ProgramLayer<Out = SymbolicTensor | readonly SymbolicTensor[]> {
  readonly className: string;
  /** As it was given; a model names what has none. */
  readonly name: string | undefined;
  /** With Keras's keys. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly body: ProgramBody;
  /** Layers are named in the order in which they were made, as in Keras. */
  readonly order: number = made++;
  readonly calls: ProgramCall[] = [];
  #weights: readonly HostTensor[] | undefined;
  /** The weights that its maker was given. */
  readonly given: readonly HostTensor[] | undefined;

  constructor(
    className: string,
    body: ProgramBody,
    config: Readonly<Record<string, unknown>>,
    name: string | undefined,
    weights: readonly HostTensor[] | undefined,
  ) {
    this.className = className;
    this.body = body;
    this.config = config;
    this.name = name;
    this.given = weights ?? undefined;
    if (name !== undefined && (typeof name !== 'string' || name === '')) {
      throw new ConfigError({
        where: `${snakeCase(className)} (${className}).name`,
        expected: 'must be text',
        actual: describe(name),
      });
    }
  }

  /** In the order of get_weights(); made by the first call, which tells their shapes. */
  get weights(): readonly HostTensor[] {
    return this.#owner.#weights ?? [];
  }

  /**
   * Calls the layer.
   *
   * @param inputs  one tensor, or a list for a layer that takes several
   * @returns       what comes out: a tensor, or a list of the output and the states
   * @throws {ShapeError | ConfigError} for inputs and options that do not fit, and weights that were given and do not
   */
  apply(inputs: SymbolicTensor | readonly SymbolicTensor[], options: CallOptions = {}): Out {
    const where = this.#where;
    const { mask, initialState, useCausalMask } = checkOptions(`${where}.apply`, options, [
      'mask',
      'initialState',
      'useCausalMask',
    ]) as CallOptions;
    const call = {
      inputs: symbolicList(`${where}.apply`, inputs),
      states: symbolicList(`${where}.apply: initialState`, initialState ?? []),
      masks: symbolicList(`${where}.apply: mask`, mask ?? []),
      useCausalMask: useCausalMask === true,
    };
    const { body } = this;
    checkInputCount(where, body.layer, call.inputs.length);
    if (call.states.length > 0 && (body.recurrent === undefined || body.inside !== undefined)) {
      throw new ConfigError({
        where: `${where}.apply: initialState`,
        expected: 'is for layers that have a state',
        remedy: 'leave it out',
      });
    }
    const shapes = call.inputs.map(({ shape }) => shape);
    const states = call.states.map(({ shape }) => shape);
    const outputs = body.layer.outputShapes([...shapes, ...states], {});
    this.#makeWeights(body.layer.weights?.(shapes) ?? []);
    const number = this.calls.push(call) - 1;
    const tensors = outputs.map((shape, output) => ({
      shape,
      source: { layer: this as unknown as ProgramLayer, call: number, output },
    }));
    return (tensors.length === 1 ? tensors[0] : tensors) as Out;
  }

  get #where(): string {
    return `${this.name ?? snakeCase(this.className)} (${this.className})`;
  }

  /** Whose weights these are. */
  get #owner(): ProgramLayer<unknown> {
    return this.body.inside === undefined ? this : this.body.inside.#owner;
  }

  #makeWeights(specs: readonly WeightSpec[]): void {
    const owner = this.#owner;
    const where = owner.#where;
    const nameOf = (index: number): string => `${where}: ${specs[index]?.name ?? index}`;
    owner.#weights ??=
      owner.given === undefined
        ? specs.map((spec, index) => begin(nameOf(index), spec))
        : listOf(`${where}: weights`, owner.given).map((weight, index) =>
            readHostTensor(nameOf(index), weight),
          );
    checkWeights(where, specs, owner.#weights);
  }
}

/** Makes the numbers of a weight. */
function begin(where: string, { shape, initializer = zeros() }: WeightSpec): HostTensor {
  if (shape.includes(null)) {
    throw new ShapeError({
      where,
      expected: 'must have a shape: the last size of the input may not be open',
      remedy: 'write it out in input({ shape })',
    });
  }
  checkSize(where, shape);
  if (typeof initializer !== 'function') {
    throw new ConfigError({
      where,
      expected: 'must begin with what a function makes',
      actual: describe(initializer),
      remedy: 'constant(0.1) and its like are initialisers',
    });
  }
  const sizes = shape as readonly number[];
  return readHostTensor(where, { shape: sizes, data: initializer(sizes) });
}

function listOf(where: string, list: unknown): readonly unknown[] {
  if (Array.isArray(list)) return list;
  throw new ConfigError({
    where,
    expected: 'must be a list, as get_weights() returns it',
    actual: describe(list),
  });
}

/** @throws {ConfigError} for what are no tensors of a program, before anybody looks into them */
export function symbolicList(where: string, tensors: unknown): readonly SymbolicTensor[] {
  const list: readonly unknown[] = Array.isArray(tensors) ? tensors : [tensors];
  for (const one of list) {
    if (isSymbolic(one)) continue;
    throw new ConfigError({
      where,
      expected: 'must be what input() or apply() returned, or a list of them',
      actual: one instanceof ProgramLayer ? `${one.className}, not applied` : describe(one),
      remedy: 'numbers are what model.predict() takes',
    });
  }
  return list as readonly SymbolicTensor[];
}

export function isSymbolic(value: unknown): value is SymbolicTensor {
  const { source } = Object(value) as Partial<SymbolicTensor>;
  return source?.layer instanceof ProgramLayer;
}

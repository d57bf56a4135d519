// A layer of a program: made of options, called with symbolic tensors, as often as one likes.

import { ConfigError, type HostTensor, type LayerConfig, ShapeError } from '@gatefold/contract';
import { describe } from '@gatefold/contract/author';
import { zeros } from '../initializers/constant.ts';
import type { LayerShapes, OpenShape } from '../layers/layer-class.ts';
import { checkInputCount, checkWeights } from '../layers/check-layer.ts';
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
  readonly recurrent?: { readonly config: LayerConfig; readonly stateCount: number };
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
  readonly #given: readonly HostTensor[] | undefined;

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
    this.#given = weights;
  }

  /** In the order of get_weights(); made by the first call, which tells their shapes. */
  get weights(): readonly HostTensor[] {
    return this.#weights ?? [];
  }

  /**
   * Calls the layer.
   *
   * @param inputs  one tensor, or a list for a layer that takes several
   * @returns       what comes out: a tensor, or a list of the output and the states
   * @throws {ShapeError | ConfigError} for inputs that do not fit, and weights that were given and do not
   */
  apply(inputs: SymbolicTensor | readonly SymbolicTensor[], options: CallOptions = {}): Out {
    const list = asList(inputs);
    const where = this.#where;
    for (const input of list) {
      if (isSymbolic(input)) continue;
      throw new ConfigError({
        where: `${where}.apply`,
        expected: 'must be called with what input() or another layer returned',
        actual: describe(input),
        remedy: 'numbers are what model.predict() takes',
      });
    }
    const states = asList(options.initialState ?? []);
    const call = {
      inputs: list,
      states,
      masks: asList(options.mask ?? []),
      useCausalMask: options.useCausalMask ?? false,
    };
    const { body } = this;
    checkInputCount(where, body.layer, list.length);
    checkStates(where, body.recurrent?.stateCount ?? 0, states);
    const shapes = list.map(({ shape }) => shape);
    const outputs = body.layer.outputShapes(shapes, {});
    this.#makeWeights(shapes);
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

  #makeWeights(inputs: readonly OpenShape[]): void {
    const specs = this.body.layer.weights?.(inputs) ?? [];
    this.#weights ??=
      this.#given ??
      specs.map(({ name, shape, initializer = zeros() }) => {
        if (!shape.includes(null)) {
          const sizes = shape as readonly number[];
          return { shape: sizes, data: initializer(sizes) };
        }
        throw new ShapeError({
          where: `${this.#where}: ${name}`,
          expected: 'must have a shape: the last size of the input may not be open',
          remedy: 'write it out in input({ shape })',
        });
      });
    checkWeights(this.#where, specs, this.#weights);
  }
}

function checkStates(where: string, stateCount: number, states: readonly SymbolicTensor[]): void {
  if (states.length === 0 || states.length === stateCount) return;
  throw new ShapeError({
    where: `${where}: initialState`,
    expected: `must be ${stateCount} states`,
    actual: `${states.length}`,
  });
}

export function asList(
  tensors: SymbolicTensor | readonly SymbolicTensor[],
): readonly SymbolicTensor[] {
  return Array.isArray(tensors)
    ? (tensors as readonly SymbolicTensor[])
    : [tensors as SymbolicTensor];
}

function isSymbolic(value: unknown): value is SymbolicTensor {
  return typeof value === 'object' && value !== null && 'source' in value;
}

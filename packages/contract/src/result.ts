/// <reference lib="esnext.disposable" preserve="true" />
// Disposable is younger than es2022, so consumers need the library that declares it.
// What a call returns: the types follow the config (clauses C3 to C5), and kerasOutputs gives Keras's own list.

import type {
  BidirectionalConfig,
  CellConfig,
  CellKind,
  DirectionalConfig,
  LayerConfig,
  MergeMode,
  StackedConfig,
} from './config.ts';
import { ShapeError } from './errors.ts';
import { leavesIn, readNest, stepsIn } from './leaves.ts';
import type { Tensor, TensorLike } from './tensor.ts';
import { describe } from './describe.ts';

/** [batch, units] */
export type StateShape = readonly [batch: number, units: number];

/** One cell's state: `h` for every kind, `c` for an LSTM as well. */
export type CellState<K extends CellKind, T> = K extends 'lstm'
  ? { readonly h: T; readonly c: T }
  : { readonly h: T };

/** A layer's state: by name, by direction, by cell. `T` is what stands for one [batch, units]. */
export type StateOf<C extends LayerConfig, T = Tensor<StateShape>> =
  C extends BidirectionalConfig<infer L, MergeMode, infer B>
    ? { readonly forward: StateOf<L, T>; readonly backward: StateOf<B, T> }
    : C extends StackedConfig<boolean, boolean, infer Cells>
      ? { readonly [I in keyof Cells]: CellState<Cells[I]['kind'], T> }
      : C extends CellConfig
        ? CellState<C['kind'], T>
        : never;

/** What `initialState` takes: a state of an earlier run, or host tensors in its place. */
export type InitialState<C extends LayerConfig> = StateOf<C, TensorLike>;

type FlagsOf<C extends LayerConfig> =
  C extends BidirectionalConfig<infer L, MergeMode, DirectionalConfig> ? L : C;

/** [batch, timeSteps, units] with returnSequences, [batch, units] without. */
export type OutputShape<S extends boolean> = S extends true
  ? readonly [batch: number, timeSteps: number, units: number]
  : readonly [batch: number, units: number];

type OneOutput<C extends LayerConfig> =
  FlagsOf<C> extends DirectionalConfig<infer S> ? Tensor<OutputShape<S>> : never;

/** One tensor, or one for each direction when a Bidirectional does not merge. */
export type OutputOf<C extends LayerConfig> =
  C extends BidirectionalConfig<DirectionalConfig, infer M, DirectionalConfig>
    ? M extends null
      ? { readonly forward: OneOutput<C>; readonly backward: OneOutput<C> }
      : OneOutput<C>
    : OneOutput<C>;

/**
 * `output` always; `state` exactly when the config says returnState.
 *
 * `dispose()`, and `using`, free all the tensors of the result at once; each may also be freed by itself.
 */
export type Result<C extends LayerConfig> = Disposable & {
  readonly output: OutputOf<C>;
  dispose(): void;
} & (FlagsOf<C> extends {
    readonly returnState: infer R;
  }
    ? [R] extends [true]
      ? { readonly state: StateOf<C> }
      : [R] extends [false]
        ? unknown
        : { readonly state?: StateOf<C> }
    : unknown);

/** What kerasOutputs reads. */
interface AnyResult {
  readonly output: unknown;
  readonly state?: unknown;
}

/** A list of tensors; the states of stacked cells are lists in it, as Keras 3 nests them. */
export type KerasOutputs<R extends AnyResult = AnyResult> = R extends {
  readonly state: { readonly h: unknown } | { readonly forward: { readonly h: unknown } };
}
  ? readonly Tensor[]
  : 'state' extends keyof R
    ? readonly (Tensor | readonly Tensor[])[]
    : readonly Tensor[];

/**
 * Lists a result the way Keras 3 returns it: the output, then h, then c.
 *
 * A Bidirectional lists forward before backward; stacked cells give one list for each cell.
 *
 * @throws {ShapeError} when there is no tensor
 * @see clauses S4, S13 · keras/src/layers/rnn/rnn.py `return output, *states`
 * @example
 *   import { kerasOutputs, lstm, tensor } from '@gatefold/contract';
 *   import { cpu } from '@gatefold/cpu';
 *   const backend = await cpu();
 *   const layer = backend.layer(lstm({ units: 1, returnState: true }), {
 *     kernel: tensor([[0.1, 0.1, 0.1, 0.1]]),
 *     recurrentKernel: tensor([[0.1, 0.1, 0.1, 0.1]]),
 *     bias: tensor([0, 1, 0, 0]),
 *   });
 *   const result = layer.run(tensor([[[0.5], [0.25]]]));
 *   kerasOutputs(result).length; // => 3
 */
export function kerasOutputs<R extends AnyResult>(result: R): KerasOutputs<R> {
  const listed = (nest: unknown): readonly unknown[] => {
    if (Array.isArray(nest)) return nest.map(listed);
    const steps = stepsIn(nest);
    return steps.length === 0 ? [nest] : steps.flatMap(([, inner]) => listed(inner));
  };
  return listed(readResult('kerasOutputs', result)) as unknown as KerasOutputs<R>;
}

/**
 * Lists all the tensors of a result, of whatever config: the outputs, then the states, in Keras's order.
 *
 * The state of a stream, and any part of a result, are listed as well.
 *
 * @returns one tensor at least; stacked cells make no lists in it, as they do in {@link kerasOutputs}
 * @throws  {ShapeError} when there is no tensor
 * @see     clause S15
 * @example
 *   import { fromKerasConfig, type KerasObject, tensor, tensorsOf, weightsInOrder } from '@gatefold/contract';
 *   import { cpu } from '@gatefold/cpu';
 *   const json: KerasObject = JSON.parse('{ "class_name": "GRU", "config": { "units": 1 } }');
 *   const { config } = fromKerasConfig(json, { kerasVersion: '3.15.1' });
 *   const arrays = [tensor([[1, 1, 1]]), tensor([[1, 1, 1]]), tensor([[0, 0, 0], [0, 0, 0]])];
 *   const backend = await cpu();
 *   const layer = backend.layer(config, weightsInOrder(config, arrays));
 *   await tensorsOf(layer.run(tensor([[[1]]])))[0].data(); // => Float32Array [0.20482420921325684]
 */
export function tensorsOf(result: object): readonly [Tensor, ...Tensor[]] {
  const leaves = leavesIn(readResult('tensorsOf', result));
  return leaves.map(([, tensor]) => tensor) as [Tensor, ...Tensor[]];
}

/** @throws {ShapeError} when there is no tensor in it */
function readResult(where: string, result: unknown): unknown {
  const nest = readNest(where, result, ['output', 'state']);
  if (leavesIn(nest).length > 0) return nest;
  throw new ShapeError({
    where,
    expected: 'must hold tensors',
    actual: describe(nest),
    remedy: 'pass what run() returned',
  });
}

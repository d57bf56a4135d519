// From symbolic tensors back to all that they come from: a program as a graph, and on a backend.

import { type Backend, ConfigError, type HostTensor, weightsInOrder } from '@gatefold/contract';
import { checkOptions } from '@gatefold/contract/author';
import type {
  GraphArgument,
  GraphCall,
  GraphLayer,
  GraphTensor,
  ImportedLayer,
  ModelGraph,
} from '@gatefold/importers';
import { checkBackend } from '../check-backend.ts';
import type { ModelSource } from '../graph/plan.ts';
import { Model, type Prediction } from '../model.ts';
import { callsInOrder, type PlacedCall } from './calls-in-order.ts';
import { placedUnder } from './model-layer.ts';
import { type ProgramLayer, symbolicList } from './program-layer.ts';
import { snakeCase } from './snake-case.ts';
import type { SymbolicTensor } from './symbolic-tensor.ts';

/** What `predict` returns for these outputs: a tensor for each. */
export type PredictionOf<O extends SymbolicTensor | readonly SymbolicTensor[]> =
  O extends readonly [SymbolicTensor]
    ? HostTensor
    : O extends readonly SymbolicTensor[]
      ? { readonly [I in keyof O]: HostTensor }
      : HostTensor;

export interface ModelOptions<O extends SymbolicTensor | readonly SymbolicTensor[]> {
  readonly inputs: SymbolicTensor | readonly SymbolicTensor[];
  readonly outputs: O;
  /** Where the recurrent layers run: a backend, or a promise of one, `wasm()`. It stays its maker's to dispose of. */
  readonly backend: Backend | Promise<Backend>;
  readonly name?: string;
}

/**
 * Makes a model of what lies between its inputs and its outputs.
 *
 * @throws {ConfigError} for outputs that need an input which is not listed
 * @example
 *   import { cpu } from '@gatefold/cpu';
 *   import { constant, input, layers, model } from '@gatefold/layers';
 *   const x = input({ shape: [3, 2] });
 *   const y = layers.gru({ units: 4, kernelInitializer: constant(0.1) }).apply(x);
 *   const program = model({ inputs: x, outputs: layers.dense({ units: 1 }).apply(y), backend: cpu() });
 *   (await program.predict([[[0.1, 0.2], [0.3, 0.1], [0.2, 0.3]]])).shape; // => [1, 1]
 */
export function model<const O extends SymbolicTensor | readonly SymbolicTensor[]>(
  options: ModelOptions<O>,
): Model<PredictionOf<O> & Prediction> {
  const given = checkOptions('model', options, [
    'inputs',
    'outputs',
    'backend',
    'name',
  ]) as ModelOptions<O>;
  const { inputs, outputs, name = 'functional' } = given;
  const backend = checkBackend('model', given.backend);
  const source = graphOf(
    { name, className: 'Functional' },
    symbolicList('model: inputs', inputs),
    symbolicList('model: outputs', outputs),
  );
  return new Model(source, backend);
}

/** A program as files have it. */
export function graphOf(
  { name, className: modelClass }: Pick<ModelGraph, 'name' | 'className'>,
  inputs: readonly SymbolicTensor[],
  outputs: readonly SymbolicTensor[],
): ModelSource {
  if (outputs.length === 0) {
    throw new ConfigError({ where: `model ${name}: outputs`, expected: 'must be one at least' });
  }
  const placed = callsInOrder(outputs, inputs);
  checkInputs(name, inputs, placed);
  const programLayers = [
    ...new Set([...placed.map(({ layer }) => layer), ...inputs.map(({ source }) => source.layer)]),
  ];
  const paths = namesOf(programLayers);
  const tensorOf = ({ source: { layer, call, output } }: SymbolicTensor): GraphTensor => ({
    layer: paths.get(layer) as string,
    call,
    output,
  });
  const layers = new Map<string, ImportedLayer>();
  const graphLayers = programLayers.map((layer): GraphLayer => {
    const path = paths.get(layer) as string;
    const { className, config, weights, body } = layer;
    if (body.recurrent !== undefined) {
      const { config: own } = body.recurrent;
      const { class_name: inner } = Object(config['layer']) as Record<string, unknown>;
      const place =
        className === 'TimeDistributed' ? `${path}/${snakeCase(inner as string)}` : path;
      layers.set(place, {
        config: own,
        weights: weightsInOrder(own, weights),
      });
    }
    const made = { path, className, config: { ...config, name: path }, weights };
    if (body.source === undefined) return made;
    const inner = placedUnder(path, body.source);
    for (const [key, one] of inner.layers) layers.set(key, one);
    return { ...made, graph: inner.graph };
  });
  return {
    layers,
    graph: {
      name,
      className: modelClass,
      // A program means by every word what Keras 3 does.
      kerasVersion: '3.0.0',
      layers: new Map(graphLayers.map((layer) => [layer.path, layer])),
      calls: placed
        .filter(({ layer }) => layer.className !== 'InputLayer')
        .map((call) => graphCall(paths.get(call.layer) as string, call, tensorOf)),
      inputs: inputs.map(tensorOf),
      outputs: outputs.map(tensorOf),
    },
  };
}

function graphCall(
  layer: string,
  { layer: { calls }, call }: PlacedCall,
  tensorOf: (tensor: SymbolicTensor) => GraphTensor,
): GraphCall {
  const { inputs, states, masks, useCausalMask } = calls[call];
  const list = (tensors: readonly SymbolicTensor[]): GraphArgument =>
    tensors.map((tensor) => ({ tensor: tensorOf(tensor) }));
  return {
    layer,
    call,
    args: [list(inputs)],
    kwargs: {
      ...(states.length === 0 ? {} : { initial_state: list(states) }),
      ...(masks.length === 0 ? {} : { mask: list(masks) }),
      ...(useCausalMask ? { use_causal_mask: { constant: true } } : {}),
    },
  };
}

/** Layers without a name are called after their classes, and counted from the second on, as in Keras. */
function namesOf(layers: readonly ProgramLayer[]): ReadonlyMap<ProgramLayer, string> {
  const names = new Map<ProgramLayer, string>();
  const taken = new Set<string>();
  for (const layer of layers) {
    const { name } = layer;
    if (name === undefined) continue;
    if (taken.has(name)) {
      throw new ConfigError({
        where: `model: ${name}`,
        expected: 'must be the name of one layer alone',
        remedy: 'leave the name out, or choose another',
      });
    }
    taken.add(name);
    names.set(layer, name);
  }
  for (const layer of layers.toSorted((a, b) => a.order - b.order)) {
    if (layer.name !== undefined) continue;
    const base = snakeCase(layer.className);
    let name = base;
    for (let count = 1; taken.has(name); count++) name = `${base}_${count}`;
    taken.add(name);
    names.set(layer, name);
  }
  return names;
}

function checkInputs(
  name: string,
  inputs: readonly SymbolicTensor[],
  placed: readonly PlacedCall[],
): void {
  const listed = new Set(inputs.map(({ source }) => source.layer));
  for (const {
    source: { layer },
  } of inputs) {
    if (layer.className === 'InputLayer') continue;
    throw new ConfigError({
      where: `model ${name}: inputs`,
      expected: 'must be what input() returned',
      actual: `an output of ${layer.className}`,
    });
  }
  const missing = placed.find(
    ({ layer }) => layer.className === 'InputLayer' && !listed.has(layer),
  );
  if (missing === undefined) return;
  throw new ConfigError({
    where: `model ${name}: inputs`,
    expected: 'must list every input that the outputs come from',
    actual: `none that is ${missing.layer.name ?? 'the input'}`,
    remedy: 'inputs: [x, y] lists several',
  });
}

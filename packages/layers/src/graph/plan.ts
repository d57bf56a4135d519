// A graph as a list of calls, models within models laid flat. Everything that a file or a program can have wrong is found
// here, before there is a backend.

import {
  ConfigError,
  FileError,
  type HostTensor,
  ShapeError,
  UnsupportedError,
} from '@gatefold/contract';
import type {
  GraphArgument,
  GraphCall,
  GraphLayer,
  GraphTensor,
  Imported,
  ModelGraph,
} from '@gatefold/importers';
import { isKeras3 } from '../layers/config-reader.ts';
import type { HostLayer, OpenShape } from '../layers/layer-class.ts';
import { layerInside, makeLayer, type PlannedLayer } from '../layers/make-layer.ts';
import { inputsIn, type Masks, masksOf, optionsOf } from './arguments.ts';
import { rowsToSteps, stepsToRows } from '../layers/time-distributed.ts';

/** What a model is made of: what an importer returns, and what a program in JavaScript is turned into. */
export type ModelSource = Required<Pick<Imported, 'graph' | 'layers'>>;

/** One call of a layer. Tensors go by keys: `encoder/lstm:0:1` is output 1 of the first call. */
export interface PlannedCall {
  readonly layer: PlannedLayer;
  /** What the keys of its outputs begin with. */
  readonly key: string;
  readonly inputs: readonly string[];
  /** Given masks, which stand in the place of those that the inputs bring. */
  readonly masks: Masks;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A tensor that a model is given, or gives. */
export interface ModelEnd {
  readonly name: string;
  readonly key: string;
}

export interface ModelInput extends ModelEnd {
  /** As the file or the program declares it; undefined where it does not. */
  readonly shape: OpenShape | undefined;
}

export interface Plan {
  readonly layers: ReadonlyMap<string, PlannedLayer>;
  readonly calls: readonly PlannedCall[];
  /** Numbers that stand among the inputs of a function, by their keys. */
  readonly constants: ReadonlyMap<string, HostTensor>;
  readonly inputs: readonly ModelInput[];
  readonly outputs: readonly ModelEnd[];
  /** The key by which a tensor goes: what a model within the model gives goes by that of the layer inside that gives it. */
  keyIn(scope: string, tensor: GraphTensor): string;
}

/**
 * Lays a graph out.
 *
 * @throws {UnsupportedError} for a layer that is not known, by its path
 * @throws {ConfigError}      for a config that has no meaning
 */
export function planModel({ graph, layers: recurrent }: ModelSource): Plan {
  const planner = new Planner(recurrent);
  planner.layOut(graph, '');
  const { layers, calls, constants } = planner;
  const end = (tensor: GraphTensor): ModelEnd => ({
    name: tensor.layer,
    key: planner.keyIn('', tensor),
  });
  const inputs = graph.inputs.map((input) => ({
    ...end(input),
    shape: declaredShape(graph.layers.get(input.layer) as GraphLayer),
  }));
  const outputs = graph.outputs.map(end);
  const given = [...inputs.map(({ key }) => key), ...constants.keys()];
  checkConnected(given, calls, outputs);
  return {
    layers,
    calls,
    constants,
    inputs,
    outputs,
    keyIn: (scope, tensor) => planner.keyIn(scope, tensor),
  };
}

/** @throws {FileError} for a tensor that no call before its reader gives, as in a damaged file */
function checkConnected(
  given: readonly string[],
  calls: readonly PlannedCall[],
  outputs: readonly ModelEnd[],
): void {
  const known = new Set(given);
  const made = new Set<string>();
  const check = (where: string, key: string): void => {
    if (known.has(key) || made.has(key.slice(0, key.lastIndexOf(':')))) return;
    throw new FileError({
      where,
      expected: 'must be given what an input or a call before it gives',
      actual: key,
      remedy: 'the file is damaged',
    });
  };
  for (const { layer, key, inputs, masks } of calls) {
    for (const one of [...inputs, ...(masks ?? [])]) if (one !== undefined) check(layer.where, one);
    made.add(key);
  }
  for (const { name, key } of outputs) check(name, key);
}

/** What a layer is called with, by keys. */
interface Arguments {
  readonly inputs: readonly string[];
  readonly masks: Masks;
  /** The keyword arguments that are neither states nor masks. */
  readonly others: Readonly<Record<string, GraphArgument>>;
}

/** @throws {ConfigError} for a model of several outputs, of which one is asked for */
export function checkOneOutput(where: string, { outputs }: Plan): void {
  if (outputs.length === 1) return;
  throw new ConfigError({
    where,
    expected: 'is for a model of one output',
    actual: `${outputs.length}: ${outputs.map(({ name }) => name).join(', ')}`,
    remedy: 'predict and push return them in a list',
  });
}

class Planner {
  readonly layers = new Map<string, PlannedLayer>();
  readonly calls: PlannedCall[] = [];
  readonly constants = new Map<string, HostTensor>();
  /** Of the model that is being laid out: one within another may be of another Keras. */
  #kerasVersion = '';
  readonly #recurrent: Imported['layers'];
  /** What an inner model calls its inputs, and an outer one its outputs: the key that they stand for. */
  readonly #aliases = new Map<string, string>();

  constructor(recurrent: Imported['layers']) {
    this.#recurrent = recurrent;
  }

  keyIn(scope: string, { layer, call, output }: GraphTensor): string {
    return this.#resolve(`${scope}${layer}:${call}:${output}`);
  }

  /** @param scope  what the keys of the model's tensors begin with */
  layOut(model: ModelGraph, scope: string): void {
    const around = this.#kerasVersion;
    this.#kerasVersion = model.kerasVersion;
    for (const call of model.calls) {
      const key = `${scope}${call.layer}:${call.call}`;
      this.#call(
        model.layers.get(call.layer) as GraphLayer,
        key,
        this.#argumentsOf(call, key, scope),
      );
    }
    this.#kerasVersion = around;
  }

  #resolve(key: string): string {
    return this.#aliases.get(key) ?? key;
  }

  #call(layer: GraphLayer, key: string, given: Arguments): void {
    if (layer.className === 'TimeDistributed') this.#callForSteps(layer, key, given);
    else if (layer.graph === undefined) this.#callLayer(layer, key, given);
    else this.#callModel(layer, layer.graph, key, given);
  }

  #callLayer(layer: GraphLayer, key: string, { inputs, masks, others }: Arguments): void {
    let planned = this.layers.get(layer.path);
    if (planned === undefined) {
      planned = makeLayer(layer, this.#kerasVersion, this.#recurrent);
      this.layers.set(layer.path, planned);
    }
    const { where, className } = planned;
    if (!className.startsWith('ops.') && inputs.some((one) => this.constants.has(one))) {
      throw new UnsupportedError({
        where,
        expected: 'must be called with tensors alone',
        actual: 'a number among them',
      });
    }
    this.calls.push({ layer: planned, key, inputs, masks, options: optionsOf(planned, others) });
  }

  #callModel(
    { path, className }: GraphLayer,
    inner: ModelGraph,
    key: string,
    given: Arguments,
  ): void {
    const { inputs, masks } = given;
    if (inputs.length !== inner.inputs.length) {
      throw new ShapeError({
        where: `${path} (${className})`,
        expected: `is called with ${inner.inputs.length} inputs`,
        actual: `${inputs.length}`,
      });
    }
    const scope = `${key}>`;
    for (const [index, { layer, call, output }] of inner.inputs.entries()) {
      const mask = masks?.[index];
      const end = `${scope}${layer}:${call}:${output}`;
      if (mask === undefined) this.#aliases.set(end, inputs[index]);
      else {
        const marked = { key: `${scope}${layer}:${call}`, inputs: [inputs[index]], masks: [mask] };
        this.calls.push({ layer: hostPart(path, className, passing), ...marked, options: {} });
      }
    }
    this.layOut(inner, scope);
    for (const [index, end] of inner.outputs.entries()) {
      this.#aliases.set(`${key}:${index}`, this.keyIn(scope, end));
    }
  }

  /** A TimeDistributed: its steps become rows, what it holds runs on them, and the rows become steps again. */
  #callForSteps(layer: GraphLayer, key: string, { inputs, masks }: Arguments): void {
    const { path, className, graph: inner } = layer;
    const part = (host: HostLayer): PlannedLayer => hostPart(path, className, host);
    const rows = `${key}<`;
    const where = `${path} (${className})`;
    this.calls.push({ layer: part(stepsToRows(where)), key: rows, inputs, masks, options: {} });
    const given = { inputs: [`${rows}:0`], masks: undefined, others: {} };
    const inside = `${key}=`;
    if (inner === undefined) this.#call(layerInside(layer), inside, given);
    else this.#callModel(layer, inner, inside, given);
    const steps = part(rowsToSteps(isKeras3(this.#kerasVersion)));
    this.calls.push({
      layer: steps,
      key,
      inputs: [this.#resolve(`${inside}:0`), ...inputs],
      masks: masks === undefined ? undefined : [undefined, ...masks],
      options: {},
    });
  }

  #argumentsOf({ args, kwargs }: GraphCall, key: string, scope: string): Arguments {
    const { initial_state: states, mask, ...others } = kwargs;
    const constant = (value: unknown): string => {
      if (typeof value !== 'number') {
        throw new UnsupportedError({
          where: key,
          expected: 'must be called with tensors and numbers',
          actual: JSON.stringify(value)?.slice(0, 60) ?? 'something else',
        });
      }
      const name = `${key}#${this.constants.size}`;
      this.constants.set(name, { shape: [], data: Float32Array.of(value) });
      return name;
    };
    const keyOf = (tensor: GraphTensor): string => this.keyIn(scope, tensor);
    const all = [...args, ...(states === undefined ? [] : [states])];
    return {
      inputs: all.flatMap((argument) => inputsIn(argument, keyOf, constant)),
      masks: masksOf(mask, keyOf),
      others,
    };
  }
}

/** A call that changes no number, and may bring a mask. */
const passing: HostLayer = {
  outputShapes: ([x]) => [x],
  run: ({ inputs: [x] }) => [x],
  mask: 'passes',
  inert: true,
  stepwise: () => true,
};

function hostPart(path: string, className: string, layer: HostLayer): PlannedLayer {
  return { kind: 'host', path, className, where: `${path} (${className})`, layer, weights: [] };
}

/** The shape that an InputLayer declares, batch first. */
function declaredShape({ config }: GraphLayer): OpenShape | undefined {
  const { batch_shape: shape, batch_input_shape: older } = config;
  const declared = shape ?? older;
  return Array.isArray(declared) ? (declared as OpenShape) : undefined;
}

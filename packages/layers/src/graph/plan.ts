// A graph as a list of calls, models within models laid flat. Everything that a file or a program can have wrong is found
// here, before there is a backend.

import { type HostTensor, ShapeError, UnsupportedError } from '@gatefold/contract';
import type {
  GraphArgument,
  GraphCall,
  GraphLayer,
  GraphTensor,
  Imported,
  ModelGraph,
} from '@gatefold/importers';
import type { OpenShape } from '../layers/layer-class.ts';
import { makeLayer, type PlannedLayer } from '../layers/make-layer.ts';
import { tensorsIn } from './arguments.ts';

/** What a model is made of: what an importer returns, and what a program in JavaScript is turned into. */
export type ModelSource = Required<Pick<Imported, 'graph' | 'layers'>>;

/** One call of a layer. Tensors go by keys: `encoder/lstm:0:1` is output 1 of the first call. */
export interface PlannedCall {
  readonly layer: PlannedLayer;
  /** What the keys of its outputs begin with. */
  readonly key: string;
  readonly inputs: readonly string[];
  /** Given masks, which stand in the place of those that the inputs bring. */
  readonly masks: readonly (string | undefined)[] | undefined;
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
  const layers = new Map<string, PlannedLayer>();
  const calls: PlannedCall[] = [];
  const constants = new Map<string, HostTensor>();
  /** What an inner model calls its inputs, and an outer one its outputs: the key that they stand for. */
  const aliases = new Map<string, string>();
  const keyIn = (scope: string, { layer, call, output }: GraphTensor): string => {
    const key = `${scope}${layer}:${call}:${output}`;
    return aliases.get(key) ?? key;
  };

  const visit = (model: ModelGraph, scope: string): void => {
    const keyOf = (tensor: GraphTensor): string => keyIn(scope, tensor);
    for (const call of model.calls) {
      const layer = model.layers.get(call.layer) as GraphLayer;
      const key = `${scope}${call.layer}:${call.call}`;
      const inputs = tensorsIn(call.args).map(keyOf);
      if (layer.graph !== undefined) {
        const inner = layer.graph;
        const innerScope = `${key}>`;
        checkCount(`${layer.path} (${layer.className})`, inner.inputs.length, inputs.length);
        for (const [index, end] of inner.inputs.entries()) {
          aliases.set(`${innerScope}${end.layer}:${end.call}:${end.output}`, inputs[index]);
        }
        visit(inner, innerScope);
        for (const [index, end] of inner.outputs.entries()) {
          aliases.set(`${key}:${index}`, keyIn(innerScope, end));
        }
        continue;
      }
      let planned = layers.get(layer.path);
      if (planned === undefined) {
        planned = makeLayer(layer, model.kerasVersion, recurrent);
        layers.set(layer.path, planned);
      }
      const constant = (value: number): string => {
        const name = `${key}#${constants.size}`;
        constants.set(name, { shape: [], data: Float32Array.of(value) });
        return name;
      };
      calls.push({ layer: planned, key, ...argumentsOf(planned, call, keyOf, constant) });
    }
  };
  visit(graph, '');
  const end = ({ layer, call, output }: GraphTensor): ModelEnd => ({
    name: layer,
    key: keyIn('', { layer, call, output }),
  });
  return {
    layers,
    calls,
    constants,
    inputs: graph.inputs.map((input) => ({
      ...end(input),
      shape: declaredShape(graph.layers.get(input.layer) as GraphLayer),
    })),
    outputs: graph.outputs.map(end),
    keyIn,
  };
}

function checkCount(where: string, expected: number, actual: number): void {
  if (expected === actual) return;
  throw new ShapeError({
    where,
    expected: `is called with ${expected} inputs`,
    actual: `${actual}`,
  });
}

/** The shape that an InputLayer declares, batch first. */
function declaredShape({ config }: GraphLayer): OpenShape | undefined {
  const { batch_shape: shape, batch_input_shape: older } = config;
  const declared = shape ?? older;
  return Array.isArray(declared) ? (declared as OpenShape) : undefined;
}

/** What matters to training alone. */
const trainingKeys = ['training'];

function argumentsOf(
  { where, className, kind, layer }: PlannedLayer,
  { args, kwargs }: GraphCall,
  keyOf: (tensor: GraphTensor) => string,
  constant: (value: number) => string,
): Pick<PlannedCall, 'inputs' | 'masks' | 'options'> {
  const { initial_state: states, mask, ...others } = kwargs;
  if (states !== undefined && kind === 'host') {
    throw new UnsupportedError({ where, expected: 'takes no initial_state' });
  }
  const options: Record<string, unknown> = {};
  const known = kind === 'host' ? (layer.callOptions ?? []) : [];
  for (const [name, argument] of Object.entries(others)) {
    if (trainingKeys.includes(name)) continue;
    const isConstant = !Array.isArray(argument) && 'constant' in argument;
    if (isConstant && (argument.constant === null || argument.constant === false)) continue;
    if (!isConstant || !known.includes(name)) {
      throw new UnsupportedError({
        where: `${where}: ${name}`,
        expected: 'is not an argument that is read here',
        remedy: 'a layer of your own may stand in its place: registerLayer',
      });
    }
    options[name] = argument.constant;
  }
  const inputs = [...args, ...(states === undefined ? [] : [states])].flatMap((argument) =>
    inputsIn(argument, keyOf, (value) => {
      if (className.startsWith('ops.') && typeof value === 'number') return constant(value);
      throw new UnsupportedError({
        where,
        expected: 'must be called with tensors alone',
        actual: JSON.stringify(value)?.slice(0, 60) ?? 'a constant',
      });
    }),
  );
  return { inputs, masks: masksOf(mask, keyOf), options };
}

function inputsIn(
  argument: GraphArgument,
  keyOf: (tensor: GraphTensor) => string,
  constant: (value: unknown) => string,
): readonly string[] {
  if (Array.isArray(argument)) {
    return (argument as readonly GraphArgument[]).flatMap((one) => inputsIn(one, keyOf, constant));
  }
  if ('tensor' in argument) return [keyOf((argument as { tensor: GraphTensor }).tensor)];
  if ('entries' in argument) {
    return Object.values(argument.entries).flatMap((one) => inputsIn(one, keyOf, constant));
  }
  const { constant: value } = argument as { constant: unknown };
  return value === null ? [] : [constant(value)];
}

function masksOf(
  argument: GraphArgument | undefined,
  keyOf: (tensor: GraphTensor) => string,
): readonly (string | undefined)[] | undefined {
  if (argument === undefined) return undefined;
  if (Array.isArray(argument)) return argument.flatMap((one) => masksOf(one, keyOf) ?? [undefined]);
  return 'tensor' in argument ? [keyOf((argument as { tensor: GraphTensor }).tensor)] : undefined;
}

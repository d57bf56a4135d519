// A graph as a list of calls, models within models laid flat. Everything that a file or a program can have wrong is found
// here, before there is a backend.

import { ShapeError, UnsupportedError } from '@gatefold/contract';
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
  readonly inputs: readonly ModelInput[];
  readonly outputs: readonly ModelEnd[];
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
  /** What an inner model calls its inputs, and an outer one its outputs: the key that they stand for. */
  const aliases = new Map<string, string>();
  const resolve = (key: string): string => aliases.get(key) ?? key;

  const visit = (model: ModelGraph, scope: string): void => {
    const keyOf = ({ layer, call, output }: GraphTensor): string =>
      resolve(`${scope}${layer}:${call}:${output}`);
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
          aliases.set(
            `${key}:${index}`,
            resolve(`${innerScope}${end.layer}:${end.call}:${end.output}`),
          );
        }
        continue;
      }
      let planned = layers.get(layer.path);
      if (planned === undefined) {
        planned = makeLayer(layer, model.kerasVersion, recurrent);
        layers.set(layer.path, planned);
      }
      calls.push({ layer: planned, key, ...argumentsOf(planned, call, keyOf) });
    }
  };
  visit(graph, '');
  const end = ({ layer, call, output }: GraphTensor): ModelEnd => ({
    name: layer,
    key: resolve(`${layer}:${call}:${output}`),
  });
  return {
    layers,
    calls,
    inputs: graph.inputs.map((input) => ({
      ...end(input),
      shape: declaredShape(graph.layers.get(input.layer) as GraphLayer),
    })),
    outputs: graph.outputs.map(end),
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

/** Keyword arguments that hold tensors which the layer reads as inputs after its others. */
const stateKeys = ['initial_state'];
/** What matters to training alone. */
const trainingKeys = ['training'];

function argumentsOf(
  { where, kind }: PlannedLayer,
  { args, kwargs }: GraphCall,
  keyOf: (tensor: GraphTensor) => string,
): Pick<PlannedCall, 'inputs' | 'masks' | 'options'> {
  const states = stateKeys.flatMap((name) => (kwargs[name] === undefined ? [] : [kwargs[name]]));
  const inputs = tensorsIn([...args, ...states]).map(keyOf);
  checkNoConstants(where, args);
  const given: Record<string, GraphArgument> = { ...kwargs };
  for (const name of [...stateKeys, ...trainingKeys]) delete given[name];
  const masks = masksOf(given['mask'], keyOf);
  delete given['mask'];
  const options = Object.fromEntries(
    Object.entries(given).flatMap(([name, argument]) => {
      if (!Array.isArray(argument) && 'constant' in argument) {
        return argument.constant === null ? [] : [[name, argument.constant]];
      }
      throw new UnsupportedError({
        where: `${where}: ${name}`,
        expected: 'tensors are given to a layer as inputs, initial_state and mask alone',
        actual: 'another one',
        remedy: 'registerLayer takes the place of the layer',
      });
    }),
  );
  if (kind === 'host' && states.length > 0) {
    throw new UnsupportedError({ where, expected: 'takes no initial_state' });
  }
  return { inputs, masks, options };
}

function masksOf(
  argument: GraphArgument | undefined,
  keyOf: (tensor: GraphTensor) => string,
): readonly (string | undefined)[] | undefined {
  if (argument === undefined) return undefined;
  if (Array.isArray(argument)) return argument.flatMap((one) => masksOf(one, keyOf) ?? [undefined]);
  return 'tensor' in argument ? [keyOf((argument as { tensor: GraphTensor }).tensor)] : undefined;
}

/** A number between the inputs, as of an operation `x + 1` that Keras 3 keeps as a layer. */
function checkNoConstants(where: string, args: readonly GraphArgument[]): void {
  for (const argument of args) {
    if (Array.isArray(argument)) checkNoConstants(where, argument);
    else if ('constant' in argument && argument.constant !== null) {
      throw new UnsupportedError({
        where,
        expected: 'must be called with tensors alone',
        actual: JSON.stringify(argument.constant)?.slice(0, 60) ?? 'a constant',
        remedy: 'an operation with a number, as x + 1, is a Rescaling layer',
      });
    }
  }
}

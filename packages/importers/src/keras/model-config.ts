// A serialised Keras model, Sequential or Functional, as a graph without weights.
// Keras 3: keras/src/models/{sequential,functional}.py get_config; tf.keras 2: keras/engine/functional.py; tfjs the same.

import { FileError } from '@gatefold/contract';
import type { GraphArgument, GraphCall, GraphTensor } from '../graph.ts';
import { fieldsOf, shown, textOr } from '../json-fields.ts';
import { type CallNode, readCallNode } from './call-node.ts';
import { inOrder } from './in-order.ts';

/** A layer of a model, before it has weights. */
export interface LayerDraft {
  readonly path: string;
  /** As the model calls it. */
  readonly name: string;
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** What a model that is a layer is made of, or one that a TimeDistributed holds. */
  readonly model?: ModelDraft;
}

/** A model, before its layers have weights. */
export interface ModelDraft {
  readonly name: string;
  readonly className: string;
  /** In the model's own order, which is that of its weights. */
  readonly layers: readonly LayerDraft[];
  readonly calls: readonly GraphCall[];
  readonly inputs: readonly GraphTensor[];
  readonly outputs: readonly GraphTensor[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Classes of models, by the names that versions of Keras gave them. */
const models = ['Sequential', 'Functional', 'Model'];

/** Whether a serialised object is a whole model. */
export function isModel(object: unknown): boolean {
  return models.includes(textOr('', fieldsOf(object)['class_name']));
}

/**
 * Reads `{ class_name, config }` of a model.
 *
 * @throws {FileError} for a class that is no model, as of one that was written by subclassing, and for damaged JSON
 */
export function readModel(where: string, object: unknown, prefix = ''): ModelDraft {
  const { class_name: className, config } = fieldsOf(object);
  if (className === 'Sequential') return readSequential(where, config, prefix);
  if (className === 'Functional' || className === 'Model') {
    return readFunctional(where, fieldsOf(config), prefix);
  }
  throw new FileError({
    where,
    expected: 'must be a Sequential or Functional model',
    actual: typeof className === 'string' ? className : 'none',
    remedy:
      'a model written as a class of its own keeps its calls in Python: save its weights, and take the layers one by one',
  });
}

function readSequential(where: string, config: unknown, prefix: string): ModelDraft {
  // Keras before 2.2.3 wrote a bare list.
  const { name, layers: list } = Array.isArray(config)
    ? { name: 'sequential', layers: config }
    : fieldsOf(config);
  const written = listOf(`${where}: layers`, list).map((one) => readLayer(where, one, prefix));
  const first = written[0];
  const layers =
    first === undefined || first.className === 'InputLayer'
      ? written
      : [inputFor(first, prefix), ...written];
  const [input] = layers;
  const last = layers.at(-1);
  if (input === undefined || last === undefined) {
    throw new FileError({ where, expected: 'must have layers', actual: 'none' });
  }
  return {
    name: textOr('sequential', name),
    className: 'Sequential',
    layers,
    calls: layers.slice(1).map(({ path }, index) => ({
      layer: path,
      call: 0,
      args: [{ tensor: { layer: layers[index]?.path as string, call: 0, output: 0 } }],
      kwargs: {},
    })),
    inputs: [{ layer: input.path, call: 0, output: 0 }],
    outputs: [{ layer: last.path, call: 0, output: 0 }],
  };
}

/** A Sequential's first layer may say itself what it is given. */
function inputFor({ config, name }: LayerDraft, prefix: string): LayerDraft {
  const shape = config['batch_input_shape'] ?? config['batch_shape'];
  return {
    path: `${prefix}${name}_input`,
    name: `${name}_input`,
    className: 'InputLayer',
    config: { name: `${name}_input`, ...(shape === undefined ? {} : { batch_shape: shape }) },
  };
}

function readFunctional(where: string, config: Fields, prefix: string): ModelDraft {
  const list = listOf(`${where}: layers`, config['layers']);
  const layers = list.map((one) => readLayer(where, one, prefix));
  const byName = new Map(layers.map((layer) => [layer.name, layer.path]));
  const pathOf = (name: unknown): string => {
    const path = typeof name === 'string' ? byName.get(name) : undefined;
    if (path !== undefined) return path;
    throw new FileError({
      where,
      expected: 'must call only its own layers',
      actual: shown(name),
      remedy: 'the config is damaged',
    });
  };
  const nodes = list.flatMap((one, index) => {
    const { path } = layers[index] as LayerDraft;
    const own = fieldsOf(one)['inbound_nodes'] ?? [];
    return listOf(`${where}: ${path}.inbound_nodes`, own).map((node, call): GraphCall => {
      const read: CallNode = readCallNode(`${where}: ${path}`, node, {
        isLayer: (name) => byName.has(name),
        pathOf,
      });
      return { layer: path, call, ...read };
    });
  });
  const ends = (key: string): GraphTensor[] =>
    endsOf(config[key]).map(([name, call, output]) => ({ layer: pathOf(name), call, output }));
  const calls = countedAsRead(nodes, ends('output_layers'));
  return {
    name: textOr('model', config['name']),
    className: 'Functional',
    layers,
    calls: inOrder(where, calls, tensorsOfCall),
    inputs: ends('input_layers'),
    outputs: ends('output_layers'),
  };
}

/**
 * tf.keras counts the calls of a model within a model from 1, its own construction being call 0: keras/engine/functional.py,
 * get_network_config. A layer whose call 0 nobody reads is one of these, since a call that nobody reads is not written.
 */
function countedAsRead(calls: readonly GraphCall[], outputs: readonly GraphTensor[]): GraphCall[] {
  const read = [...calls.flatMap(tensorsOfCall), ...outputs];
  const fromZero = new Set(read.flatMap(({ layer, call }) => (call === 0 ? [layer] : [])));
  return calls.map((one) => (fromZero.has(one.layer) ? one : { ...one, call: one.call + 1 }));
}

/** The tensors that a call reads. */
function tensorsOfCall({ args, kwargs }: GraphCall): GraphTensor[] {
  const inside = (argument: GraphArgument): GraphTensor[] => {
    if (Array.isArray(argument)) return (argument as readonly GraphArgument[]).flatMap(inside);
    if ('tensor' in argument) return [argument.tensor];
    return 'entries' in argument ? Object.values(argument.entries).flatMap(inside) : [];
  };
  return [...args, ...Object.values(kwargs)].flatMap(inside);
}

/** What classes of operations begin with here: Keras 3 has a layer and an operation `Concatenate`. */
export const operations = 'ops.';

/** Keras 3 writes the operations of a graph among its layers: those that somebody calls, and those that make a mask. */
function isOperation(module: unknown): boolean {
  return typeof module === 'string' && /^keras\.(src\.)?ops\b/.test(module);
}

function readLayer(where: string, object: unknown, prefix: string): LayerDraft {
  const { class_name: written, config, name, module } = fieldsOf(object);
  const className = isOperation(module) ? `${operations}${String(written)}` : written;
  const fields = fieldsOf(config);
  const called = name ?? fields['name'] ?? (isModel(object) ? 'sequential' : undefined);
  if (typeof className !== 'string' || typeof called !== 'string') {
    throw new FileError({
      where: `${where}: layers`,
      expected: 'must be serialised layers { class_name, config } with names',
      actual: shown(object),
    });
  }
  const path = prefix + called;
  const inside = className === 'TimeDistributed' ? fields['layer'] : object;
  const model = isModel(inside) ? readModel(`${where}: ${path}`, inside, `${path}/`) : undefined;
  return {
    path,
    name: called,
    className,
    config: fields,
    ...(model === undefined ? {} : { model }),
  };
}

/** Ends of a model: `['x', 0, 0]`, a list of such, or a dict of them. */
function endsOf(value: unknown): [string, number, number][] {
  if (Array.isArray(value)) {
    const [name, call, output] = value as unknown[];
    if (typeof name === 'string' && typeof call === 'number' && typeof output === 'number') {
      return [[name, call, output]];
    }
    return value.flatMap(endsOf);
  }
  return Object.values(fieldsOf(value)).flatMap(endsOf);
}

function listOf(where: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new FileError({ where, expected: 'must be a list', actual: typeof value });
}

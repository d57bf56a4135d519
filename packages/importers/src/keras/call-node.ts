// How a model calls one of its layers. Keras 3 writes `{ args, kwargs }` with tensors as objects, Keras 2 lists of
// `[layer, call, output, kwargs]`, with further tensors of that form among the kwargs.

import { FileError } from '@gatefold/contract';
import type { GraphArgument, GraphCall } from '../graph.ts';
import { fieldsOf, shown } from '../json-fields.ts';

export type CallNode = Pick<GraphCall, 'args' | 'kwargs'>;

/** The layers of the model that calls. */
export interface Layers {
  isLayer(name: string): boolean;
  /** @throws {FileError} for a name that no layer has */
  pathOf(name: unknown): string;
}

/** Deeper nests are no arguments. */
const deepest = 16;

export function readCallNode(where: string, node: unknown, layers: Layers): CallNode {
  return Array.isArray(node) ? readOldNode(where, node, layers) : readNode(where, node, layers);
}

function readNode(where: string, node: unknown, layers: Layers): CallNode {
  const { args, kwargs } = fieldsOf(node);
  if (!Array.isArray(args)) {
    throw new FileError({
      where,
      expected: 'must be called with args and kwargs',
      actual: shown(node),
    });
  }
  const read = (value: unknown, depth = 0): GraphArgument => {
    checkDepth(where, depth);
    if (Array.isArray(value)) return value.map((item) => read(item, depth + 1));
    const { class_name: className, config, ...rest } = fieldsOf(value);
    const history = fieldsOf(config)['keras_history'];
    if (className === '__keras_tensor__' && Array.isArray(history))
      return tensor(where, history, layers);
    if (className === '__tuple__')
      return read(rest['items'] ?? fieldsOf(config)['items'] ?? [], depth + 1);
    if (className === undefined && typeof value === 'object' && value !== null) {
      return { entries: mapValues(fieldsOf(value), (item) => read(item, depth + 1)) };
    }
    return { constant: value };
  };
  return {
    args: args.map((item) => read(item)),
    kwargs: mapValues(fieldsOf(kwargs), (item) => read(item)),
  };
}

function readOldNode(where: string, node: readonly unknown[], layers: Layers): CallNode {
  const read = (value: unknown, depth = 0): GraphArgument => {
    checkDepth(where, depth);
    if (isReference(value, layers)) return tensor(where, value, layers);
    if (Array.isArray(value)) {
      const [word, , constant] = value as unknown[];
      if (word === '_CONSTANT_VALUE') return { constant };
      return value.map((item) => read(item, depth + 1));
    }
    if (typeof value === 'object' && value !== null) {
      return { entries: mapValues(fieldsOf(value), (item) => read(item, depth + 1)) };
    }
    return { constant: value };
  };
  // A layer that is called with one tensor may have it without a list around it.
  const entries = typeof node[0] === 'string' ? [node] : node;
  const first = entries.map((entry) => read(Array.isArray(entry) ? entry.slice(0, 3) : entry));
  const kwargs = entries.flatMap((entry) => (Array.isArray(entry) ? [fieldsOf(entry[3])] : []));
  const merged = Object.fromEntries(kwargs.flatMap((fields) => Object.entries(fields)));
  return {
    // Several tensors are one argument, a list.
    args: first.length === 1 ? first : [first],
    kwargs: mapValues(merged, (item) => read(item)),
  };
}

function isReference(value: unknown, layers: Layers): value is [string, number, number] {
  return (
    Array.isArray(value) &&
    value.length >= 3 &&
    typeof value[0] === 'string' &&
    layers.isLayer(value[0]) &&
    Number.isInteger(value[1]) &&
    Number.isInteger(value[2])
  );
}

function tensor(where: string, reference: readonly unknown[], layers: Layers): GraphArgument {
  const [name, call, output] = reference;
  if (!Number.isInteger(call) || !Number.isInteger(output)) {
    throw new FileError({
      where,
      expected: 'must refer to a tensor as [layer, call, output]',
      actual: shown(reference),
    });
  }
  return { tensor: { layer: layers.pathOf(name), call: call as number, output: output as number } };
}

function mapValues<T, U>(
  fields: Readonly<Record<string, T>>,
  change: (value: T) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, change(value)]));
}

function checkDepth(where: string, depth: number): void {
  if (depth <= deepest) return;
  throw new FileError({ where, expected: `must nest arguments at most ${deepest} deep` });
}

// ONNX files: their recurrent nodes as layers, wherever they lie in the graph.

import { FileError, type HostTensor } from '@gatefold/contract';
import { ArrayReader } from '../array-reader.ts';
import { Budget } from '../budget.ts';
import type { Imported, ImportedLayer, ImportOptions, Note } from '../imported.ts';
import { openFiles } from '../open-files.ts';
import { Constants } from './constants.ts';
import { type OnnxGraph, type OnnxNode, type OnnxTensor, readOnnxModel } from './model.ts';
import { isFloat, readOnnxTensor } from './read-tensor.ts';
import { isRecurrentNode, readRecurrentNode } from './recurrent-node.ts';

const where = 'importOnnx';

/**
 * Reads the LSTM, GRU and RNN nodes of a model and of the graphs within it.
 *
 * @throws {FileError} for a damaged file, one without such nodes, and nodes that no layer here computes
 */
export async function readOnnx(
  bytes: Uint8Array,
  { memoryLimit, file }: ImportOptions,
): Promise<Imported> {
  const budget = new Budget(where, memoryLimit);
  const arrays = new ArrayReader(where, budget);
  const model = readOnnxModel(where, bytes);
  if (model.graph === undefined) {
    throw new FileError({
      where,
      expected: 'must have a graph',
      remedy: 'the file is damaged, or no ONNX',
    });
  }
  const files = await openFiles(where, externalNames(model.graph), file);
  const found = new Found((tensor) => readOnnxTensor(where, tensor, arrays, files), budget);
  found.visit(model.graph, '', undefined);
  if (found.layers.size === 0) throw noLayers(model.graph);
  return {
    writer: model.producer,
    layers: found.layers,
    tensors: found.tensors,
    notes: [...arrays.notes, ...found.notes],
  };
}

class Found {
  readonly layers = new Map<string, ImportedLayer>();
  readonly tensors = new Map<string, HostTensor>();
  readonly notes: Note[] = [];
  readonly #read: ConstructorParameters<typeof Constants>[2];
  readonly #budget: Budget;

  constructor(read: ConstructorParameters<typeof Constants>[2], budget: Budget) {
    this.#read = read;
    this.#budget = budget;
  }

  visit(graph: OnnxGraph, prefix: string, outer: Constants | undefined): void {
    const constants = new Constants(graph, outer, this.#read, this.#budget);
    const used = new Set<string>();
    for (const node of graph.nodes) {
      const path = this.#pathOf(prefix, node);
      if (isRecurrentNode(node)) {
        this.layers.set(path, readRecurrentNode(where, path, node, constants, this.notes));
        for (const name of node.inputs) used.add(name);
      }
      for (const [name, { graphs }] of node.attributes) {
        for (const inner of graphs) this.visit(inner, `${path}/${name}/`, constants);
      }
    }
    const arrays = [...graph.initializers, ...constantArrays(graph)];
    for (const [name, tensor] of arrays) {
      if (!used.has(name)) this.tensors.set(prefix + name, this.#read(tensor));
    }
  }

  /** A node may have no name, and share it with others. */
  #pathOf(prefix: string, { name, outputs, type }: OnnxNode): string {
    const path = prefix + (name || outputs.find((output) => output !== '') || type);
    return this.layers.has(path) ? `${path}#${this.layers.size}` : path;
  }
}

/** Exporters that inline functions leave weights in Constant nodes; whole numbers there are shapes and axes. */
function constantArrays({ nodes }: OnnxGraph): [string, OnnxTensor][] {
  return nodes.flatMap(({ type, outputs, attributes }): [string, OnnxTensor][] => {
    const tensor = type === 'Constant' ? attributes.get('value')?.tensor : undefined;
    const isWeight = tensor !== undefined && tensor.shape.length > 0 && isFloat(tensor);
    return isWeight ? [[outputs[0] ?? '', tensor]] : [];
  });
}

/** The files that tensors of a graph lie in. */
function externalNames(graph: OnnxGraph): readonly string[] {
  const own = [...graph.initializers.values()].flatMap(
    ({ external }) => external.get('location') ?? [],
  );
  const inner = graph.nodes.flatMap(({ attributes }) =>
    [...attributes.values()].flatMap(({ graphs }) => graphs.flatMap(externalNames)),
  );
  return [...new Set([...own, ...inner])];
}

function noLayers({ nodes }: OnnxGraph): FileError {
  const types = [...new Set(nodes.map(({ type }) => type))];
  return new FileError({
    where,
    expected: 'must have an LSTM, GRU or RNN node',
    actual: `nodes ${types.slice(0, 8).join(', ')}${types.length > 8 ? ' and others' : ''}`,
    remedy:
      'an exporter that writes the steps out as Gemm and Sigmoid leaves no layer to read: export it as one node',
  });
}

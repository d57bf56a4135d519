// Keras's files: .keras (a zip), .h5 with or without a config, .weights.h5.

import { FileError, type HostTensor } from '@gatefold/contract';
import { ArrayReader } from '../array-reader.ts';
import { Budget } from '../budget.ts';
import type { GraphLayer, ModelGraph } from '../graph.ts';
import { type Hdf5Group, isHdf5, openHdf5 } from '../hdf5/hdf5-file.ts';
import type { Imported, ImportedLayer, ImportOptions, Note } from '../imported.ts';
import { fieldsOf, shown, textOr } from '../json-fields.ts';
import { parseJson } from '../parse-json.ts';
import { readZip } from '../zip.ts';
import { isModel, type LayerDraft, type ModelDraft, readModel } from './model-config.ts';
import { arraysIn, isNewLayout, readNewWeights } from './new-weights.ts';
import { readOldWeights, shareWeights } from './old-weights.ts';
import { isRecurrent, readRecurrentLayer } from './recurrent-layer.ts';
import { timeDistributed } from './time-distributed.ts';
import { guessLayer } from './weights-only.ts';

const where = 'importKeras';

/**
 * Reads a model that Keras saved, whole or weights alone.
 *
 * @throws {FileError}   for a damaged file, a model written by subclassing, and weights that are another model's
 * @throws {ConfigError} for a recurrent layer with options that have no counterpart here
 */
export function readKeras(bytes: Uint8Array, { memoryLimit }: ImportOptions): Imported {
  const budget = new Budget(where, memoryLimit);
  const arrays = new ArrayReader(where, budget);
  const read = isHdf5(bytes)
    ? readH5(openHdf5(where, bytes, arrays, budget))
    : readKerasZip(bytes, arrays, budget);
  return { ...read, notes: [...arrays.notes, ...read.notes] };
}

function readKerasZip(bytes: Uint8Array, arrays: ArrayReader, budget: Budget): Imported {
  const entries = readZip(where, bytes, budget);
  const entry = (name: string): Uint8Array => {
    const found = entries.get(name);
    if (found !== undefined) return found;
    throw new FileError({
      where: `${where}: ${name}`,
      expected: 'must be in a .keras file',
      actual: [...entries.keys()].slice(0, 4).join(', ') || 'an empty zip',
      remedy: 'a folder of TensorFlow (SavedModel) is another format: save the model as .keras',
    });
  };
  const { keras_version: kerasVersion } = parseJson(
    `${where}: metadata.json`,
    entry('metadata.json'),
  );
  const config = parseJson(`${where}: config.json`, entry('config.json'));
  const root = openHdf5(where, entry('model.weights.h5'), arrays, budget);
  const model = readModel(where, config);
  return withWeights(
    model,
    readNewWeights(where, root, model),
    textOr('3.0.0', kerasVersion),
    root,
  );
}

function readH5(root: Hdf5Group): Imported {
  const text = root.text('model_config');
  if (text === undefined) return readWeightsOnly(root);
  const config = parseJson(`${where}: model_config`, new TextEncoder().encode(text));
  if (!isModel(config)) throw notAModel(config);
  const model = readModel(where, config);
  const group = root.group('model_weights');
  if (group === undefined) {
    throw new FileError({
      where,
      expected: 'must have the group model_weights',
      actual: root.names.join(', '),
    });
  }
  const named = readOldWeights(where, group);
  const weights = new Map<string, readonly HostTensor[]>();
  for (const layer of model.layers) {
    for (const [path, tensors] of shareWeights(where, layer, named.get(layer.name) ?? []))
      weights.set(path, tensors);
  }
  // Keras 1.0 and older wrote no version.
  return withWeights(model, weights, root.text('keras_version') ?? '1.0.0', root);
}

function notAModel(config: unknown): FileError {
  return new FileError({
    where: `${where}: model_config`,
    expected: 'must be a Sequential or Functional model',
    actual: shown(fieldsOf(config)['class_name']),
    remedy:
      'a model written as a class of its own keeps its calls in Python: save its weights alone',
  });
}

/** A model and its weights as a result. */
export function withWeights(
  model: ModelDraft,
  weights: ReadonlyMap<string, readonly HostTensor[]>,
  kerasVersion: string,
  root?: Hdf5Group,
): Imported {
  const layers = new Map<string, ImportedLayer>();
  const tensors = new Map<string, HostTensor>();
  const notes: Note[] = [];
  const graphOf = (draft: ModelDraft): ModelGraph => ({
    name: draft.name,
    className: draft.className,
    kerasVersion,
    layers: new Map(draft.layers.map((layer) => [layer.path, graphLayer(layer)])),
    calls: draft.calls,
    inputs: draft.inputs,
    outputs: draft.outputs,
  });
  const graphLayer = (layer: LayerDraft): GraphLayer => {
    const { path, className, config, model: inner } = layer;
    const own = weights.get(path) ?? [];
    const recurrent = timeDistributed(layer);
    if (isRecurrent(recurrent.className)) {
      layers.set(
        recurrent.path,
        readRecurrentLayer(where, { ...recurrent, weights: own }, kerasVersion, notes),
      );
    } else {
      for (const [index, tensor] of own.entries()) tensors.set(`${path}/${index}`, tensor);
    }
    return {
      path,
      className,
      config,
      weights: own,
      ...(inner === undefined ? {} : { graph: graphOf(inner) }),
    };
  };
  const graph = graphOf(model);
  if (root !== undefined) noteOptimizer(root, notes);
  return { writer: `Keras ${kerasVersion}`, graph, layers, tensors, notes };
}

function noteOptimizer(root: Hdf5Group, notes: Note[]): void {
  for (const path of ['optimizer_weights', 'optimizer']) {
    if (!root.has(path)) continue;
    notes.push({
      kind: 'dropped',
      path,
      says: 'The state of the optimizer, which only training needs.',
    });
  }
}

/** Layers by the names and shapes of their arrays. */
function readWeightsOnly(root: Hdf5Group): Imported {
  const layers = new Map<string, ImportedLayer>();
  const tensors = new Map<string, HostTensor>();
  const notes: Note[] = [];
  const version = root.text('keras_version');
  for (const [path, weights] of weightsByLayer(root)) {
    const guessed = guessLayer(path, weights, notes);
    if (guessed !== undefined) layers.set(path, guessed);
    else for (const [index, tensor] of weights.entries()) tensors.set(`${path}/${index}`, tensor);
  }
  noteOptimizer(root, notes);
  return {
    ...(version === undefined ? {} : { writer: `Keras ${version}` }),
    layers,
    tensors,
    notes,
  };
}

function weightsByLayer(root: Hdf5Group): ReadonlyMap<string, readonly HostTensor[]> {
  if (!isNewLayout(root)) {
    const named = readOldWeights(where, root);
    return new Map([...named].map(([name, list]) => [name, list.map(({ tensor }) => tensor)]));
  }
  const found = new Map<string, readonly HostTensor[]>();
  const visit = (group: Hdf5Group, path: string): void => {
    for (const container of ['layers', '_layer_checkpoint_dependencies']) {
      const inside = group.group(container);
      for (const name of inside?.names ?? []) {
        const layer = inside?.group(name);
        if (layer === undefined) continue;
        // Groups are named after classes; newer versions write the layer's own name beside its arrays.
        const own = layer.group('vars')?.text('name') ?? name;
        if (isNewLayout(layer)) visit(layer, `${path}${own}/`);
        else found.set(`${path}${own}`, arraysIn(layer));
      }
    }
  };
  visit(root, '');
  return found;
}

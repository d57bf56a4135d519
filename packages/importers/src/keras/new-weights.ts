// Weights as Keras 3 and tf.keras from 2.12 on lay them out in .keras and .weights.h5 files: a group for each layer, named
// after its class and not after itself, with its arrays numbered under `vars`. keras/src/saving/saving_lib.py,
// _save_state and _save_container_state.

import { FileError, type HostTensor } from '@gatefold/contract';
import { fieldsOf, textOr } from '../json-fields.ts';
import { type LayerDraft, type ModelDraft, operations } from './model-config.ts';

/** A group of an HDF5 file, or of names that are paths of one. */
export interface WeightGroup {
  readonly names: readonly string[];
  /** undefined where there is none. */
  group(path: string): WeightGroup | undefined;
  /** @throws {FileError} where there is none */
  tensor(path: string): HostTensor;
}

/** Where a model's layers lie: in Keras 3, and in tf.keras 2.12 to 2.15. */
const containers = ['layers', '_layer_checkpoint_dependencies'];

/** Whether a file is laid out in this way. */
export function isNewLayout(root: WeightGroup): boolean {
  return containers.some((name) => root.group(name) !== undefined);
}

/** The weights of every layer of a model, by path, in the order of get_weights(). */
export function readNewWeights(
  where: string,
  group: WeightGroup,
  model: ModelDraft,
): ReadonlyMap<string, readonly HostTensor[]> {
  const weights = new Map<string, readonly HostTensor[]>();
  const container = containers.map((name) => group.group(name)).find((one) => one !== undefined);
  // Operations have no weights, and no group.
  const layers = model.layers.filter(({ className }) => !className.startsWith(operations));
  for (const [index, name] of namesByClass(layers.map(({ className }) => className)).entries()) {
    const layer = layers[index] as LayerDraft;
    const own = container?.group(name);
    if (layer.model !== undefined) {
      const inside = layer.className === 'TimeDistributed' ? own?.group('layer') : own;
      if (inside === undefined) throw missing(where, layer, name);
      for (const [path, tensors] of readNewWeights(where, inside, layer.model))
        weights.set(path, tensors);
      continue;
    }
    if (own === undefined && layer.className !== 'InputLayer') throw missing(where, layer, name);
    weights.set(layer.path, own === undefined ? [] : arraysIn(own, cellNames(layer.config)));
  }
  return weights;
}

/** The names that Keras gives the groups of layers: the class in snake case, counted from the second on. */
function namesByClass(classes: readonly string[]): readonly string[] {
  const used = new Map<string, number>();
  return classes.map((className) => {
    const name = snakeCase(className);
    const count = used.get(name) ?? 0;
    used.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  });
}

/** The groups of the cells of an RNN, or of the layer that a wrapper holds, in the order of the config. */
function cellNames(config: Readonly<Record<string, unknown>>): readonly string[] {
  const inside = fieldsOf(fieldsOf(config['layer'])['config']);
  const cell = fieldsOf(config['cell'] ?? inside['cell']);
  const cells = fieldsOf(cell['config'])['cells'] ?? config['cell'];
  return Array.isArray(cells)
    ? namesByClass(cells.map((one) => textOr('', fieldsOf(one)['class_name'])))
    : [];
}

/** keras/src/utils/naming.py, to_snake_case */
function snakeCase(name: string): string {
  return name
    .replaceAll(/\W+/g, '')
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** The parts of a Bidirectional in the order of its weights; what is not listed comes after, by number. */
const directions = ['forward_layer', 'backward_layer'];

/** All arrays of a layer: its own, then those of the layers and cells within it. */
export function arraysIn(group: WeightGroup, cells: readonly string[] = []): readonly HostTensor[] {
  const order = [...directions, ...cells];
  const rank = (name: string): number =>
    order.includes(name) ? order.indexOf(name) : order.length;
  const own = group.group('vars');
  const tensors = own === undefined ? [] : numbered(own.names).map((name) => own.tensor(name));
  const inside = numbered(group.names.filter((name) => name !== 'vars')).toSorted(
    (a, b) => rank(a) - rank(b),
  );
  return [
    ...tensors,
    ...inside.flatMap((name) => {
      const part = group.group(name);
      return part === undefined ? [] : arraysIn(part, cells);
    }),
  ];
}

/** `lstm_cell`, `lstm_cell_1`, … `lstm_cell_10`: by number, not by letter. */
function numbered(names: readonly string[]): readonly string[] {
  return names.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

function missing(where: string, { path, className }: LayerDraft, name: string): FileError {
  return new FileError({
    where: `${where}: ${path}`,
    expected: `must have its weights under layers/${name}, where Keras puts those of a ${className}`,
    actual: 'no such group',
    remedy: 'the weights are of another model than the config',
  });
}

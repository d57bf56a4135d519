// Weights as Keras 3 and tf.keras from 2.12 on lay them out in .keras and .weights.h5 files: a group for each layer, named
// after its class and not after itself, with its arrays numbered under `vars`. keras/src/saving/saving_lib.py,
// _save_state and _save_container_state.

import { FileError, type HostTensor } from '@gatefold/contract';
import type { Hdf5Group } from '../hdf5/hdf5-file.ts';
import type { LayerDraft, ModelDraft } from './model-config.ts';

/** Where a model's layers lie: in Keras 3, and in tf.keras 2.12 to 2.15. */
const containers = ['layers', '_layer_checkpoint_dependencies'];

/** Whether a file is laid out in this way. */
export function isNewLayout(root: Hdf5Group): boolean {
  return containers.some((name) => root.group(name) !== undefined);
}

/** The weights of every layer of a model, by path, in the order of get_weights(). */
export function readNewWeights(
  where: string,
  group: Hdf5Group,
  model: ModelDraft,
): ReadonlyMap<string, readonly HostTensor[]> {
  const weights = new Map<string, readonly HostTensor[]>();
  const container = containers.map((name) => group.group(name)).find((one) => one !== undefined);
  for (const [name, layer] of namedByClass(model.layers)) {
    const own = container?.group(name);
    if (layer.model !== undefined) {
      if (own === undefined) throw missing(where, layer, name);
      for (const [path, tensors] of readNewWeights(where, own, layer.model))
        weights.set(path, tensors);
      continue;
    }
    if (own === undefined && layer.className !== 'InputLayer') throw missing(where, layer, name);
    weights.set(layer.path, own === undefined ? [] : arraysIn(own));
  }
  return weights;
}

/** The layers under the names that Keras gives their groups: the class in snake case, counted from the second on. */
export function namedByClass(layers: readonly LayerDraft[]): [string, LayerDraft][] {
  const used = new Map<string, number>();
  return layers.map((layer) => {
    const name = snakeCase(layer.className);
    const count = used.get(name) ?? 0;
    used.set(name, count + 1);
    return [count === 0 ? name : `${name}_${count}`, layer];
  });
}

/** keras/src/utils/naming.py, to_snake_case */
function snakeCase(name: string): string {
  return name
    .replaceAll(/\W+/g, '')
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** A wrapper's parts in the order of its weights; what is not listed comes after, by number. */
const parts = ['forward_layer', 'backward_layer'];

/** All arrays of a layer: its own, then those of the layers and cells within it. */
export function arraysIn(group: Hdf5Group): readonly HostTensor[] {
  const own = group.group('vars');
  const tensors = own === undefined ? [] : numbered(own.names).map((name) => own.tensor(name));
  const inside = numbered(group.names.filter((name) => name !== 'vars')).toSorted(
    (a, b) => rank(a) - rank(b),
  );
  return [
    ...tensors,
    ...inside.flatMap((name) => {
      const part = group.group(name);
      return part === undefined ? [] : arraysIn(part);
    }),
  ];
}

function rank(name: string): number {
  const index = parts.indexOf(name);
  return index === -1 ? parts.length : index;
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

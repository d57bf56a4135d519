// Weights as Keras 1, Keras 2 and Keras 3's save('.h5') lay them out: a group for each layer, whose attribute weight_names lists
// its arrays in order. keras 2.2.4, keras/engine/saving.py save_weights_to_hdf5_group; keras 3, legacy_h5_format.py.

import { FileError, type HostTensor } from '@gatefold/contract';
import type { Hdf5Group } from '../hdf5/hdf5-file.ts';
import type { LayerDraft, ModelDraft } from './model-config.ts';

/** An array, and how the file calls it. */
export interface NamedWeight {
  readonly name: string;
  readonly tensor: HostTensor;
}

/** The weights of each of a file's own layers, in its order. */
export function readOldWeights(
  where: string,
  group: Hdf5Group,
): ReadonlyMap<string, readonly NamedWeight[]> {
  const names = group.texts('layer_names');
  if (names === undefined) {
    throw new FileError({
      where,
      expected: 'must have the attribute layer_names, as Keras writes it',
      actual: `groups ${group.names.slice(0, 4).join(', ')}`,
      remedy: 'the file is HDF5, and not of Keras',
    });
  }
  return new Map(names.map((name) => [name, weightsOf(where, group, name)]));
}

function weightsOf(where: string, root: Hdf5Group, layer: string): readonly NamedWeight[] {
  const group = root.group(layer);
  if (group === undefined) {
    throw new FileError({
      where: `${where}: ${layer}`,
      expected: 'must be a group: layer_names lists it',
      remedy: 'the file is cut short or damaged: fetch it again',
    });
  }
  return (group.texts('weight_names') ?? []).map((name) => ({ name, tensor: group.tensor(name) }));
}

/**
 * Shares the weights of a layer among the layers within it; a layer without others keeps all.
 *
 * A model that is a layer lists what can be trained of all its layers before what cannot, so only names tell whose is
 * whose.
 *
 * @returns by path, in the order of get_weights()
 */
export function shareWeights(
  where: string,
  layer: LayerDraft,
  weights: readonly NamedWeight[],
): ReadonlyMap<string, readonly HostTensor[]> {
  const shares = new Map<string, readonly HostTensor[]>();
  if (layer.model === undefined) {
    return shares.set(
      layer.path,
      weights.map(({ tensor }) => tensor),
    );
  }
  const owners = ownersIn(layer.model);
  const own = new Map<LayerDraft, NamedWeight[]>();
  for (const weight of weights) {
    const owner = weight.name
      .split('/')
      .map((part) => owners.get(part))
      .find((one) => one !== undefined);
    if (owner === undefined) {
      throw new FileError({
        where: `${where}: ${layer.path}`,
        expected: 'every weight must bear the name of a layer within it',
        actual: weight.name,
        remedy: 'its layers were renamed after they had weights: save the model as .keras',
      });
    }
    own.set(owner, [...(own.get(owner) ?? []), weight]);
  }
  for (const one of layer.model.layers) {
    for (const [path, tensors] of shareWeights(where, one, own.get(one) ?? []))
      shares.set(path, tensors);
  }
  return shares;
}

/**
 * Which layer of a model has the weights that bear a name: the layer of that name, or a model that has it within, whose
 * own name TensorFlow.js's converter leaves out. A name that lies in two models belongs to none.
 */
function ownersIn(model: ModelDraft): ReadonlyMap<string, LayerDraft | undefined> {
  const owners = new Map<string, LayerDraft | undefined>();
  for (const layer of model.layers) {
    if (layer.model === undefined) continue;
    for (const name of ownersIn(layer.model).keys())
      owners.set(name, owners.has(name) ? undefined : layer);
  }
  for (const layer of model.layers) owners.set(layer.name, layer);
  return owners;
}

// Loads the numbers of a group when the first of its goldens runs: as a module, from disk or over the network.

import { type LayerConfig, weightsInOrder, type WeightsOf } from '@gatefold/contract';
import { checksum, drawLeaves } from './draw.ts';
import type { Golden, GoldenFile, Group, StoredTensor } from './golden.ts';
import { seeded } from '../random.ts';
import type { Values } from '../values.ts';

/** Each written out, since bundlers find a module by its literal. */
const files: Readonly<Record<Group, () => Promise<{ readonly default: unknown }>>> = {
  cells: () => import('../../golden/data/cells.json', { with: { type: 'json' } }),
  'masked-cells': () => import('../../golden/data/masked-cells.json', { with: { type: 'json' } }),
  variants: () => import('../../golden/data/variants.json', { with: { type: 'json' } }),
  activations: () => import('../../golden/data/activations.json', { with: { type: 'json' } }),
  bidirectional: () => import('../../golden/data/bidirectional.json', { with: { type: 'json' } }),
  stacked: () => import('../../golden/data/stacked.json', { with: { type: 'json' } }),
  stateful: () => import('../../golden/data/stateful.json', { with: { type: 'json' } }),
  sizes: () => import('../../golden/data/sizes.json', { with: { type: 'json' } }),
  scales: () => import('../../golden/data/scales.json', { with: { type: 'json' } }),
  large: () => import('../../golden/data/large.json', { with: { type: 'json' } }),
};

const loading = new Map<Group, Promise<ReadonlyMap<string, Golden>>>();

/** The goldens of a group, by id. */
export function loadGroup(group: Group): Promise<ReadonlyMap<string, Golden>> {
  const found = loading.get(group) ?? loadFile(group).then(byId);
  loading.set(group, found);
  return found;
}

export async function loadFile(group: Group): Promise<GoldenFile> {
  return (await files[group]()).default as GoldenFile;
}

function byId({ cases }: GoldenFile): ReadonlyMap<string, Golden> {
  return new Map(cases.map((item) => [item.id, item]));
}

/** A stored tensor as backends take it. */
export function valuesOf({ shape, data }: StoredTensor): Values {
  return { shape, data: Float32Array.from(data) };
}

export function leavesOfStored(
  leaves: Readonly<Record<string, StoredTensor>>,
): Record<string, Values> {
  return Object.fromEntries(Object.entries(leaves).map(([path, leaf]) => [path, valuesOf(leaf)]));
}

/** Weights as the public interface takes them: read, or drawn and checked. */
export function weightsOf(golden: Golden): WeightsOf<LayerConfig> {
  const { config, seed, scale, weights, calls } = golden;
  if (weights.kind === 'numbers') {
    return weightsInOrder(config, Object.values(leavesOfStored(weights.leaves)));
  }
  const inputDim = calls[0]?.x.shape[2] as number;
  const drawn = drawLeaves(seeded(seed), config, inputDim, scale);
  if (checksum(drawn) !== weights.checksum) {
    throw new Error(
      `the weights of ${golden.id} are drawn otherwise than when it was written: checksum ${checksum(drawn)}, not ${weights.checksum}; write it again with \`pnpm goldens\``,
    );
  }
  return weightsInOrder(config, Object.values(drawn));
}

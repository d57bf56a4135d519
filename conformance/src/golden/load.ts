// Loads the numbers of a group when the first of its goldens runs: from disk in Node, over the network elsewhere.

import { type LayerConfig, weightsInOrder, type WeightsOf } from '@gatefold/contract';
import { checksum, drawLeaves } from './draw.ts';
import type { Golden, GoldenFile, Group, StoredTensor } from './golden.ts';
import { seeded } from '../random.ts';
import type { Values } from '../values.ts';

/** Each written out, since bundlers find an asset by its literal. */
const locations: Readonly<Record<Group, () => URL>> = {
  cells: () => new URL('../../golden/data/cells.json', import.meta.url),
  'masked-cells': () => new URL('../../golden/data/masked-cells.json', import.meta.url),
  variants: () => new URL('../../golden/data/variants.json', import.meta.url),
  activations: () => new URL('../../golden/data/activations.json', import.meta.url),
  bidirectional: () => new URL('../../golden/data/bidirectional.json', import.meta.url),
  stacked: () => new URL('../../golden/data/stacked.json', import.meta.url),
  stateful: () => new URL('../../golden/data/stateful.json', import.meta.url),
  sizes: () => new URL('../../golden/data/sizes.json', import.meta.url),
  scales: () => new URL('../../golden/data/scales.json', import.meta.url),
  large: () => new URL('../../golden/data/large.json', import.meta.url),
};

const loading = new Map<Group, Promise<ReadonlyMap<string, Golden>>>();

/** The goldens of a group, by id. */
export function loadGroup(group: Group): Promise<ReadonlyMap<string, Golden>> {
  const found = loading.get(group) ?? loadFile(group).then(byId);
  loading.set(group, found);
  return found;
}

export async function loadFile(group: Group): Promise<GoldenFile> {
  return JSON.parse(await readText(locations[group]())) as GoldenFile;
}

function byId({ cases }: GoldenFile): ReadonlyMap<string, Golden> {
  return new Map(cases.map((item) => [item.id, item]));
}

async function readText(url: URL): Promise<string> {
  if (url.protocol === 'file:') {
    const { readFile } = await import('node:fs/promises');
    return readFile(url, 'utf8');
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.href} could not be loaded: ${response.status}`);
  return response.text();
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

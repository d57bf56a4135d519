// Sums of products split over lanes, and gathered by subgroups of whatever size the device has, or by workgroup memory.

import type { DeviceProfile } from './profile.ts';
import { range } from './module.ts';

/** How the products of one unit are split. */
export interface Split {
  /** A power of two. */
  readonly lanes: number;
  /** Lanes that a subgroup surely holds side by side, and so gathers by itself: 1 without subgroups. */
  readonly gathered: number;
  /** What is left to be added of each sum: lanes / gathered. */
  readonly parts: number;
}

export function splitOf(lanes: number, { subgroups }: DeviceProfile): Split {
  const gathered = Math.min(lanes, subgroups?.least ?? 1);
  return { lanes, gathered, parts: lanes / gathered };
}

/** WGSL that gathers the lanes of some sums as far as a subgroup does, so that the first of them has the total. */
export function gatherLanes(names: readonly string[], { gathered }: Split): string {
  const rounds = range(Math.log2(gathered)).map((round) => 2 ** round);
  return names
    .flatMap((name) => rounds.map((mask) => `  ${name} += subgroupShuffleXor(${name}, ${mask}u);`))
    .join('\n');
}

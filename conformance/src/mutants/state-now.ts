// States as mutants handle them: leaf by leaf, and read at once, which the plain backend's tensors allow.

import { type HostTensor, type LayerConfig, type TensorLike } from '@gatefold/contract';
import { flagsOf, leavesIn, stateLeaves } from '@gatefold/contract/author';
import type { AnyTensor } from './mutant.ts';

export type Leaves = Record<string, TensorLike>;

/** The leaves of a state by path; those that are not there are undefined. */
export function leavesOf(config: LayerConfig, state: unknown): Leaves {
  const found = new Map(leavesIn(state));
  return Object.fromEntries(
    stateLeaves(config).map(({ path }) => [path, found.get(path) as TensorLike]),
  );
}

/** A copy of the numbers, which outlives the tensor. */
export function readNow(tensor: TensorLike): HostTensor {
  const { shape } = tensor;
  return { shape, data: 'dataSync' in tensor ? tensor.dataSync() : tensor.data.slice() };
}

export function mapLeaves(
  leaves: Leaves,
  change: (leaf: TensorLike, path: string) => TensorLike,
): Leaves {
  return Object.fromEntries(
    Object.entries(leaves).map(([path, leaf]) => [path, change(leaf, path)]),
  );
}

export function zeroed({ shape }: TensorLike): HostTensor {
  return { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) };
}

const nothing: number = 0;

/** 0 times a number, which stays NaN for NaN and infinity; never -0. */
export const erased = (value: number): number => nothing * value + 0;

/** Copies of a state's leaves. */
export const copied = ({ config }: { readonly config: LayerConfig }, state: unknown): Leaves =>
  mapLeaves(leavesOf(config, state), readNow);

export const batchOf = (x: TensorLike): number => x.shape?.[0] ?? 0;

export const isStateful = ({ config }: { readonly config: LayerConfig }): boolean =>
  flagsOf(config).stateful;

/** Whether a state that was given is of tensors of which one has been disposed of since. */
export function isGone(given: Leaves): boolean {
  return Object.values(given).some((leaf) => (leaf as Partial<AnyTensor>).disposed === true);
}

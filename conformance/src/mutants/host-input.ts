// The x of a call as mutants read and change it.

import type { TensorLike } from '@gatefold/contract';

/** Numbers of the caller's in the shape of a sequence. */
export interface HostInput {
  readonly shape: [number, number, number];
  readonly data: Float32Array;
}

/** A host x whose shape is a sequence's; undefined for a tensor, and for what will be refused. */
export function hostOf(x: TensorLike): HostInput | undefined {
  const { shape, data } = (x ?? {}) as { shape?: readonly number[]; data?: unknown };
  if (shape?.length !== 3 || !(data instanceof Float32Array)) return undefined;
  return { shape: shape as [number, number, number], data };
}

export const keyOf = (shape: readonly number[]): string => shape.join();

/** The numbers of an x with one step taken from another place in time. */
export function withStep({ shape, data }: HostInput, to: number, from: number): HostInput {
  const [batch, steps, width] = shape;
  const changed = data.slice();
  for (let row = 0; row < batch; row++) {
    const at = (t: number): number => (row * steps + t) * width;
    changed.set(data.subarray(at(from), at(from) + width), at(to));
  }
  return { shape, data: changed };
}

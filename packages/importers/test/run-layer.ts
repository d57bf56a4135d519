// One layer of a file on the reference backend.

import { tensorsOf } from '@gatefold/contract';
import { cpu } from '@gatefold/cpu';
import { expect } from 'vitest';
import type { ImportedLayer } from '../src/index.ts';
import type { Listed } from './files.ts';

export interface Numbers {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** All that a layer returns: its output, then its states. */
export async function runLayer(
  { config, weights }: ImportedLayer,
  x: Numbers,
  options: object = {},
): Promise<readonly [Numbers, ...Numbers[]]> {
  using backend = await cpu();
  const tensors = tensorsOf(backend.layer(config, weights).run(x, options));
  const read = tensors.map(async (tensor) => ({ shape: tensor.shape, data: await tensor.data() }));
  return (await Promise.all(read)) as [Numbers, ...Numbers[]];
}

/** The largest difference from what a library computed, of the same shape. */
export function errorOf({ shape, data }: Numbers, wanted: Listed): number {
  expect(shape).toEqual(wanted.shape);
  return Math.max(...wanted.data.map((value, index) => Math.abs(value - (data[index] as number))));
}

// What weights are stored in, as it was asked for.

import { ConfigError } from '@gatefold/contract';
import { describe } from '@gatefold/contract/author';
import type { WeightType } from './wgsl/kernels.ts';

/** @throws {ConfigError} for anything but a type, or nothing */
export function checkWeightType(where: string, type: unknown): WeightType {
  if (type === undefined || type === 'f32') return 'f32';
  if (type === 'f16') return type;
  throw new ConfigError({ where, expected: "must be 'f32' or 'f16'", actual: describe(type) });
}

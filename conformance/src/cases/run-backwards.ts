// The backward half of a Bidirectional by itself.

import type { DirectionalConfig, Mask, WeightsOf } from '@gatefold/contract';
import type { Lab, LabOptions } from '../lab.ts';
import { type Observation, reverseSteps, type Values } from '../values.ts';

/**
 * Runs a layer that goes backwards; on a backend that does so in a Bidirectional alone, the layer forwards on its input
 * reversed, which is the same (R2).
 */
export function runBackwards(
  lab: Lab,
  config: DirectionalConfig,
  weights: WeightsOf<DirectionalConfig>,
  x: Values,
  { mask, ...options }: LabOptions,
): Promise<Observation> {
  const masked = mask === undefined ? {} : { mask };
  if (lab.supports.goBackwards) {
    return lab.run({ ...config, goBackwards: true }, weights, x, { ...options, ...masked });
  }
  const turned = mask === undefined ? {} : { mask: reversed(mask) };
  const forwards = { ...config, goBackwards: false };
  return lab.run(forwards, weights, reverseSteps(x), { ...options, ...turned });
}

function reversed({ shape, data }: Mask): Mask {
  const steps = { shape: [...shape, 1], data: Float32Array.from(data, Number) };
  return reverseSteps(steps);
}

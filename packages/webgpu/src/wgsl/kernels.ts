// The door of this folder: texts of kernels, how weights lie for them, and plans of runs, as plain data.

import type { Kernel } from './kernel.ts';
import { isForSoftware, type KernelKind, plainThreads, rowsAtOnce } from './kinds.ts';
import { persistentKernel } from './persistent.ts';
import type { DeviceProfile } from './profile.ts';
import { projectKernel } from './project.ts';
import { quadsProject } from './quads-project.ts';
import { quadsSteps } from './quads.ts';
import type { CellSizes, WeightType } from './sizes.ts';
import { splitSteps } from './step.ts';

export { type Binding, type BindingName, bindings, type Kernel } from './kernel.ts';
export { isForSoftware, type KernelKind, kernelKinds, rowsAtOnce } from './kinds.ts';
export { mergeKernel, planMerge } from './merge.ts';
export { type Cost, mostRepeats, type Plan, planOf } from './plan.ts';
export type { DeviceProfile } from './profile.ts';
export type { CellSizes, RunSizes, WeightType } from './sizes.ts';
export {
  layoutOf,
  mostLines,
  packWeights,
  textureSize,
  weightBytes,
  type WeightLayout,
} from './weights.ts';

/** The kernels of a kind for a cell; null where the device's workgroups cannot hold them, which only `persistent` needs. */
export function kernelsOf(
  kind: KernelKind,
  { cell }: CellSizes,
  profile: DeviceProfile,
  weights: WeightType,
): readonly Kernel[] | null {
  const rows = rowsAtOnce[kind];
  if (isForSoftware(kind)) {
    return [quadsProject(cell, profile), ...quadsSteps(cell, { profile, rows })];
  }
  const project = projectKernel(cell, weights, { profile, threads: plainThreads[kind] });
  if (kind === 'persistent') {
    const kernel = persistentKernel(cell, weights, profile);
    return kernel === null ? null : [project, kernel];
  }
  return [project, ...splitSteps(cell, weights, { profile, rows })];
}

// Two outputs into one, row by row: clause B2; equals mergeOnHost of the contract.

import type { MergeCall } from '@gatefold/contract/author';
import type { DeviceProfile } from './profile.ts';

const threads = 64;
const modes = ['concat', 'sum', 'mul', 'ave'] as const;

export const mergeKernel: { readonly code: string; readonly entryPoint: string } = {
  entryPoint: 'merge',
  code: `
struct Merge {
  size: u32,
  forwardUnits: u32,
  backwardUnits: u32,
  mode: u32,
}

@group(0) @binding(0) var<storage, read> forward: array<f32>;
@group(0) @binding(1) var<storage, read> backward: array<f32>;
@group(0) @binding(2) var<storage, read_write> output: array<f32>;
@group(1) @binding(0) var<uniform> run: Merge;

@compute @workgroup_size(${threads})
fn merge(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) count: vec3u) {
  let i = id.y * count.x * ${threads}u + id.x;
  if (i >= run.size) { return; }
  switch run.mode {
    case 0u: {
      let width = run.forwardUnits + run.backwardUnits;
      let row = i / width;
      let u = i - row * width;
      if (u < run.forwardUnits) {
        output[i] = forward[row * run.forwardUnits + u];
      } else {
        output[i] = backward[row * run.backwardUnits + u - run.forwardUnits];
      }
    }
    case 1u: { output[i] = forward[i] + backward[i]; }
    case 2u: { output[i] = forward[i] * backward[i]; }
    default: { output[i] = 0.5 * (forward[i] + backward[i]); }
  }
}
`,
};

/** What a merge is planned for: all that a MergeCall says but its buffers. */
export type MergeSizes = Omit<MergeCall<unknown>, 'forward' | 'backward' | 'output'>;

export function planMerge(
  { mode, rows, forwardUnits, backwardUnits }: MergeSizes,
  { mostWorkgroups }: DeviceProfile,
): { uniforms: Uint32Array; workgroups: readonly [number, number, number] } {
  const size = rows * (mode === 'concat' ? forwardUnits + backwardUnits : forwardUnits);
  const groups = Math.ceil(size / threads);
  const x = Math.min(groups, mostWorkgroups);
  return {
    uniforms: Uint32Array.of(size, forwardUnits, backwardUnits, modes.indexOf(mode)),
    workgroups: [x, Math.ceil(groups / x), 1],
  };
}

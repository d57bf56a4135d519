// s = x·W + b of a chunk of steps, before the first of them, for software renderers: what project.ts is for GPUs. Gates are
// spread over threads, since one for all takes 100 ms more to compile.

import type { CellConfig } from '@gatefold/contract';
import type { Kernel } from './kernel.ts';
import { plainThreads } from './kinds.ts';
import { kernelOf, range } from './module.ts';
import { handsRound, laneParameter, productsSource, withTexture } from './products.ts';
import type { DeviceProfile } from './profile.ts';
import { projectBindings, projectedRows, projectSource } from './project.ts';

export function quadsProject(cell: CellConfig, profile: DeviceProfile): Kernel {
  const own = range(projectedRows);
  return kernelOf(
    {
      name: 'project',
      cell,
      uses: withTexture(projectBindings(cell)),
      subgroups: handsRound(profile),
    },
    `${projectSource(cell, plainThreads.quads)}
fn xAt(line: u32, k: u32) -> f32 {
  return select(0.0, x[line + k], k < run.inputDim);
}

@compute @workgroup_size(threads)
fn project(
  @builtin(local_invocation_index) thread: u32,
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) count: vec3u,
  ${laneParameter(profile)}
) {
  bringStates(thread, id, count);
  let n = id.x * threads + thread;
  let nEnd = gates * run.quads;
  let m0 = (id.y + id.z * count.y) * ${own.length}u;
  let mEnd = run.steps * run.batch;
  if (m0 >= mEnd) { return; }
${own.map((r) => `  let from${r} = lineOf(min(m0 + ${r}u, mEnd - 1u));`).join('\n')}
${productsSource(
  { gates: [0], rows: own.length, profile },
  {
    line: 'run.placeOfW / nEnd',
    column: 'min(n, nEnd - 1u)',
    count: 'run.inputDim',
    number: (r, k) => `xAt(from${r}, ${k})`,
  },
)}
  if (n >= nEnd) { return; }
  let b = weightAt(run.placeOfB + n);
  let at = run.placeOfS + m0 * nEnd + n;
${own.map((r) => `  if (m0 + ${r}u < mEnd) { room[at + ${r}u * nEnd] = q0r${r} + b; }`).join('\n')}
}
`,
  );
}

// s = x·W + b of a chunk of steps, before the first of them, for software renderers: what project.ts is for GPUs. A thread
// sums four units of all gates for several rows, as a step does.

import type { CellConfig } from '@gatefold/contract';
import { gateCounts } from '@gatefold/contract/author';
import type { Kernel } from './kernel.ts';
import { plainThreads, projectedRows } from './kinds.ts';
import { kernelOf, range } from './module.ts';
import { handsRound, laneParameter, productsSource, withTexture } from './products.ts';
import type { DeviceProfile } from './profile.ts';
import { projectBindings, projectSource } from './project.ts';

export function quadsProject(cell: CellConfig, profile: DeviceProfile): Kernel {
  const own = range(projectedRows.quads);
  const gates = range(gateCounts[cell.kind]);
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
  let quad = id.x * threads + thread;
  let m0 = (id.y + id.z * count.y) * ${own.length}u;
  let mEnd = run.steps * run.batch;
  if (m0 >= mEnd) { return; }
${own.map((r) => `  let from${r} = lineOf(min(m0 + ${r}u, mEnd - 1u));`).join('\n')}
${productsSource(
  { gates, rows: own.length, profile },
  {
    line: 'run.placeOfW / (gates * run.quads)',
    count: 'run.inputDim',
    number: (r, k) => `xAt(from${r}, ${k})`,
  },
)}
  if (quad >= run.quads) { return; }
${gates
  .map(
    (g) => `  let b${g} = weightAt(run.placeOfB + ${g}u * run.quads + quad);
${own
  .map(
    (r) => `  if (m0 + ${r}u < mEnd) {
    room[run.placeOfS + ((m0 + ${r}u) * gates + ${g}u) * run.quads + quad] = q${g}r${r} + b${g};
  }`,
  )
  .join('\n')}`,
  )
  .join('\n')}
}
`,
  );
}

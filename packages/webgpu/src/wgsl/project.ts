// s = x·W + b of a chunk of steps, before the first of them; equals the first two lines of each reference's step. Before
// the first chunk it also brings the state before the first step into the room.
//
// A thread sums four units of one gate for eight rows, so that each fetched weight serves eight; neighbouring threads fetch
// neighbouring weights, and the same numbers of x. Tiles in workgroup memory would fetch less, but the steps that follow
// take a hundred times as long.

import type { CellConfig } from '@gatefold/contract';
import { cellSource } from './cells.ts';
import type { BindingName, Kernel } from './kernel.ts';
import { kernelOf, range } from './module.ts';
import type { DeviceProfile } from './profile.ts';
import type { WeightType } from './sizes.ts';

/** Rows of one gate of four units that a thread sums. */
export const projectedRows = 8;

/** @param threads  of a workgroup */
export function projectKernel(
  cell: CellConfig,
  weights: WeightType,
  { profile: { hasF16 }, threads }: { profile: DeviceProfile; threads: number },
): Kernel {
  const own = range(projectedRows);
  return kernelOf(
    { name: 'project', cell, weights, hasF16, uses: projectBindings(cell) },
    `${projectSource(cell, threads)}
@compute @workgroup_size(threads)
fn project(
  @builtin(local_invocation_index) thread: u32,
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) count: vec3u,
) {
  bringStates(thread, id, count);
  let n = id.x * threads + thread;
  let nEnd = gates * run.quads;
  let m0 = (id.y + id.z * count.y) * ${own.length}u;
  let mEnd = run.steps * run.batch;
  if (n >= nEnd || m0 >= mEnd) { return; }
${own.map((r) => `  let line${r} = lineOf(min(m0 + ${r}u, mEnd - 1u));\n  var sum${r} = vec4f(0.0);`).join('\n')}
  var texel = run.placeOfW + n;
  for (var k = 0u; k < run.inputDim; k++) {
    let W = weightAt(texel);
    texel += nEnd;
${own.map((r) => `    sum${r} += W * x[line${r} + k];`).join('\n')}
  }
  let b = weightAt(run.placeOfB + n);
  let at = run.placeOfS + m0 * nEnd + n;
${own.map((r) => `  if (m0 + ${r}u < mEnd) { room[at + ${r}u * nEnd] = sum${r} + b; }`).join('\n')}
}
`,
  );
}

export function projectBindings(cell: CellConfig): readonly BindingName[] {
  return cellSource(cell).hasC
    ? ['weights', 'x', 'h0', 'c0', 'room']
    : ['weights', 'x', 'h0', 'room'];
}

/**
 * What projections share: `lineOf` says where the line of x begins that number m of [steps, batch] reads, and
 * `bringStates` lays the state before the first step into the room.
 */
export function projectSource(cell: CellConfig, threads: number): string {
  const { hasC } = cellSource(cell);
  return `
const threads = ${threads}u;

fn lineOf(m: u32) -> u32 {
  let s = run.first + m / run.batch;
  let t = select(s, run.timeSteps - 1u - s, run.reversed != 0u);
  return ((m % run.batch) * run.timeSteps + t) * run.inputDim;
}

fn bringStates(thread: u32, id: vec3u, count: vec3u) {
  let group = (id.z * count.y + id.y) * count.x + id.x;
  let all = count.x * count.y * count.z * threads;
  let states = select(0u, run.batch * run.quads, run.first == 0u);
  for (var i = group * threads + thread; i < states; i += all) {
    let row = i / run.quads;
    room[i] = h0At(row, i - row * run.quads);
${hasC ? '    room[slot(2u) + i] = c0At(row, i - row * run.quads);' : ''}
  }
}
`;
}

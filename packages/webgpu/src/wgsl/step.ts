// A workgroup for four units of one row, or of several that share each fetched weight: the products of a unit are split
// over lanes, side by side in k so that neighbours fetch neighbours, and a thread a unit and row makes the state of the sums.
//
// Equals runRow of packages/cpu/src/sequence.ts, a step at a time; cells.ts names each cell's reference. On an NVIDIA H200, in
// Chromium, a step of one row took 4.1 µs at 256 units and 5.5 at 512, most of it the start of a dispatch. In Node it took
// 6.0 at 256 units, and 6.9 where a thread made four states.

import type { CellConfig } from '@gatefold/contract';
import { passesOf } from './cells.ts';
import { finishSource, slotOf, type StatePlace } from './finish.ts';
import type { Kernel } from './kernel.ts';
import { gatherLanes, splitOf } from './lanes.ts';
import { kernelOf, range, stepBindings } from './module.ts';
import type { DeviceProfile } from './profile.ts';
import { powerOfTwo, quads, type WeightType } from './sizes.ts';

/**
 * Lanes of a unit: one for each texel of its products, no more than memory and subgroups make use of, and enough to finish
 * all rows.
 */
function lanesOf({ units }: CellConfig, rows: number): number {
  return Math.max(2, rows, Math.min(powerOfTwo(quads(units)), rows === 1 ? 32 : 16));
}

/** States before a step are in the room; those after it are gathered first, since a texel is written by one thread. */
const place: StatePlace = (name, when) =>
  when === 'after'
    ? `made_${name}[made]`
    : `room[slot(${slotOf(name, when)}) + row * run.quads + (unit >> 2u)][unit & 3u]`;

/** One kernel for each pass of a cell: `step0` and, of a GRU that resets before the product, `step1`. */
export function splitSteps(
  cell: CellConfig,
  weights: WeightType,
  { profile, rows }: { profile: DeviceProfile; rows: number },
): Kernel[] {
  const { hasF16 } = profile;
  const split = splitOf(lanesOf(cell, rows), profile);
  const threads = 4 * split.lanes;
  const own = range(rows);
  const states = passesOf(cell).flatMap(({ outputs }) => outputs);
  return passesOf(cell).map(({ fromH, outputs }, index) => {
    const name = `step${index}rows${rows}`;
    const sums = fromH.flatMap((_, g) => own.map((r) => `q${g}r${r}`));
    const parts = 4 * sums.length * split.parts;
    return kernelOf(
      { name, cell, weights, hasF16, uses: stepBindings(cell), subgroups: split.gathered > 1 },
      `${finishSource(cell, place, 'unit')}
// States that a pass makes, [rows, units].
${states.map((state) => `var<workgroup> made_${state}: array<f32, ${4 * rows}>;`).join('\n')}
var<private> made: u32;
// Sums of four units, [gates, rows, units, parts].
var<workgroup> sums: array<f32, ${parts}>;

@compute @workgroup_size(${threads})
fn ${name}(
  @builtin(local_invocation_index) thread: u32,
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) count: vec3u,
) {
  let s = run.first + step;
  let quad = id.x;
  let row0 = (id.y + id.z * count.y) * ${rows}u;
  if (row0 >= run.batch) { return; }
  let lane = thread % ${split.lanes}u;
  let u = thread / ${split.lanes}u;
  made = thread;
  let row = row0 + (thread >> 2u);
  let unit = 4u * quad + (thread & 3u);
  let finishes = thread < ${4 * rows}u && row < run.batch && unit < run.units;
  var ready: Ready${index};
  if (finishes) { ready = ready${index}(s, row, unit); }

  let vector = slot(${index === 0 ? 's & 1u' : '2u'});
  let column = (4u * quad + u) * gates * run.quads;
${own.map((r) => `  let at${r} = vector + min(row0 + ${r}u, run.batch - 1u) * run.quads;`).join('\n')}
${sums.map((sum) => `  var ${sum} = 0.0;`).join('\n')}
  for (var k = lane; k < run.quads; k += ${split.lanes}u) {
${own.map((r) => `    let v${r} = room[at${r} + k];`).join('\n')}
${fromH
  .map(
    ({ gate }, g) => `    {
      let U = weightAt(column + ${gate}u * run.quads + k);
${own.map((r) => `      q${g}r${r} += dot(U, v${r});`).join('\n')}
    }`,
  )
  .join('\n')}
  }
${gatherLanes(sums, split)}
  if (lane % ${split.gathered}u == 0u) {
    let at = u * ${split.parts}u + lane / ${split.gathered}u;
${sums.map((sum, index_) => `    sums[${4 * split.parts * index_}u + at] = ${sum};`).join('\n')}
  }
  workgroupBarrier();
${split.parts === 1 ? '' : addParts(4 * sums.length, threads, split.parts)}
  if (finishes) {
    finish${index}(s, row, unit, ready, array<f32, ${fromH.length}>(${fromH
      .map((_, g) => `sumAt(${g * rows}u + (thread >> 2u))`)
      .join(', ')}));
  }
  workgroupBarrier();
  if (thread < ${rows}u && row0 + thread < run.batch) {
${outputs.map((state) => `    room[slot(${slotOf(state, 'after')}) + (row0 + thread) * run.quads + quad] = ${quadOf(`made_${state}`)};`).join('\n')}
  }
}

fn sumAt(index: u32) -> f32 {
  return sums[${4 * split.parts}u * index + (made & 3u) * ${split.parts}u];
}
`,
    );
  });
}

function quadOf(array: string): string {
  return `vec4f(${range(4)
    .map((u) => `${array}[4u * thread + ${u}u]`)
    .join(', ')})`;
}

/** WGSL that adds up the parts of each sum, into the first of them. */
function addParts(sums: number, threads: number, parts: number): string {
  return `  for (var i = thread; i < ${sums}u; i += ${threads}u) {
    var sum = sums[i * ${parts}u];
    for (var part = 1u; part < ${parts}u; part++) { sum += sums[i * ${parts}u + part]; }
    sums[i * ${parts}u] = sum;
  }
  workgroupBarrier();`;
}

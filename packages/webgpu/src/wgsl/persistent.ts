// A workgroup for a row and all steps of a chunk, with the state in workgroup memory and, of small layers, each lane's
// weights in its registers: for layers that a workgroup holds, whose steps are shorter than the start of a dispatch.
//
// Equals runRow of packages/cpu/src/sequence.ts; cells.ts names each cell's reference. On an NVIDIA H200 100 steps of LSTM 64
// took 78 to 94 µs in Chromium, all that a run costs included, where a dispatch for each step takes 400 and more. A thread makes one
// unit's state: in Node the same steps took 123 µs so, and 200 where it made those of four.

import type { CellConfig } from '@gatefold/contract';
import { cellSource, passesOf } from './cells.ts';
import { finishSource, type StatePlace } from './finish.ts';
import type { Kernel } from './kernel.ts';
import { gatherLanes, type Split, splitOf } from './lanes.ts';
import { kernelOf, range, stepBindings } from './module.ts';
import type { DeviceProfile } from './profile.ts';
import { powerOfTwo, quads, type WeightType } from './sizes.ts';

/**
 * Texels of weights that a lane keeps in registers: 128 of the 255 that a thread of an NVIDIA GPU can have. On an H200, a step
 * of LSTM 128, which keeps so many, takes 2.4 µs and not 4.1.
 */
const mostKeptTexels = 32;

/** What a workgroup holds: some lanes for each unit; layers of up to `quads` texels of units share it. */
interface Shape {
  readonly quads: number;
  readonly threads: number;
  readonly split: Split;
  /** Texels of each column that a lane sums. */
  readonly texelsOfLane: number;
  readonly keepsWeights: boolean;
  /** Numbers in workgroup memory by which lanes tell each other their sums: [gates, units, parts], or none. */
  readonly sums: number;
}

/** Null where the device's workgroups are too small. */
function shapeOf(cell: CellConfig, profile: DeviceProfile): Shape | null {
  const most = 2 ** Math.floor(Math.log2(Math.min(profile.mostInvocations, 1024)));
  const passes = passesOf(cell);
  const columns = powerOfTwo(quads(cell.units));
  if (4 * columns > most) return null;
  const split = splitOf(Math.min(4, columns, most / (4 * columns)), profile);
  const texelsOfLane = columns / split.lanes;
  const kept = texelsOfLane * passes.reduce((sum, { fromH }) => sum + fromH.length, 0);
  const gates = Math.max(...passes.map(({ fromH }) => fromH.length));
  const sums = split.parts === 1 ? 0 : 4 * columns * split.parts * gates;
  if (4 * sums + 16 * columns * (passes.length + 1) > profile.workgroupBytes) return null;
  return {
    quads: columns,
    threads: 4 * columns * split.lanes,
    split,
    texelsOfLane,
    keepsWeights: kept <= mostKeptTexels,
    sums,
  };
}

/**
 * What products are with, h and in a second pass p, is shared; the rest is its unit's own. A step's h lies where the step
 * before it did not write, so that nobody waits between reading and writing.
 */
const place: StatePlace = (name, when) => {
  if (name === 'h') return `hs[${when === 'before' ? 's & 1u' : '(s + 1u) & 1u'}][unit]`;
  return name === 'p' ? 'ps[unit]' : `own_${name}`;
};

/** Null where the device's workgroups are too small. */
export function persistentKernel(
  cell: CellConfig,
  weights: WeightType,
  profile: DeviceProfile,
): Kernel | null {
  const shape = shapeOf(cell, profile);
  if (shape === null) return null;
  const { split, threads } = shape;
  const passes = passesOf(cell);
  const { hasC } = cellSource(cell);
  const finishing = passes.map((_, index) => `ready${index}(first, row, unit)`);
  return kernelOf(
    {
      name: 'sequence',
      cell,
      weights,
      hasF16: profile.hasF16,
      uses: stepBindings(cell),
      subgroups: split.gathered > 1,
    },
    `${finishSource(cell, place, 'unit')}
// h before and after a step, and p.
var<workgroup> hs: array<array<f32, ${4 * shape.quads}>, 2>;
${passes.length === 2 ? `var<workgroup> ps: array<f32, ${4 * shape.quads}>;` : ''}
${[...(hasC ? ['c'] : []), ...(passes.length === 2 ? ['z'] : [])].map((name) => `var<private> own_${name}: f32;\n`).join('')}
${split.parts === 1 ? '' : sumsSource(shape)}
@compute @workgroup_size(${threads})
fn sequence(
  @builtin(local_invocation_index) thread: u32,
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) count: vec3u,
) {
  let row = id.y + id.z * count.y;
  if (row >= run.batch) { return; }
  let lane = thread % ${split.lanes}u;
  let unit = thread / ${split.lanes}u;
  // The first of a unit's lanes has its sums.
  let finishes = lane == 0u && unit < run.units;
  let first = run.first;
  let end = first + run.steps;
  let state = row * run.quads + (unit >> 2u);
${passes.map((_, index) => `  var next${index}: Ready${index};`).join('\n')}
  if (finishes) {
    hs[first & 1u][unit] = room[slot(first & 1u) + state][unit & 3u];
${hasC ? '    own_c = room[slot(2u) + state][unit & 3u];' : ''}
${finishing.map((ready, index) => `    next${index} = ${ready};`).join('\n')}
  }
${shape.keepsWeights ? keptWeights(cell, shape) : ''}
  workgroupBarrier();
  for (var s = first; s < end; s++) {
    // What the next step needs of memory is under way while this one computes.
${passes.map((_, index) => `    let now${index} = next${index};`).join('\n')}
    if (finishes && s + 1u < end) {
${passes.map((_, index) => `      next${index} = ready${index}(s + 1u, row, unit);`).join('\n')}
    }
${passes.map((_, index) => passSource(cell, shape, index)).join('\n')}
  }
  // A texel is written by one thread.
${hasC ? '  if (finishes) { hs[(end + 1u) & 1u][unit] = own_c; }\n  workgroupBarrier();' : ''}
  if (thread < run.quads) {
    room[slot(end & 1u) + row * run.quads + thread] = ${texelOf('hs[end & 1u]', 'thread')};
${hasC ? `    room[slot(2u) + row * run.quads + thread] = ${texelOf('hs[(end + 1u) & 1u]', 'thread')};` : ''}
  }
}
`,
  );
}

/** WGSL of four numbers of an array. */
function texelOf(array: string, k: string): string {
  return `vec4f(${range(4)
    .map((each) => `${array}[4u * (${k}) + ${each}u]`)
    .join(', ')})`;
}

/** A lane's weights, zeros beyond the last texel of a column. */
function keptWeights(cell: CellConfig, { split, texelsOfLane }: Shape): string {
  return passesOf(cell)
    .flatMap(({ fromH }) =>
      fromH.flatMap(({ gate }) =>
        range(texelsOfLane).map((i) => {
          const k = `lane + ${i * split.lanes}u`;
          return `  var U${gate}k${i} = vec4f(0.0);
  if (${k} < run.quads) { U${gate}k${i} = weightAt((unit * gates + ${gate}u) * run.quads + ${k}); }`;
        }),
      ),
    )
    .join('\n');
}

function passSource(cell: CellConfig, shape: Shape, index: number): string {
  const { split } = shape;
  const gates = gatesOf(cell, index);
  const sums = gates.map((_, g) => `q${g}`);
  return `    {
${sums.map((name) => `    var ${name} = 0.0;`).join('\n')}
${shape.keepsWeights ? keptProducts(cell, shape, index) : fetchedProducts(cell, shape, index)}
${gatherLanes(sums, split)}
${split.parts === 1 ? '' : sharedSums(sums, shape)}
    if (finishes) {
      finish${index}(s, row, unit, now${index}, array<f32, ${sums.length}>(${
        split.parts === 1 ? sums.join(', ') : sums.map((_, g) => `sumAt(${g}u, unit)`).join(', ')
      }));
    }
    workgroupBarrier();
    }`;
}

function sumsSource({ quads: columns, split, sums }: Shape): string {
  return `// Sums of all units, [gates, units, parts].
var<workgroup> sums: array<f32, ${sums}>;

fn sumAt(g: u32, unit: u32) -> f32 {
  let at = ${split.parts}u * (g * ${4 * columns}u + unit);
  return ${range(split.parts)
    .map((part) => `sums[at + ${part}u]`)
    .join(' + ')};
}
`;
}

/** By way of workgroup memory, where no subgroup holds all lanes of a unit. */
function sharedSums(sums: readonly string[], { quads: columns, split }: Shape): string {
  return `    if (lane % ${split.gathered}u == 0u) {
      let at = unit * ${split.parts}u + lane / ${split.gathered}u;
${sums.map((name, g) => `      sums[${4 * g * columns * split.parts}u + at] = ${name};`).join('\n')}
    }
    workgroupBarrier();`;
}

function gatesOf(cell: CellConfig, index: number): readonly number[] {
  return passesOf(cell)[index]?.fromH.map(({ gate }) => gate) ?? [];
}

/** What the products of a pass are with: h, or p in the second. */
function vectorOf(index: number): string {
  return index === 0 ? 'hs[s & 1u]' : 'ps';
}

function fetchedProducts(cell: CellConfig, { split }: Shape, index: number): string {
  return `    for (var k = lane; k < run.quads; k += ${split.lanes}u) {
      let v = ${texelOf(vectorOf(index), 'k')};
${gatesOf(cell, index)
  .map((gate, g) => `      q${g} += dot(weightAt((unit * gates + ${gate}u) * run.quads + k), v);`)
  .join('\n')}
    }`;
}

/** Beyond the last texel weights are zeros and so is the state, which workgroup memory begins with. */
function keptProducts(cell: CellConfig, { split, texelsOfLane }: Shape, index: number): string {
  return range(texelsOfLane)
    .map(
      (i) => `    {
      let v = ${texelOf(vectorOf(index), `lane + ${i * split.lanes}u`)};
${gatesOf(cell, index)
  .map((gate, g) => `      q${g} += dot(U${gate}k${i}, v);`)
  .join('\n')}
    }`,
    )
    .join('\n');
}

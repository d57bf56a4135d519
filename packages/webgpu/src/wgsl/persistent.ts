// A workgroup for a row and all steps of a chunk, with the state in workgroup memory and, of small layers, each lane's
// weights in its registers: for layers that a workgroup holds, whose steps are shorter than the start of a dispatch.
//
// Equals runRow of packages/cpu/src/sequence.ts; cells.ts names each cell's reference. On an NVIDIA H200 a step of LSTM 64
// took less than 0.5 µs, where a dispatch alone takes 5 to 8.

import type { CellConfig } from '@gatefold/contract';
import { cellSource, passesOf } from './cells.ts';
import { finishSource, type StatePlace } from './finish.ts';
import type { Kernel } from './kernel.ts';
import { gatherLanes, type Split, splitOf } from './lanes.ts';
import { kernelOf, range, stepBindings } from './module.ts';
import type { DeviceProfile } from './profile.ts';
import { powerOfTwo, quads, type WeightType } from './sizes.ts';

/** Texels of weights that a lane keeps in registers: 64 of the 255 that a thread of an NVIDIA GPU can have. */
const mostKeptTexels = 16;

/** What a workgroup holds; layers of up to `quads` texels of units share it. */
interface Shape {
  readonly quads: number;
  readonly threads: number;
  readonly split: Split;
  /** Units that are summed at once; the rest follow. */
  readonly unitsAtOnce: number;
  /** Texels of each column that a lane sums. */
  readonly texelsOfLane: number;
  readonly keepsWeights: boolean;
  readonly workgroupBytes: number;
}

function shapeOf(cell: CellConfig, profile: DeviceProfile): Shape {
  const most = Math.min(profile.mostInvocations, 1024);
  const passes = passesOf(cell);
  const columns = powerOfTwo(quads(cell.units));
  const split = splitOf(Math.max(1, Math.min(4, columns, most / (4 * columns))), profile);
  const threads = Math.min(most, 4 * columns * split.lanes);
  const unitsAtOnce = threads / split.lanes;
  const texelsOfLane = columns / split.lanes;
  const kept = texelsOfLane * passes.reduce((sum, { fromH }) => sum + fromH.length, 0);
  const sums = 4 * columns * split.parts * Math.max(...passes.map(({ fromH }) => fromH.length));
  return {
    quads: columns,
    threads,
    split,
    unitsAtOnce,
    texelsOfLane,
    keepsWeights: unitsAtOnce === 4 * columns && kept <= mostKeptTexels,
    workgroupBytes: 4 * sums + 16 * columns * statesOf(cell).length,
  };
}

/** What a step hands to the next, or a pass to the next. */
function statesOf(cell: CellConfig): readonly string[] {
  const { hasC, passes } = cellSource(cell);
  return ['h', ...(hasC ? ['c'] : []), ...(passes.length === 2 ? ['p', 'z'] : [])];
}

const inWorkgroup: StatePlace = (name) => `${name}s[quad]`;

/** Null where the device's workgroups are too small. */
export function persistentKernel(
  cell: CellConfig,
  weights: WeightType,
  profile: DeviceProfile,
): Kernel | null {
  const shape = shapeOf(cell, profile);
  const { split, threads } = shape;
  if (shape.workgroupBytes > profile.workgroupBytes || threads < shape.quads) return null;
  const passes = passesOf(cell);
  const { hasC } = cellSource(cell);
  const most = Math.max(...passes.map(({ fromH }) => fromH.length));
  return kernelOf(
    {
      name: 'sequence',
      cell,
      weights,
      hasF16: profile.hasF16,
      uses: stepBindings(cell),
      subgroups: split.gathered > 1,
    },
    `${finishSource(cell, inWorkgroup)}
${statesOf(cell)
  .map((name) => `var<workgroup> ${name}s: array<vec4f, ${shape.quads}>;`)
  .join('\n')}
// Sums of all units, [gates, units, parts].
var<workgroup> sums: array<f32, ${most * 4 * shape.quads * split.parts}>;

fn sumAt(g: u32, quad: u32) -> vec4f {
  let at = ${4 * split.parts}u * (g * ${shape.quads}u + quad);
  return vec4f(
${range(4)
  .map((u) => {
    const parts = range(split.parts).map((part) => `sums[at + ${u * split.parts + part}u]`);
    return `    ${parts.join(' + ')},`;
  })
  .join('\n')}
  );
}

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
  let quad = thread;
  let finishes = quad < run.quads;
  let end = run.first + run.steps;
  if (finishes) {
    hs[quad] = room[slot(run.first & 1u) + row * run.quads + quad];
${hasC ? '    cs[quad] = room[slot(2u) + row * run.quads + quad];' : ''}
  }
${shape.keepsWeights ? keptWeights(cell, shape) : ''}
  workgroupBarrier();
  for (var s = run.first; s < end; s++) {
${passes.map((_, index) => passSource(cell, shape, index)).join('\n')}
  }
  if (finishes) {
    room[slot(end & 1u) + row * run.quads + quad] = hs[quad];
${hasC ? '    room[slot(2u) + row * run.quads + quad] = cs[quad];' : ''}
  }
}
`,
  );
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
  const { split, unitsAtOnce } = shape;
  const gates = gatesOf(cell, index);
  const sums = gates.map((_, g) => `q${g}`);
  const products = `${sums.map((name) => `    var ${name} = 0.0;`).join('\n')}
${shape.keepsWeights ? keptProducts(cell, shape, index) : fetchedProducts(cell, shape, index)}
${gatherLanes(sums, split)}
    if (lane % ${split.gathered}u == 0u && u < 4u * run.quads) {
      let at = u * ${split.parts}u + lane / ${split.gathered}u;
${sums.map((name, g) => `      sums[${4 * g * shape.quads * split.parts}u + at] = ${name};`).join('\n')}
    }`;
  return `  {
    var ready: Ready${index};
    if (finishes) { ready = ready${index}(s, row, quad); }
    for (var u0 = 0u; u0 < 4u * run.quads; u0 += ${unitsAtOnce}u) {
    let u = u0 + unit;
${products}
    }
    workgroupBarrier();
    if (finishes) {
      finish${index}(s, row, quad, ready, array<vec4f, ${sums.length}>(${sums.map((_, g) => `sumAt(${g}u, quad)`).join(', ')}));
    }
    workgroupBarrier();
  }`;
}

function gatesOf(cell: CellConfig, index: number): readonly number[] {
  return passesOf(cell)[index]?.fromH.map(({ gate }) => gate) ?? [];
}

/** What the products of a pass are with: h, or p in the second. */
function vectorOf(index: number): string {
  return index === 0 ? 'hs' : 'ps';
}

function fetchedProducts(cell: CellConfig, { split }: Shape, index: number): string {
  return `    for (var k = lane; k < run.quads; k += ${split.lanes}u) {
      let v = ${vectorOf(index)}[k];
${gatesOf(cell, index)
  .map((gate, g) => `      q${g} += dot(weightAt((u * gates + ${gate}u) * run.quads + k), v);`)
  .join('\n')}
    }`;
}

/** Beyond the last texel weights are zeros and so is the state, which workgroup memory begins with. */
function keptProducts(cell: CellConfig, { split, texelsOfLane }: Shape, index: number): string {
  return range(texelsOfLane)
    .map(
      (i) => `    {
      let v = ${vectorOf(index)}[lane + ${i * split.lanes}u];
${gatesOf(cell, index)
  .map((gate, g) => `      q${g} += dot(U${gate}k${i}, v);`)
  .join('\n')}
    }`,
    )
    .join('\n');
}

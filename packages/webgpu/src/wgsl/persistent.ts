// A workgroup for a row and all steps of a chunk, with the state in workgroup memory and, of small layers, each lane's
// weights in its registers: for layers that a workgroup holds, whose steps are shorter than the start of a dispatch.
//
// Equals runRow of packages/cpu/src/sequence.ts; cells.ts names each cell's reference. On an NVIDIA H200 a step of LSTM 64
// took less than 0.5 µs, where a dispatch alone takes 5 to 8.

import { cellSource, passesOf } from './cells.ts';
import { finishSource, type StatePlace } from './finish.ts';
import type { Kernel } from './kernel.ts';
import { gatherLanes, type Split, splitOf } from './lanes.ts';
import { kernelOf, range, stepBindings } from './module.ts';
import type { DeviceProfile } from './profile.ts';
import { type CellSizes, powerOfTwo, quads, type WeightType } from './sizes.ts';

/** Texels of weights that a lane keeps in registers: 64 of the 255 that a thread of an NVIDIA GPU can have. */
const mostKeptTexels = 16;

export interface PersistentShape {
  readonly threads: number;
  readonly split: Split;
  /** Units that are summed at once; the rest follow. */
  readonly unitsAtOnce: number;
  /** Texels of each column that a lane sums. */
  readonly texelsOfLane: number;
  readonly keepsWeights: boolean;
  readonly workgroupBytes: number;
}

export function persistentShape(sizes: CellSizes, profile: DeviceProfile): PersistentShape {
  const columns = quads(sizes.cell.units);
  const units = 4 * columns;
  const passes = passesOf(sizes.cell);
  const most = Math.min(profile.mostInvocations, 1024);
  const room = Math.max(1, 2 ** Math.floor(Math.log2(most / units)));
  const split = splitOf(Math.min(4, room, powerOfTwo(columns)), profile);
  const threads = Math.min(most, units * split.lanes);
  const unitsAtOnce = Math.floor(threads / split.lanes);
  const texelsOfLane = Math.ceil(columns / split.lanes);
  const kept = passes.reduce((sum, { fromH }) => sum + fromH.length, 0) * texelsOfLane;
  const sums = Math.max(...passes.map(({ fromH }) => fromH.length)) * units * split.parts;
  const states = 1 + Number(cellSource(sizes.cell).hasC) + 2 * (passes.length - 1);
  return {
    threads,
    split,
    unitsAtOnce,
    texelsOfLane,
    keepsWeights: unitsAtOnce === units && kept <= mostKeptTexels,
    workgroupBytes: 4 * sums + 16 * states * columns,
  };
}

const inWorkgroup: StatePlace = (name) => `${name}s[quad]`;

/** Null where the device's workgroups are too small. */
export function persistentKernel(
  sizes: CellSizes,
  weights: WeightType,
  profile: DeviceProfile,
): Kernel | null {
  const shape = persistentShape(sizes, profile);
  const columns = quads(sizes.cell.units);
  if (shape.workgroupBytes > profile.workgroupBytes || shape.threads < columns) return null;
  const { split, threads } = shape;
  const passes = passesOf(sizes.cell);
  const { hasC } = cellSource(sizes.cell);
  const most = Math.max(...passes.map(({ fromH }) => fromH.length));
  const states = ['h', ...(hasC ? ['c'] : []), ...(passes.length === 2 ? ['p', 'z'] : [])];
  return kernelOf(
    'sequence',
    { sizes, weights, uses: stepBindings(sizes) },
    `${finishSource(sizes, inWorkgroup)}
${states.map((name) => `var<workgroup> ${name}s: array<vec4f, ${columns}>;`).join('\n')}
// Sums of all units, [gates, units, parts].
var<workgroup> sums: array<f32, ${most * 4 * columns * split.parts}>;

fn sumAt(g: u32, quad: u32) -> vec4f {
  let at = ${split.parts}u * 4u * (g * quads + quad);
  return vec4f(${range(4)
    .map((each) =>
      range(split.parts)
        .map((part) => `sums[at + ${each * split.parts + part}u]`)
        .join(' + '),
    )
    .join(', ')});
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
  let finishes = thread < quads;
  let end = run.first + run.steps;
  if (finishes) {
    hs[quad] = room[slot(run.first & 1u) + row * quads + quad];
${hasC ? '    cs[quad] = room[slot(2u) + row * quads + quad];' : ''}
  }
${shape.keepsWeights ? keptWeights(sizes, shape) : ''}
  workgroupBarrier();
  for (var s = run.first; s < end; s++) {
${passes.map((_, index) => passSource(sizes, shape, index)).join('\n')}
  }
  if (finishes) {
    room[slot(end & 1u) + row * quads + quad] = hs[quad];
${hasC ? '    room[slot(2u) + row * quads + quad] = cs[quad];' : ''}
  }
}
`,
    { subgroups: split.gathered > 1 },
  );
}

/** A lane's texels beyond the last of its column are zeros. */
function keptWeights({ cell }: CellSizes, { split, texelsOfLane }: PersistentShape): string {
  const columns = quads(cell.units);
  return passesOf(cell)
    .flatMap(({ fromH }) =>
      fromH.flatMap(({ gate }) =>
        range(texelsOfLane).map((i) => {
          const texel = `vec4f(weights[(unit * gates + ${gate}u) * quads + lane + ${i * split.lanes}u])`;
          const isWhole = (i + 1) * split.lanes <= columns;
          return isWhole
            ? `  let U${gate}k${i} = ${texel};`
            : `  var U${gate}k${i} = vec4f(0.0);\n  if (lane + ${i * split.lanes}u < quads) { U${gate}k${i} = ${texel}; }`;
        }),
      ),
    )
    .join('\n');
}

function passSource(sizes: CellSizes, shape: PersistentShape, index: number): string {
  const { fromH } = passesOf(sizes.cell)[index] as { fromH: readonly { gate: number }[] };
  const { split, unitsAtOnce } = shape;
  const units = 4 * quads(sizes.cell.units);
  const vector = index === 0 ? 'hs' : 'ps';
  const names = fromH.map((_, g) => `q${g}`);
  const sum = `${names.map((name) => `    var ${name} = 0.0;`).join('\n')}
${
  shape.keepsWeights
    ? keptProducts(sizes, shape, index)
    : `
    for (var k = lane; k < quads; k += ${split.lanes}u) {
      let v = ${vector}[k];
${fromH.map(({ gate }, g) => `      q${g} += dot(vec4f(weights[(u * gates + ${gate}u) * quads + k]), v);`).join('\n')}
    }`
}
${gatherLanes(names, split)}
    if (lane % ${split.gathered}u == 0u && u < ${units}u) {
      let at = u * ${split.parts}u + lane / ${split.gathered}u;
${names.map((name, g) => `      sums[${g * units * split.parts}u + at] = ${name};`).join('\n')}
    }`;
  const products =
    unitsAtOnce === units
      ? `    let u = unit;\n${sum}`
      : `    for (var u0 = 0u; u0 < ${units}u; u0 += ${unitsAtOnce}u) {
    let u = u0 + unit;
${sum}
    }`;
  return `  {
    var ready: Ready${index};
    if (finishes) { ready = ready${index}(s, row, quad); }
${products}
    workgroupBarrier();
    if (finishes) {
      finish${index}(s, row, quad, ready, array<vec4f, ${fromH.length}>(${fromH.map((_, g) => `sumAt(${g}u, quad)`).join(', ')}));
    }
    workgroupBarrier();
  }`;
}

/** Beyond the last texel of the vector the weights are zeros, and so must be what they meet: the first texel could hold an infinity. */
function keptProducts(
  { cell }: CellSizes,
  { split, texelsOfLane }: PersistentShape,
  index: number,
): string {
  const columns = quads(cell.units);
  const { fromH } = passesOf(cell)[index] as { fromH: readonly { gate: number }[] };
  const vector = index === 0 ? 'hs' : 'ps';
  return range(texelsOfLane)
    .map((i) => {
      const k = `lane + ${i * split.lanes}u`;
      const isWhole = (i + 1) * split.lanes <= columns;
      const read = isWhole
        ? `      let v = ${vector}[${k}];`
        : `      var v = vec4f(0.0);\n      if (${k} < quads) { v = ${vector}[${k}]; }`;
      return `    {
${read}
${fromH.map(({ gate }, g) => `      q${g} += dot(U${gate}k${i}, v);`).join('\n')}
    }`;
    })
    .join('\n');
}

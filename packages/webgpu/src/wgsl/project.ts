// s = x·W + b of a chunk of steps, before the first of them; equals the first two lines of each reference's step. Before
// the first chunk it also brings the state before the first step into the room.

import { gateCounts } from '@gatefold/contract/author';
import { cellSource } from './cells.ts';
import type { Kernel } from './kernel.ts';
import { kernelOf, lanes, projectBindings, range } from './module.ts';
import { type CellSizes, type WeightType } from './sizes.ts';

/** Rows, and gates of four units, that a workgroup of `tiledProject` computes. */
export const tile = { rows: 32, columns: 8, texels: 8 } as const;

/** Rows of one gate of four units that a thread of `plainProject` computes. */
export const plainRows = 8;

const tileThreads = 64;
export const plainThreads = 8;

/** Copies h0 and c0, by however many threads there are. */
function bringState({ cell }: CellSizes, threads: number): string {
  return `
fn bringState(group: u32, groups: u32, thread: u32) {
  if (run.first != 0u) { return; }
  for (var i = group * ${threads}u + thread; i < run.batch * quads; i += groups * ${threads}u) {
    let row = i / quads;
    room[i] = h0At(row, i - row * quads);
${cellSource(cell).hasC ? '    room[slot(2u) + i] = c0At(row, i - row * quads);' : ''}
  }
}

// The line of x that a row of a step reads.
fn lineOf(m: u32) -> u32 {
  let s = run.first + m / run.batch;
  let t = select(s, run.timeSteps - 1u - s, run.reversed != 0u);
  return (m % run.batch) * run.timeSteps + t;
}
`;
}

const entry = `
  @builtin(local_invocation_index) thread: u32,
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) count: vec3u,
`;

/**
 * A product by tiles in workgroup memory: a thread sums four rows of one gate of four units, and each number of a tile
 * that was fetched serves 32.
 */
export function tiledProject(sizes: CellSizes, weights: WeightType): Kernel {
  const gates = gateCounts[sizes.cell.kind];
  const { rows, columns, texels } = tile;
  const own = range(4);
  return kernelOf(
    'project',
    { sizes, weights, uses: projectBindings(sizes) },
    `${bringState(sizes, tileThreads)}
var<workgroup> xs: array<vec4f, ${rows * texels}>;
var<workgroup> Ws: array<vec4f, ${4 * columns * texels}>;

@compute @workgroup_size(${tileThreads})
fn project(${entry}) {
  bringState((id.z * count.y + id.y) * count.x + id.x, count.x * count.y * count.z, thread);
  let m0 = (id.y + id.z * count.y) * ${rows}u;
  let mEnd = run.steps * run.batch;
  if (m0 >= mEnd) { return; }
  let column = thread % ${columns}u;
  let line = thread / ${columns}u;
  var sum: array<vec4f, 4>;
  for (var k0 = 0u; k0 < inputQuads; k0 += ${texels}u) {
    for (var i = thread; i < ${rows * texels}u; i += ${tileThreads}u) {
      let m = m0 + i / ${texels}u;
      let k = k0 + i % ${texels}u;
      var v = vec4f(0.0);
      if (m < mEnd && k < inputQuads) { v = xAt(lineOf(m), k); }
      xs[(i % ${texels}u) * ${rows}u + i / ${texels}u] = v;
    }
    for (var i = thread; i < ${4 * columns * texels}u; i += ${tileThreads}u) {
      let c = i / ${texels}u;
      let n = id.x * ${columns}u + c / 4u;
      let k = k0 + i % ${texels}u;
      let u = 4u * (n % quads) + c % 4u;
      var W = vec4f(0.0);
      if (n < ${gates}u * quads && k < inputQuads) {
        W = vec4f(weights[placeOfW + (u * gates + n / quads) * inputQuads + k]);
      }
      Ws[(i % ${texels}u) * ${4 * columns}u + c] = W;
    }
    workgroupBarrier();
    for (var k = 0u; k < ${texels}u; k++) {
${own.map((lane) => `      let W${lane} = Ws[k * ${4 * columns}u + 4u * column + ${lane}u];`).join('\n')}
${own
  .map(
    (r) => `      let v${r} = xs[k * ${rows}u + 4u * line + ${r}u];
      sum[${r}] += vec4f(${own.map((lane) => `dot(W${lane}, v${r})`).join(', ')});`,
  )
  .join('\n')}
    }
    workgroupBarrier();
  }
  let n = id.x * ${columns}u + column;
  if (n >= ${gates}u * quads) { return; }
  let b = vec4f(weights[placeOfB + n]);
  for (var r = 0u; r < 4u; r++) {
    let m = m0 + 4u * line + r;
    if (m < mEnd) { room[placeOfS(run.first, 0u) + m * gates * quads + n] = sum[r] + b; }
  }
}
`,
  );
}

/** A product without workgroup memory: a thread sums eight rows of one gate of four units; what software renders best. */
export function plainProject(sizes: CellSizes, weights: WeightType): Kernel {
  const gates = gateCounts[sizes.cell.kind];
  const own = range(plainRows);
  return kernelOf(
    'project',
    { sizes, weights, uses: projectBindings(sizes) },
    `${bringState(sizes, plainThreads)}
@compute @workgroup_size(${plainThreads})
fn project(${entry}) {
  bringState((id.z * count.y + id.y) * count.x + id.x, count.x * count.y * count.z, thread);
  let n = id.x * ${plainThreads}u + thread;
  let m0 = (id.y + id.z * count.y) * ${plainRows}u;
  let mEnd = run.steps * run.batch;
  if (n >= ${gates}u * quads || m0 >= mEnd) { return; }
  let column = placeOfW + (4u * (n % quads) * gates + n / quads) * inputQuads;
  let b = vec4f(weights[placeOfB + n]);
${own.map((r) => `  let line${r} = lineOf(min(m0 + ${r}u, mEnd - 1u));\n  var sum${r} = b;`).join('\n')}
  for (var k = 0u; k < inputQuads; k++) {
${own.map((r) => `    let v${r} = xAt(line${r}, k);`).join('\n')}
${lanes
  .map(
    (lane, u) => `    {
      let W = vec4f(weights[column + ${u}u * gates * inputQuads + k]);
${own.map((r) => `      sum${r}.${lane} += dot(W, v${r});`).join('\n')}
    }`,
  )
  .join('\n')}
  }
  let at = placeOfS(run.first, 0u) + m0 * gates * quads + n;
${own.map((r) => `  if (m0 + ${r}u < mEnd) { room[at + ${r}u * gates * quads] = sum${r}; }`).join('\n')}
}
`,
  );
}

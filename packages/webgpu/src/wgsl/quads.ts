// A thread for four units of one row, or of several, from products to state: the steps for software renderers, which have
// few threads, pay for each fetched number, and wait long at a barrier.
//
// Equals runRow of packages/cpu/src/sequence.ts, a step at a time; cells.ts names each cell's reference.

import { passesOf } from './cells.ts';
import { finishSource, inRoom } from './finish.ts';
import type { Kernel } from './kernel.ts';
import { kernelOf, lanes, range, stepBindings } from './module.ts';
import type { CellSizes, WeightType } from './sizes.ts';

export const quadThreads = 8;

/** One kernel for each pass of a cell: `step0` and, of a GRU that resets before the product, `step1`. */
export function quadsSteps(sizes: CellSizes, weights: WeightType, rows: number): Kernel[] {
  const own = range(rows);
  return passesOf(sizes.cell).map(({ fromH }, index) => {
    const name = `step${index}rows${rows}`;
    return kernelOf(
      name,
      { sizes, weights, uses: stepBindings(sizes) },
      `${finishSource(sizes, inRoom)}
@compute @workgroup_size(${quadThreads})
fn ${name}(
  @builtin(local_invocation_index) thread: u32,
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) count: vec3u,
) {
  let s = run.first + step;
  let quad = id.x * ${quadThreads}u + thread;
  let row0 = (id.y + id.z * count.y) * ${rows}u;
  if (quad >= quads || row0 >= run.batch) { return; }
  let vector = slot(${index === 0 ? 's & 1u' : '2u'});
  let column = 4u * quad * gates * quads;
${own
  .map(
    (r) => `  let at${r} = vector + min(row0 + ${r}u, run.batch - 1u) * quads;
${fromH.map((_, g) => `  var q${g}r${r} = vec4f(0.0);`).join('\n')}`,
  )
  .join('\n')}
  for (var k = 0u; k < quads; k++) {
${own.map((r) => `    let v${r} = room[at${r} + k];`).join('\n')}
${fromH
  .flatMap(({ gate }, g) =>
    lanes.map(
      (lane, u) => `    {
      let U = vec4f(weights[column + ${u}u * gates * quads + ${gate}u * quads + k]);
${own.map((r) => `      q${g}r${r}.${lane} += dot(U, v${r});`).join('\n')}
    }`,
    ),
  )
  .join('\n')}
  }
${own
  .map(
    (r) => `  if (row0 + ${r}u < run.batch) {
    let row = row0 + ${r}u;
    finish${index}(s, row, quad, ready${index}(s, row, quad), array<vec4f, ${fromH.length}>(${fromH.map((_, g) => `q${g}r${r}`).join(', ')}));
  }`,
  )
  .join('\n')}
}
`,
    );
  });
}

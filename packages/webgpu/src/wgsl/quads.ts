// A thread for four units of one row, or of several, from products to state: the steps for software renderers, which have
// few threads, pay for each fetched number, and wait long at a barrier.
//
// Equals runRow of packages/cpu/src/sequence.ts, a step at a time; cells.ts names each cell's reference.

import type { CellConfig } from '@gatefold/contract';
import { passesOf } from './cells.ts';
import { finishSource, inRoom } from './finish.ts';
import type { Kernel } from './kernel.ts';
import { plainThreads } from './kinds.ts';
import { kernelOf, range, stepBindings } from './module.ts';
import { handsRound, laneParameter, productsSource, withTexture } from './products.ts';
import type { DeviceProfile } from './profile.ts';

/** One kernel for each pass of a cell: `step0` and, of a GRU that resets before the product, `step1`. */
export function quadsSteps(
  cell: CellConfig,
  { profile, rows }: { profile: DeviceProfile; rows: number },
): Kernel[] {
  const own = range(rows);
  return passesOf(cell).map(({ fromH }, index) => {
    const name = `step${index}rows${rows}`;
    const sums = fromH.length;
    const ofRow = (r: number): string =>
      `array<vec4f, ${sums}>(${fromH.map((_, g) => `q${g}r${r}`).join(', ')})`;
    return kernelOf(
      {
        name,
        cell,
        uses: withTexture(stepBindings(cell)),
        subgroups: handsRound(profile),
      },
      `${finishSource(cell, inRoom, 'quad')}
@compute @workgroup_size(${plainThreads.quads})
fn ${name}(
  @builtin(local_invocation_index) thread: u32,
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) count: vec3u,
  ${laneParameter(profile)}
) {
  let s = run.first + step;
  let quad = id.x * ${plainThreads.quads}u + thread;
  let row0 = (id.y + id.z * count.y) * ${rows}u;
  if (row0 >= run.batch) { return; }
  let vector = slot(${index === 0 ? 's & 1u' : '2u'});
${own.map((r) => `  let at${r} = vector + min(row0 + ${r}u, run.batch - 1u) * run.quads;`).join('\n')}
${productsSource(
  { gates: fromH.map(({ gate }) => gate), rows, profile },
  {
    line: '0u',
    column: 'min(quad, run.quads - 1u)',
    count: 'run.units',
    number: (r, k) => `room[at${r} + (k >> 2u)][(${k}) & 3u]`,
  },
)}
  if (quad >= run.quads) { return; }
${
  rows === 1
    ? `  finish${index}(s, row0, quad, ready${index}(s, row0, quad), ${ofRow(0)});`
    : `  var q = array<array<vec4f, ${sums}>, ${rows}>(${own.map(ofRow).join(', ')});
  for (var r = 0u; r < min(${rows}u, run.batch - row0); r++) {
    finish${index}(s, row0 + r, quad, ready${index}(s, row0 + r, quad), q[r]);
  }`
}
}
`,
    );
  });
}

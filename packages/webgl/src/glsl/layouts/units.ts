// One unit of one row to a fragment: its h and c lie in one texel, and a step is one draw of each pass.
//
// Equals runRow of packages/cpu/src/sequence.ts, a step at a time; cells.ts names each cell's reference.

import type { CellConfig } from '@gatefold/contract';
import { gateCounts } from '@gatefold/contract/author';
import { header, range } from '../common.ts';
import {
  activationsOf,
  finish,
  placeOf,
  projectedPlace,
  projectedTexel,
  uniforms,
  weightTexel,
} from './shared.ts';
import type { PlacedPass, StepDraw, StepVariant } from './variant.ts';

export function unitsDraws(cell: CellConfig, variant: StepVariant, placed: PlacedPass): StepDraw[] {
  const { pass, isSecond, isLast, form } = placed;
  const { order } = variant;
  const gates = gateCounts[cell.kind];
  const names = [...new Set([...pass.fromX, ...pass.fromH].map(({ name }) => name))];
  const vector = (lane: number): string => {
    const texel = `at(first + 4 * k + ${lane}, stateShift)`;
    return isSecond
      ? `texelFetch(gates, ${texel}, 0).x`
      : `texelFetch(state, ${texel} + before, 0).x`;
  };
  const source = `${header(['next'])}
uniform sampler2DArray projected;
uniform sampler2D state;
${uniforms(form)}
${activationsOf(cell, 1)}

void main() {
  int s = now.x;
  ivec2 place = ivec2(gl_FragCoord.xy) - tileAt(now.y);
  ivec2 before = tileAt(now.z);
  int n = texelOf(place, stateShift);
  int lane = n & 3;
  int quads = ${variant.directions} * unitTexels;
  int row0 = (n >> 2) / quads;
  int j = (n >> 2) - row0 * quads;
  if (row0 >= batch) return;
${placeOf(cell, variant)}
  int first = 4 * (row0 * quads + direction * unitTexels);
${names.map((name) => `  float ${name}0 = 0.0;`).join('\n')}
  {
${projectedPlace(cell, 'row0')}
${pass.fromX.map(({ name, gate }) => `    ${name}0 = ${projectedTexel(gate)}[lane];`).join('\n')}
  }
${pass.secondBias
  .map(
    ({ name, gate }) =>
      `  ${name}0 += ${weightTexel(order, gates, ['columns - 1', gate, 1])}[lane];`,
  )
  .join('\n')}
  vec2 own = vec2(0.0);
  if (fresh == 0) {
    own = texelFetch(state, place + before, 0).xy;
    for (int k = 0; k < unitTexels; k++) {
      vec4 v = vec4(${range(4).map(vector).join(', ')});
${pass.fromH
  .map(
    ({ name, gate }) =>
      `      ${name}0 += dot(${weightTexel(order, gates, ['k', gate, 'lane'])}, v);`,
  )
  .join('\n')}
    }
  }
  float h0 = own.x, c0 = ${isSecond ? 'texelFetch(gates, place, 0).y' : 'own.y'};
  float next_h0, next_c0 = 0.0;
${finish(placed, 0, '4 * quad + lane < units')}
  next = vec4(next_h0, next_c0, 0.0, 0.0);
}
`;
  return [{ source, target: isLast ? 'state' : 'gates', sums: 0 }];
}

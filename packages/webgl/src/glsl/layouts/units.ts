// One unit of one row to a fragment: its h and c lie in one texel, and a step is one draw of each pass.
//
// Equals runRow of packages/cpu/src/sequence.ts, a step at a time; cells.ts names each cell's reference.

import type { CellConfig } from '@gatefold/contract';
import { header, range } from '../common.ts';
import {
  activationsOf,
  finish,
  placeOf,
  projectedPlace,
  projectedTexel,
  uniforms,
} from './shared.ts';
import type { PlacedPass, StepDraw, StepVariant } from './variant.ts';

export function unitsDraws(cell: CellConfig, variant: StepVariant, placed: PlacedPass): StepDraw[] {
  const { pass, isSecond, isLast } = placed;
  const names = [...new Set([...pass.fromX, ...pass.fromH].map(({ name }) => name))];
  const vector = (lane: number): string =>
    isSecond
      ? `texelFetch(gates, ivec3(at(first + 4 * k + ${lane}, stateShift), 0), 0).x`
      : `texelFetch(state, ivec3(at(first + 4 * k + ${lane}, stateShift) + before, 0), 0).x`;
  const source = `${header(['next'])}
uniform sampler2DArray projected;
uniform sampler2DArray state;
${uniforms}
${activationsOf(cell)}

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
${names.map((name) => `  float ${name} = 0.0;`).join('\n')}
  {
${projectedPlace(cell, 'row0')}
${pass.fromX.map(({ name, gate }) => `    ${name} = ${projectedTexel(gate)}[lane];`).join('\n')}
  }
${pass.secondBias
  .map(
    ({ name, gate }) =>
      `  ${name} += texelFetch(weights, line + ivec2(columns - 1, ${4 * gate + 1}), 0)[lane];`,
  )
  .join('\n')}
  vec2 own = vec2(0.0);
  if (fresh == 0) {
    own = texelFetch(state, ivec3(place + before, 0), 0).xy;
    for (int k = 0; k < unitTexels; k++) {
      ivec2 w = line + ivec2(k, lane);
      vec4 v = vec4(${range(4).map(vector).join(', ')});
${pass.fromH
  .map(
    ({ name, gate }) =>
      `      ${name} += dot(texelFetch(weights, w + ivec2(0, ${4 * gate}), 0), v);`,
  )
  .join('\n')}
    }
  }
  // The equations are written for four units: here the four are one.
${names.map((name) => `  vec4 ${name}0 = vec4(${name});`).join('\n')}
  vec4 h0 = vec4(own.x), c0 = vec4(${isSecond ? 'texelFetch(gates, ivec3(place, 0), 0).y' : 'own.y'});
  vec4 next_h0, next_c0 = vec4(0.0);
${finish(placed, 0)}
  next = vec4(next_h0[lane], next_c0[lane], 0.0, 0.0);
}
`;
  return [{ source, target: isLast ? 'state' : 'gates', sums: 0 }];
}

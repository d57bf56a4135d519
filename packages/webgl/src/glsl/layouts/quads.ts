// Four units of one row, or of several, to a fragment, from products to state, in one draw of each pass.
//
// Equals runRow of packages/cpu/src/sequence.ts, a step at a time; cells.ts names each cell's reference.

import type { CellConfig } from '@gatefold/contract';
import { header, lanes, range } from '../common.ts';
import type { Pass, Sum } from '../cells.ts';
import {
  activationsOf,
  finish,
  placeOf,
  projectedPlace,
  projectedTexel,
  uniforms,
} from './shared.ts';
import type { PlacedPass, StepDraw, StepVariant } from './variant.ts';

export function quadsDraws(cell: CellConfig, variant: StepVariant, placed: PlacedPass): StepDraw[] {
  const { pass, hasC, isSecond, isLast } = placed;
  const { rows, directions, projected, single } = variant;
  const rowNumbers = range(rows);
  const outputs = pass.outputs.flatMap((name) => rowNumbers.map((r) => `next_${name}${r}`));
  const own = (name: 'h' | 'c', r: number): string => {
    if (single) return `texelFetch(${name}, place, 0)`;
    return `texelFetch(state, ivec3(place + before, ${name === 'h' ? r : rows + r}), 0)`;
  };
  const vector = (r: number): string => {
    if (single) return 'texelFetch(h, at(first + k, stateShift), 0)';
    if (isSecond) return `texelFetch(gates, ivec3(at(first + k, stateShift), ${r}), 0)`;
    return `texelFetch(state, ivec3(at(first + k, stateShift) + before, ${r}), 0)`;
  };
  const names = [...new Set([...pass.fromX, ...pass.fromH].map(({ name }) => name))];
  const source = `${header(outputs)}
uniform ${projected ? 'sampler2DArray projected' : 'sampler2D x'};
${single ? 'uniform sampler2D h;\nuniform sampler2D c;' : 'uniform sampler2DArray state;'}
${uniforms}
${activationsOf(cell)}

void main() {
  int s = now.x;
  ivec2 place = ivec2(gl_FragCoord.xy)${single ? '' : ' - tileAt(now.y)'};
${single ? '' : '  ivec2 before = tileAt(now.z);\n'}  int n = texelOf(place, stateShift);
  int quads = ${directions} * unitTexels;
  int group = n / quads;
  int j = n - group * quads;
  if (group * ${rows} >= batch) return;
${placeOf(cell, variant)}
  int first = group * quads + direction * unitTexels;
${rowNumbers.map((r) => `  int row${r} = min(group * ${rows} + ${r}, batch - 1);`).join('\n')}
${names.flatMap((name) => rowNumbers.map((r) => `  vec4 ${name}${r} = vec4(0.0);`)).join('\n')}
${rowNumbers.map((r) => `  vec4 h${r} = vec4(0.0), c${r} = vec4(0.0);`).join('\n')}
${projected ? projectedSums(cell, pass, variant) : productsOfX(pass, variant)}
${pass.secondBias.map((sum) => addBias(sum, variant, 1)).join('\n')}
  if (fresh == 0) {
${rowNumbers.map((r) => `    h${r} = ${own('h', r)};`).join('\n')}
${hasC ? rowNumbers.map((r) => `    c${r} = ${own('c', r)};`).join('\n') : ''}
${products(pass.fromH, variant, 'unitTexels', 'line.x', vector)}
  }
${isSecond ? rowNumbers.map((r) => `  c${r} = texelFetch(gates, ivec3(place, ${rows + r}), 0);`).join('\n') : ''}
${rowNumbers.map((r) => finish(placed, r)).join('\n')}
}
`;
  return [{ source, target: isLast ? 'state' : 'gates', sums: 0 }];
}

/** s = x·W + b as project.ts left it. */
function projectedSums(cell: CellConfig, { fromX }: Pass, { rows }: StepVariant): string {
  return range(rows)
    .map(
      (r) => `  {
${projectedPlace(cell, `row${r}`)}
${fromX.map(({ name, gate }) => `    ${name}${r} = ${projectedTexel(gate)};`).join('\n')}
  }`,
    )
    .join('\n');
}

/** s = x·W + b, summed here. */
function productsOfX(pass: Pass, variant: StepVariant): string {
  const x = (r: number): string =>
    `texelFetch(x, at((row${r} * timeSteps + t) * inputTexels + k, xShift), 0)`;
  return `${pass.fromX.map((sum) => addBias(sum, variant, 0)).join('\n')}
${products(pass.fromX, variant, 'inputTexels', 'line.x + unitTexels', x)}`;
}

function addBias({ name, gate }: Sum, { rows }: StepVariant, which: 0 | 1): string {
  const texel = `texelFetch(weights, line + ivec2(columns - 1, ${4 * gate + which}), 0)`;
  return `  { vec4 b = ${texel}; ${range(rows)
    .map((r) => `${name}${r} += b;`)
    .join(' ')} }`;
}

/** Adds products of a vector with columns of the weights: each fetched texel serves every row. */
function products(
  sums: readonly Sum[],
  { rows }: StepVariant,
  count: string,
  column: string,
  vector: (r: number) => string,
): string {
  return `  for (int k = 0; k < ${count}; k++) {
    ivec2 w = ivec2(${column} + k, line.y);
    vec4 W;
${range(rows)
  .map((r) => `    vec4 v${r} = ${vector(r)};`)
  .join('\n')}
${sums
  .flatMap(({ name, gate }) =>
    lanes.map(
      (lane, index) =>
        `    W = texelFetch(weights, w + ivec2(0, ${4 * gate + index}), 0); ${range(rows)
          .map((r) => `${name}${r}.${lane} += dot(W, v${r});`)
          .join(' ')}`,
    ),
  )
  .join('\n')}
  }`;
}

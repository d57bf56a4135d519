// Four units of one row, or of several, to a fragment, from products to state, in one draw of each pass.
//
// Equals runRow of packages/cpu/src/sequence.ts, a step at a time; cells.ts names each cell's reference.

import type { CellConfig } from '@gatefold/contract';
import { gateCounts } from '@gatefold/contract/author';
import { header, lanes, layerTexel, range, samplerType } from '../common.ts';
import type { Pass, Sum } from '../cells.ts';
import {
  activationsOf,
  finish,
  fourUnits,
  placeOf,
  projectedPlace,
  projectedTexel,
  uniforms,
  weightTexel,
} from './shared.ts';
import type { PlacedPass, StepDraw, StepVariant } from './variant.ts';

export function quadsDraws(cell: CellConfig, variant: StepVariant, placed: PlacedPass): StepDraw[] {
  const { pass, hasC, isSecond, isLast, form } = placed;
  const state = ['state', form.layers] as const;
  const gates = ['gates', form.gateLayers] as const;
  const { rows, directions, projected, single } = variant;
  const rowNumbers = range(rows);
  const outputs = pass.outputs.flatMap((name) => rowNumbers.map((r) => `next_${name}${r}`));
  const own = (name: 'h' | 'c', r: number): string => {
    if (single) return `texelFetch(${name}, place, 0)`;
    return layerTexel(state, 'place + before', name === 'h' ? r : rows + r);
  };
  const vector = (r: number): string => {
    if (single) return 'texelFetch(h, at(first + k, stateShift), 0)';
    if (isSecond) return layerTexel(gates, 'at(first + k, stateShift)', r);
    return layerTexel(state, 'at(first + k, stateShift) + before', r);
  };
  const names = [...new Set([...pass.fromX, ...pass.fromH].map(({ name }) => name))];
  const source = `${header(outputs)}
uniform ${projected ? 'sampler2DArray projected' : 'sampler2D x'};
${single ? 'uniform sampler2D h;\nuniform sampler2D c;' : `uniform ${samplerType(form.layers)} state;`}
${uniforms(form)}
${activationsOf(cell, 4)}

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
${projected ? projectedSums(cell, pass, variant) : productsOfX(cell, pass, variant)}
${pass.secondBias.map((sum) => addBias(cell, variant, sum, 1)).join('\n')}
  if (fresh == 0) {
${rowNumbers.map((r) => `    h${r} = ${own('h', r)};`).join('\n')}
${hasC ? rowNumbers.map((r) => `    c${r} = ${own('c', r)};`).join('\n') : ''}
${products(cell, variant, pass.fromH, ['unitTexels', '0', vector])}
  }
${isSecond ? rowNumbers.map((r) => `  c${r} = ${layerTexel(gates, 'place', rows + r)};`).join('\n') : ''}
${rowNumbers.map((r) => finish(placed, r, fourUnits)).join('\n')}
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
function productsOfX(cell: CellConfig, pass: Pass, variant: StepVariant): string {
  const x = (r: number): string =>
    `texelFetch(x, at((row${r} * timeSteps + t) * inputTexels + k, xShift), 0)`;
  return `${pass.fromX.map((sum) => addBias(cell, variant, sum, 0)).join('\n')}
${products(cell, variant, pass.fromX, ['inputTexels', 'unitTexels', x])}`;
}

function addBias(
  cell: CellConfig,
  { rows, order }: StepVariant,
  { name, gate }: Sum,
  which: 0 | 1,
): string {
  const texel = weightTexel(order, gateCounts[cell.kind], ['columns - 1', gate, which]);
  return `  { vec4 b = ${texel}; ${range(rows)
    .map((r) => `${name}${r} += b;`)
    .join(' ')} }`;
}

/** Adds products of a vector with columns of the weights, from texel `first` on: each fetched texel serves every row. */
function products(
  cell: CellConfig,
  { rows, order }: StepVariant,
  sums: readonly Sum[],
  [count, first, vector]: readonly [count: string, first: string, vector: (r: number) => string],
): string {
  return `  for (int k = 0; k < ${count}; k++) {
    vec4 W;
${range(rows)
  .map((r) => `    vec4 v${r} = ${vector(r)};`)
  .join('\n')}
${sums
  .flatMap(({ name, gate }) =>
    lanes.map(
      (lane, index) =>
        `    W = ${weightTexel(order, gateCounts[cell.kind], [`${first} + k`, gate, index])}; ${range(
          rows,
        )
          .map((r) => `${name}${r}.${lane} += dot(W, v${r});`)
          .join(' ')}`,
    ),
  )
  .join('\n')}
  }`;
}

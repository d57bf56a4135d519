// The draw of one time step: a fragment computes four units of one row, or of several, from products to state.
//
// h and c of all rows lie in one texture array, whose layers are h of the rows of a group, then c; step s reads one
// array and writes another. Where a run has one step only, states are read and written as matrices instead.

import { type CellConfig } from '@gatefold/contract';
import { gateCounts } from '@gatefold/contract/author';
import { activationSource } from './activations.ts';
import { cellSource, type Pass, type Sum } from './cells.ts';
import { header, lanes, range } from './common.ts';

export interface StepVariant {
  /** Rows that share each fetched weight; as many layers hold their h, and as many their c. */
  readonly rows: 1 | 2 | 4;
  /** 2 for both directions of a Bidirectional side by side: its units follow the forward ones. */
  readonly directions: 1 | 2;
  /** Whether x·W + b is there already (project.ts), or is summed here. */
  readonly projected: boolean;
  /** Whether states are matrices: one row a fragment, one step a run. */
  readonly single: boolean;
}

/** The fragment shader of each pass. */
export function stepSources(cell: CellConfig, variant: StepVariant): readonly string[] {
  const { passes, hasC } = cellSource(cell);
  return passes
    .filter((pass) => pass !== undefined)
    .map((pass, index) => passSource(cell, variant, { pass, hasC, isSecond: index === 1 }));
}

interface PassContext {
  readonly pass: Pass;
  readonly hasC: boolean;
  readonly isSecond: boolean;
}

function passSource(cell: CellConfig, variant: StepVariant, context: PassContext): string {
  const { pass, hasC, isSecond } = context;
  const { rows, directions, projected, single } = variant;
  const rowNumbers = range(rows);
  const outputs = pass.outputs.flatMap((name) => rowNumbers.map((r) => `next_${name}${r}`));
  // Masked steps keep what was; a first pass of two decides nothing.
  const isLast = isSecond || pass.outputs.length === (hasC ? 2 : 1);
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
  const { activation, recurrentActivation } = cell as { recurrentActivation?: never } & CellConfig;
  return `${header(outputs)}
uniform sampler2D weights;
uniform usampler2D mask;
uniform ${projected ? 'sampler2DArray projected' : 'sampler2D x'};
${single ? 'uniform sampler2D h;\nuniform sampler2D c;' : 'uniform sampler2DArray state;'}
uniform sampler2DArray gates;
uniform int units, unitTexels, inputTexels, columns, groupsPerFold;
uniform int batch, timeSteps, reversed, masked, stateShift, xShift, maskShift;
uniform int projectedShift, projectedLayers, projectedFrom;
uniform int tilesPerLine, tileWidth, tileHeight;
// Whether no step and no state came before.
uniform int fresh;
// The step, in the order of processing; the tile of its state, and that of the state before it.
uniform ivec3 now;
${activationSource(activation, recurrentActivation)}

ivec2 tileAt(int slot) {
  return ivec2(slot % tilesPerLine, slot / tilesPerLine) * ivec2(tileWidth, tileHeight);
}

void main() {
  int s = now.x;
  ivec2 place = ivec2(gl_FragCoord.xy)${single ? '' : ' - tileAt(now.y)'};
${single ? '' : '  ivec2 before = tileAt(now.z);\n'}  int n = texelOf(place, stateShift);
  int quads = ${directions} * unitTexels;
  int group = n / quads;
  int j = n - group * quads;
  if (group * ${rows} >= batch) return;
  int direction = ${directions === 1 ? '0' : 'j / unitTexels'};
  int quad = j - direction * unitTexels;
  int t = ((reversed >> direction) & 1) == 1 ? timeSteps - 1 - s : s;
  // The lines of these four units, and where their vector h begins.
  ivec2 line = ivec2((j / groupsPerFold) * columns, (j % groupsPerFold) * ${4 * gateCounts[cell.kind]});
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
${rowNumbers.map((r) => finish(pass, r, isLast)).join('\n')}
}
`;
}

/** s = x·W + b as project.ts left it: block of steps, row, quad, gate; the step within its block is the layer. */
function projectedSums(cell: CellConfig, { fromX }: Pass, { rows }: StepVariant): string {
  const gates = gateCounts[cell.kind];
  return range(rows)
    .map(
      (r) => `  {
    int since = s - projectedFrom;
    int block = since / projectedLayers;
    int at0 = ((block * batch + row${r}) * quads + j) * ${gates};
    int layer = since - block * projectedLayers;
${fromX.map(({ name, gate }) => `    ${name}${r} = texelFetch(projected, ivec3(at(at0 + ${gate}, projectedShift), layer), 0);`).join('\n')}
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

/** Clauses M1 to M3: a masked step leaves the state as it was. */
function finish(pass: Pass, r: number, isLast: boolean): string {
  const select = (name: 'h' | 'c'): string =>
    `    next_${name}${r} = onlyUnits(${isLast ? `keep ? ${name} : ${name}${r}` : name}, quad, units);`;
  return `  {${pass.finish(r)}
${isLast ? `    bool keep = masked == 0 || (texelFetch(mask, at(row${r} * timeSteps + t, maskShift), 0).r & 1u) == 1u;` : ''}
${pass.outputs.map(select).join('\n')}
  }`;
}

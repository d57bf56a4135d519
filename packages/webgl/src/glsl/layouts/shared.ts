// What the steps of every layout have in common.

import type { CellConfig } from '@gatefold/contract';
import { gateCounts } from '@gatefold/contract/author';
import { activationSource } from '../activations.ts';
import type { PlacedPass, StepVariant } from './variant.ts';

export const uniforms = `
uniform sampler2D weights;
uniform usampler2D mask;
uniform sampler2DArray gates;
uniform int units, unitTexels, inputTexels, columns, groupsPerFold;
uniform int batch, timeSteps, reversed, masked, stateShift, xShift, maskShift;
uniform int projectedShift, projectedLayers, projectedFrom;
uniform int tilesPerLine, tileWidth, tileHeight;
// Whether no step and no state came before.
uniform int fresh;
// The step, in the order of processing; the tile of its state, and that of the state before it.
uniform ivec3 now;

ivec2 tileAt(int slot) {
  return ivec2(slot % tilesPerLine, slot / tilesPerLine) * ivec2(tileWidth, tileHeight);
}
`;

export function activationsOf(cell: CellConfig): string {
  const { activation, recurrentActivation } = cell as { recurrentActivation?: never } & CellConfig;
  return activationSource(activation, recurrentActivation);
}

/** Which of the directions quad j is of, which quad of it, which step of x it reads, and where its weights begin. */
export function placeOf(cell: CellConfig, { directions }: StepVariant): string {
  return `  int direction = ${directions === 1 ? '0' : 'j / unitTexels'};
  int quad = j - direction * unitTexels;
  int t = ((reversed >> direction) & 1) == 1 ? timeSteps - 1 - s : s;
  // The lines of these four units.
  ivec2 line = ivec2((j / groupsPerFold) * columns, (j % groupsPerFold) * ${4 * gateCounts[cell.kind]});`;
}

/** GLSL that finds x·W + b of quad j of a row, as project.ts left it: block of steps, row, quad, gate; the layer is the step in its block. */
export function projectedPlace(cell: CellConfig, row: string): string {
  return `    int since = s - projectedFrom;
    int block = since / projectedLayers;
    int at0 = ((block * batch + ${row}) * quads + j) * ${gateCounts[cell.kind]};
    int layer = since - block * projectedLayers;`;
}

export function projectedTexel(gate: number): string {
  return `texelFetch(projected, ivec3(at(at0 + ${gate}, projectedShift), layer), 0)`;
}

/** The equations of row r, from its sums to `next_h` and `next_c`: clauses M1 to M3, a masked step leaves the state as it was. */
export function finish({ pass, isLast }: PlacedPass, r: number): string {
  const select = (name: 'h' | 'c'): string =>
    `    next_${name}${r} = onlyUnits(${isLast ? `keep ? ${name} : ${name}${r}` : name}, quad, units);`;
  return `  {${pass.finish(r)}
${isLast ? `    bool keep = masked == 0 || (texelFetch(mask, at(row${r} * timeSteps + t, maskShift), 0).r & 1u) == 1u;` : ''}
${pass.outputs.map(select).join('\n')}
  }`;
}

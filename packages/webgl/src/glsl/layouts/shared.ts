// What the steps of every layout have in common.

import type { CellConfig } from '@gatefold/contract';
import { gateCounts } from '@gatefold/contract/author';
import { activationSource } from '../activations.ts';
import { numberTypes, samplerType } from '../common.ts';
import type { PlacedPass, StateForm, StepVariant, WeightOrder } from './variant.ts';

export const uniforms = (form: StateForm): string => `
uniform ${samplerType(form.gateLayers)} gates;
uniform sampler2D weights;
uniform usampler2D mask;
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

/** GLSL of a cell's activations, for one unit in a fragment or four. */
export function activationsOf(cell: CellConfig, unitsInFragment: 1 | 4): string {
  const { activation, recurrentActivation } = cell as { recurrentActivation?: never } & CellConfig;
  return `${numberTypes(unitsInFragment)}
${activationSource(activation, recurrentActivation)}`;
}

/** Where the weights of quad j begin. */
export function weightBase(order: WeightOrder, gates: number): string {
  return order === 'columns'
    ? 'ivec2(j, 0)'
    : `ivec2((j / groupsPerFold) * columns, (j % groupsPerFold) * ${4 * gates})`;
}

/** The texel of four consecutive k, counted in texels, of a gate of unit `lane` of quad j. */
export function weightTexel(
  order: WeightOrder,
  gates: number,
  [k, gate, lane]: readonly [k: string, gate: string | number, lane: string | number],
): string {
  const offset =
    order === 'columns'
      ? `${lane} * quads, (${k}) * ${gates} + ${gate}`
      : `${k}, 4 * ${gate} + ${lane}`;
  return `texelFetch(weights, line + ivec2(${offset}), 0)`;
}

/** Which of the directions quad j is of, which quad of it, which step of x it reads, and where its weights begin. */
export function placeOf(cell: CellConfig, { directions, order }: StepVariant): string {
  return `  int direction = ${directions === 1 ? '0' : 'j / unitTexels'};
  int quad = j - direction * unitTexels;
  int t = ((reversed >> direction) & 1) == 1 ? timeSteps - 1 - s : s;
  ivec2 line = ${weightBase(order, gateCounts[cell.kind])};`;
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

/**
 * The equations of row r, from its sums to `next_h` and `next_c`: clauses M1 to M3, a masked step leaves the state as it was.
 *
 * @param isUnit  GLSL that is true of a unit of the layer; what lies beyond is zero, for products that meet it
 */
export function finish({ pass, isLast }: PlacedPass, r: number, isUnit: string): string {
  const select = (name: 'h' | 'c'): string => {
    const next = isLast ? `keep ? ${name} : ${name}${r}` : name;
    return `    next_${name}${r} = mix(num(0.0), ${next}, ${isUnit});`;
  };
  const keep = `masked == 0 || (texelFetch(mask, at(row${r} * timeSteps + t, maskShift), 0).r & 1u) == 1u`;
  return `  {${pass.finish(r)}
${isLast ? `    bool keep = ${keep};` : ''}
${pass.outputs.map(select).join('\n')}
  }`;
}

export const fourUnits = 'lessThan(4 * quad + ivec4(0, 1, 2, 3), ivec4(units))';

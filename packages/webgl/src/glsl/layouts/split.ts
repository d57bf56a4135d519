// Two draws of each pass: a part of one gate's products to a fragment, then four units of one row from sums to state.
//
// Equals runRow of packages/cpu/src/sequence.ts, a step at a time; cells.ts names each cell's reference. For LSTM 256
// the first draw has 2,048 fragments where `quads` has 64, each with an eighth of the products of a quarter of the gates.

import type { CellConfig } from '@gatefold/contract';
import { gateCounts } from '@gatefold/contract/author';
import { header, lanes, layerTexel, range, samplerType } from '../common.ts';
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

export function splitDraws(cell: CellConfig, variant: StepVariant, placed: PlacedPass): StepDraw[] {
  const sums = placed.pass.fromH.length;
  return [
    { source: sumsSource(cell, variant, placed), target: 'sums', sums },
    { source: gatesSource(cell, variant, placed), target: placed.isLast ? 'state' : 'gates', sums },
  ];
}

/** Σ U·h over a part of h. Texel: ((group of rows · gates + gate) · parts + part) · quads + j; the layer is the row. */
function sumsSource(cell: CellConfig, variant: StepVariant, placed: PlacedPass): string {
  const { rows, directions, order } = variant;
  const gates = gateCounts[cell.kind];
  const { pass, isSecond, form } = placed;
  const rowNumbers = range(rows);
  const [{ gate: firstGate }] = pass.fromH as [(typeof pass.fromH)[0]];
  const vector = (r: number): string => {
    const texel = `at(row${r} + k, stateShift)`;
    return isSecond
      ? layerTexel(['gates', form.gateLayers], texel, 0)
      : layerTexel(['state', form.layers], `${texel} + before`, 0);
  };
  return `${header(rowNumbers.map((r) => `sum${r}`))}
uniform ${samplerType(form.layers)} state;
uniform int sumsShift, parts, texelsPerPart;
${uniforms(form)}

void main() {
  int s = now.x;
  ivec2 before = tileAt(now.z);
  int rest = texelOf(ivec2(gl_FragCoord.xy), sumsShift);
  int quads = ${directions} * unitTexels;
  int j = rest % quads;
  rest /= quads;
  int part = rest % parts;
  rest /= parts;
  int gate = ${firstGate} + rest % ${pass.fromH.length};
  int group = rest / ${pass.fromH.length};
  if (group * ${rows} >= batch) return;
${placeOf(cell, variant)}
${rowNumbers.map((r) => `  int row${r} = min(group * ${rows} + ${r}, batch - 1) * quads + direction * unitTexels;`).join('\n')}
${rowNumbers.map((r) => `  sum${r} = vec4(0.0);`).join('\n')}
  int until = min((part + 1) * texelsPerPart, unitTexels);
  for (int k = part * texelsPerPart; k < until; k++) {
    vec4 W;
${rowNumbers.map((r) => `    vec4 v${r} = ${vector(r)};`).join('\n')}
${lanes
  .map(
    (lane, index) =>
      `    W = ${weightTexel(order, gates, ['k', 'gate', index])}; ${rowNumbers
        .map((r) => `sum${r}.${lane} += dot(W, v${r});`)
        .join(' ')}`,
  )
  .join('\n')}
  }
}
`;
}

/** The equations of four units of one row, whose products with h lie in `sums`. */
function gatesSource(cell: CellConfig, variant: StepVariant, placed: PlacedPass): string {
  const { rows, directions, order } = variant;
  const { pass, hasC, isSecond, form } = placed;
  const state = ['state', form.layers] as const;
  const sums = ['sums', rows] as const;
  const names = [...new Set([...pass.fromX, ...pass.fromH].map(({ name }) => name))];
  return `${header(pass.outputs.map((name) => `next_${name}0`))}
uniform sampler2DArray projected;
uniform ${samplerType(form.layers)} state;
uniform ${samplerType(rows)} sums;
uniform int sumsShift, parts;
${uniforms(form)}
${activationsOf(cell, 4)}

void main() {
  int s = now.x;
  ivec2 place = ivec2(gl_FragCoord.xy) - tileAt(now.y);
  ivec2 before = tileAt(now.z);
  int n = texelOf(place, stateShift);
  int quads = ${directions} * unitTexels;
  int row0 = n / quads;
  int j = n - row0 * quads;
  if (row0 >= batch) return;
${placeOf(cell, variant)}
${names.map((name) => `  vec4 ${name}0 = vec4(0.0);`).join('\n')}
  vec4 h0 = vec4(0.0), c0 = vec4(0.0);
  {
${projectedPlace(cell, 'row0')}
${pass.fromX.map(({ name, gate }) => `    ${name}0 = ${projectedTexel(gate)};`).join('\n')}
  }
${pass.secondBias
  .map(
    ({ name, gate }) =>
      `  ${name}0 += ${weightTexel(order, gateCounts[cell.kind], ['columns - 1', gate, 1])};`,
  )
  .join('\n')}
  if (fresh == 0) {
    h0 = ${layerTexel(state, 'place + before', 0)};
${hasC ? `    c0 = ${layerTexel(state, 'place + before', 1)};` : ''}
    int group = row0 / ${rows};
    int first = group * ${pass.fromH.length} * parts;
    for (int part = 0; part < parts; part++) {
${pass.fromH
  .map(
    ({ name }, index) =>
      `      ${name}0 += ${layerTexel(sums, `at((first + ${index} * parts + part) * quads + j, sumsShift)`, `row0 - group * ${rows}`)};`,
  )
  .join('\n')}
    }
  }
${isSecond ? `  c0 = ${layerTexel(['gates', form.gateLayers], 'place', 1)};` : ''}
${finish(placed, 0, fourUnits)}
}
`;
}

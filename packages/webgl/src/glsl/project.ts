// s = x·W + b of all steps and rows before the first step; equals the first two lines of each reference's step.
//
// A fragment computes one gate of four units for as many steps as there are targets, so that each fetched weight
// serves them all. Texel: ((block of steps · batch + row) · quads + j) · gates + gate; layer: the step in its block.

import { header, lanes, range } from './common.ts';
import { weightBase, weightTexel } from './layouts/shared.ts';
import type { WeightOrder } from './layouts/variant.ts';

export interface ProjectVariant {
  readonly order: WeightOrder;
  readonly gates: number;
  readonly directions: 1 | 2;
  /** Steps that one fragment computes. */
  readonly steps: number;
}

export function projectSource({ order, gates, directions, steps }: ProjectVariant): string {
  const numbers = range(steps);
  return `${header(numbers.map((step) => `s${step}`))}
uniform sampler2D weights;
uniform sampler2D x;
uniform int unitTexels, inputTexels, columns, groupsPerFold;
uniform int batch, timeSteps, reversed, xShift, projectedShift, projectedFrom;

void main() {
  int rest = texelOf(ivec2(gl_FragCoord.xy), projectedShift);
  int gate = rest % ${gates};
  rest /= ${gates};
  int quads = ${directions} * unitTexels;
  int j = rest % quads;
  rest /= quads;
  int row = rest % batch;
  int step = projectedFrom + (rest / batch) * ${steps};
  if (step >= timeSteps) return;
  bool backwards = ((reversed >> ${directions === 1 ? '0' : '(j / unitTexels)'}) & 1) == 1;
  ivec2 line = ${weightBase(order, gates)};
  vec4 b = ${weightTexel(order, gates, ['columns - 1', 'gate', 0])};
${numbers
  .map(
    (index) => `  int t${index} = min(step + ${index}, timeSteps - 1);
  int x${index} = (row * timeSteps + (backwards ? timeSteps - 1 - t${index} : t${index})) * inputTexels;
  vec4 sum${index} = b;`,
  )
  .join('\n')}
  for (int k = 0; k < inputTexels; k++) {
    vec4 W;
${numbers.map((index) => `    vec4 v${index} = texelFetch(x, at(x${index} + k, xShift), 0);`).join('\n')}
${lanes
  .map(
    (lane, index) =>
      `    W = ${weightTexel(order, gates, ['unitTexels + k', 'gate', index])}; ${numbers
        .map((step) => `sum${step}.${lane} += dot(W, v${step});`)
        .join(' ')}`,
  )
  .join('\n')}
  }
${numbers.map((index) => `  s${index} = sum${index};`).join('\n')}
}
`;
}

// Small draws between matrices and the state arrays of the layouts, and between two matrices.

import { header, layerTexel, range, samplerType } from './common.ts';
import type { StateForm } from './layouts/variant.ts';

interface States {
  readonly form: StateForm;
  readonly directions: 1 | 2;
  readonly hasC: boolean;
}

/** GLSL of `stateOf`, which reads four units of a row from a tile of a state array; `name` 0 is h, 1 is c. */
function stateReader({ isPaired, layers }: StateForm): string {
  const parameters = `${samplerType(layers)} state, ivec2 tile, int row, int j, int name`;
  if (isPaired) {
    return `vec4 stateOf(${parameters}) {
  vec4 v;
  for (int lane = 0; lane < 4; lane++) {
    v[lane] = texelFetch(state, tile + at(4 * (row * quads + j) + lane, stateShift), 0)[name];
  }
  return v;
}`;
  }
  return `vec4 stateOf(${parameters}) {
  int group = row / rows;
  int layer = row - group * rows + name * rows;
  return ${layerTexel(['state', layers], 'tile + at(group * quads + j, stateShift)', 'layer')};
}`;
}

/** Initial states, matrices [batch, units], into a tile of a state array. */
export function loadSource({ form, directions, hasC }: States): string {
  const { rows, isPaired } = form;
  const names = hasC ? (['h', 'c'] as const) : (['h'] as const);
  const outputs = isPaired
    ? ['next']
    : names.flatMap((name) => range(rows).map((r) => `next_${name}${r}`));
  const samplers = { h: ['h', 'backwardH'], c: ['c', 'backwardC'] };
  const read = (name: 'h' | 'c', r: number): string => {
    const texel = `at(min(group * ${rows} + ${r}, batch - 1) * unitTexels + quad, matrixShift)`;
    const [forward, backward] = samplers[name].map(
      (sampler) => `texelFetch(${sampler}, ${texel}, 0)`,
    );
    const target = isPaired ? `next.${name === 'h' ? 'x' : 'y'}` : `next_${name}${r}`;
    const lane = isPaired ? '[n & 3]' : '';
    if (directions === 1) return `  ${target} = ${forward}${lane};`;
    return `  if (direction == 0) ${target} = ${forward}${lane};
  else ${target} = ${backward}${lane};`;
  };
  return `${header(outputs)}
uniform sampler2D h, c, backwardH, backwardC;
uniform int unitTexels, batch, stateShift, matrixShift;

void main() {
  int n = texelOf(ivec2(gl_FragCoord.xy), stateShift);
  int quads = ${directions} * unitTexels;
  int q = n / ${form.texelsPerQuad};
  int group = q / quads;
  int j = q - group * quads;
  if (group * ${rows} >= batch) return;
  int direction = j / unitTexels;
  int quad = j - direction * unitTexels;
${isPaired ? '  next = vec4(0.0);' : ''}
${names.flatMap((name) => range(rows).map((r) => read(name, r))).join('\n')}
}
`;
}

/** A tile of a state array into final states, matrices [batch, units]: h and c of each direction. */
export function unloadSource({ form, directions, hasC }: States): string {
  const names = hasC ? (['h', 'c'] as const) : (['h'] as const);
  const outputs = range(directions).flatMap((d) => names.map((name) => ({ name, d })));
  return `${header(outputs.map(({ name, d }) => `final_${name}${d}`))}
uniform ${samplerType(form.layers)} state;
uniform int unitTexels, quads, batch, rows, stateShift, matrixShift;
uniform ivec2 tile;

${stateReader(form)}

void main() {
  int n = texelOf(ivec2(gl_FragCoord.xy), matrixShift);
  int row = n / unitTexels;
  int quad = n - row * unitTexels;
  if (row >= batch) return;
${outputs
  .map(
    ({ name, d }) =>
      `  final_${name}${d} = stateOf(state, tile, row, ${d} * unitTexels + quad, ${name === 'c' ? 1 : 0});`,
  )
  .join('\n')}
}
`;
}

/**
 * The sequence output [batch, timeSteps, units] from the histories of even and odd steps; equals what runRow of
 * packages/cpu/src/sequence.ts emits. Steps outside of from ... until keep what the target holds.
 */
export function gatherSource(form: StateForm): string {
  return `${header(['y'])}
uniform ${samplerType(form.layers)} even, odd;
uniform usampler2D mask;
uniform int unitTexels, quads, batch, timeSteps, rows, stateShift, matrixShift, maskShift;
// Of one direction: its number, whether it goes backwards, and whether its rows are in the order of x.
uniform int direction, reversed, aligned, masked;
uniform int from, until, tilesPerLine, tileWidth, tileHeight;

${stateReader(form)}

void main() {
  int n = texelOf(ivec2(gl_FragCoord.xy), matrixShift);
  int line = n / unitTexels;
  int quad = n - line * unitTexels;
  int row = line / timeSteps;
  int place = line - row * timeSteps;
  if (row >= batch) discard;
  bool backwards = ((reversed >> direction) & 1) == 1;
  int s = backwards && aligned == 1 ? timeSteps - 1 - place : place;
  int t = backwards ? timeSteps - 1 - s : s;
  if (s < from || s >= until) discard;
  if (masked == 1) {
    uint bits = texelFetch(mask, at(row * timeSteps + t, maskShift), 0).r;
    if (((bits >> (1 + direction)) & 1u) == 0u) {
      y = vec4(0.0);
      return;
    }
  }
  int since = s - from;
  int slot = (since + 1) >> 1;
  ivec2 tile = ivec2(slot % tilesPerLine, slot / tilesPerLine) * ivec2(tileWidth, tileHeight);
  int j = direction * unitTexels + quad;
  if ((since & 1) == 0) y = stateOf(even, tile, row, j, 0);
  else y = stateOf(odd, tile, row, j, 0);
}
`;
}

/** The last output [batch, units] where some of its rows emit zeros: h elsewhere. */
export const emitSource: string = `${header(['y'])}
uniform sampler2D h;
uniform usampler2D mask;
uniform int unitTexels, batch, timeSteps, matrixShift, maskShift, direction, reversed;

void main() {
  ivec2 place = ivec2(gl_FragCoord.xy);
  int row = texelOf(place, matrixShift) / unitTexels;
  if (row >= batch) return;
  int t = ((reversed >> direction) & 1) == 1 ? 0 : timeSteps - 1;
  uint bits = texelFetch(mask, at(row * timeSteps + t, maskShift), 0).r;
  y = ((bits >> (1 + direction)) & 1u) == 1u ? texelFetch(h, place, 0) : vec4(0.0);
}
`;

/** Two outputs into one, row by row: clause B2; equals mergeOnHost of the contract. Mode: 0 concat, 1 sum, 2 mul, 3 ave. */
export const mergeSource: string = `${header(['y'])}
uniform sampler2D h, backwardH;
uniform int rows, forwardUnits, backwardUnits, mode, matrixShift, forwardShift, backwardShift;

float number(int row, int u) {
  bool isForward = u < forwardUnits;
  int k = isForward ? u : u - forwardUnits;
  int width = isForward ? forwardUnits : backwardUnits;
  int n = row * ((width + 3) / 4) + k / 4;
  vec4 four = isForward
    ? texelFetch(h, at(n, forwardShift), 0)
    : texelFetch(backwardH, at(n, backwardShift), 0);
  return four[k % 4];
}

void main() {
  int n = texelOf(ivec2(gl_FragCoord.xy), matrixShift);
  int width = mode == 0 ? forwardUnits + backwardUnits : forwardUnits;
  int texels = (width + 3) / 4;
  int row = n / texels;
  int quad = n - row * texels;
  if (row >= rows) return;
  if (mode == 0) {
    vec4 v = vec4(0.0);
    for (int lane = 0; lane < 4; lane++) {
      int u = 4 * quad + lane;
      if (u < width) v[lane] = number(row, u);
    }
    y = v;
    return;
  }
  vec4 forward = texelFetch(h, at(n, forwardShift), 0);
  vec4 backward = texelFetch(backwardH, at(n, backwardShift), 0);
  y = mode == 1 ? forward + backward : mode == 2 ? forward * backward : 0.5 * (forward + backward);
}
`;

/** Numbers without gaps, four to a texel, into a matrix of rows `width` wide: what tfjs gives. */
export const padSource: string = `${header(['y'])}
uniform sampler2D x;
uniform int count, width, fromTextureWidth, matrixShift;

void main() {
  int n = texelOf(ivec2(gl_FragCoord.xy), matrixShift);
  int quads = (width + 3) / 4;
  int row = n / quads;
  vec4 v = vec4(0.0);
  for (int lane = 0; lane < 4; lane++) {
    int column = 4 * (n - row * quads) + lane;
    int from = row * width + column;
    if (row < count && column < width) {
      int texel = from / 4;
      v[lane] = texelFetch(x, ivec2(texel % fromTextureWidth, texel / fromTextureWidth), 0)[from % 4];
    }
  }
  y = v;
}
`;

/** A matrix of rows `width` wide into numbers without gaps, one to a texel: what tfjs takes. */
export const unpadSource: string = `${header(['y'])}
uniform sampler2D x;
uniform int count, width, toTextureWidth, xShift;

void main() {
  ivec2 place = ivec2(gl_FragCoord.xy);
  int n = place.y * toTextureWidth + place.x;
  int row = n / width;
  int column = n - row * width;
  int texel = row * ((width + 3) / 4) + column / 4;
  y = n < count ? vec4(texelFetch(x, at(texel, xShift), 0)[column % 4]) : vec4(0.0);
}
`;

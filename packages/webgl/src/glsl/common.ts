// What every fragment shader begins with.

/** Outputs are RGBA32F textures; `at` finds texel n of a folded texture (textures.ts). */
export function header(outputs: readonly string[]): string {
  const declared = outputs.map((name, index) => `layout(location = ${index}) out vec4 ${name};`);
  return `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp sampler2DArray;
precision highp usampler2D;
${declared.join('\n')}

ivec2 at(int n, int shift) {
  return ivec2(n & ((1 << shift) - 1), n >> shift);
}

int texelOf(ivec2 place, int shift) {
  return (place.y << shift) | place.x;
}
`;
}

/** 0, 1, ... count - 1 */
export function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

export const lanes = ['x', 'y', 'z', 'w'] as const;

/** The type of a sampler of so many layers: one alone is a plain texture, of which a GPU fetches faster. */
export function samplerType(layers: number): 'sampler2D' | 'sampler2DArray' {
  return layers === 1 ? 'sampler2D' : 'sampler2DArray';
}

/** A texel of a layer of a sampler of so many layers. */
export function layerTexel(
  [name, layers]: readonly [name: string, layers: number],
  place: string,
  layer: number | string,
): string {
  return layers === 1
    ? `texelFetch(${name}, ${place}, 0)`
    : `texelFetch(${name}, ivec3(${place}, ${layer}), 0)`;
}

/**
 * What the equations are written in: `num` is a number of each unit that a fragment computes, of four or of one, and the
 * other types go with it.
 */
export function numberTypes(unitsInFragment: 1 | 4): string {
  return unitsInFragment === 4
    ? `
#define num vec4
#define whole ivec4
#define bits uvec4
#define truth bvec4
#define isMore greaterThan
#define isLess lessThan`
    : `
#define num float
#define whole int
#define bits uint
#define truth bool
#define isMore(a, b) ((a) > (b))
#define isLess(a, b) ((a) < (b))`;
}

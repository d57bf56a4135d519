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

// Lanes beyond the last unit hold zeros: what a product meets there is finite.
vec4 onlyUnits(vec4 v, int quad, int units) {
  return mix(vec4(0.0), v, lessThan(4 * quad + ivec4(0, 1, 2, 3), ivec4(units)));
}
`;
}

/** 0, 1, ... count - 1 */
export function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

export const lanes = ['x', 'y', 'z', 'w'] as const;

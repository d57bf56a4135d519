// Sums of products for software renderers, of four units of each gate for several rows.
//
// SwiftShader runs four threads as one, number by number. What it takes for four threads at once (AMD EPYC, Chromium 156):
//
// - A vec4f out of a buffer is four loads of four numbers, each of which is tested against the buffer's end: 56 ns. Out of a
//   texture it is one fetch: 17 ns by `textureSampleLevel`, and 50 ns by `textureLoad`, whose place Dawn clamps. So weights
//   lie in a texture, and a step of 256 units takes half as long.
// - The four threads need the same numbers of h or x. Each loads one of four, and subgroups hand them round.
// - A matrix times a vector takes 1.1 ns for four products, and its columns times numbers one by one 1.8 ns. A round of the
//   loop loads and stores what it has summed so far, and so takes four k.
// - Four rows that share a fetched weight are as fast as eight or twelve, and compile in half the time.

import type { BindingName } from './kernel.ts';
import { range } from './module.ts';
import type { DeviceProfile } from './profile.ts';

/** Whether threads hand numbers round: where a subgroup is as many threads as a texel has numbers. */
export function handsRound({ subgroups }: DeviceProfile): boolean {
  return subgroups !== null && subgroups.least === 4 && subgroups.most === 4;
}

/** A parameter of an entry point whose products are handed round. */
export function laneParameter(profile: DeviceProfile): string {
  return handsRound(profile) ? '@builtin(subgroup_invocation_id) lane: u32,' : '';
}

/** Bindings, with weights in a texture. */
export function withTexture(uses: readonly BindingName[]): readonly BindingName[] {
  return ['weightTexture', 'nearest', ...uses.filter((name) => name !== 'weights')];
}

interface Sums {
  /** Numbers of the gates that are summed. */
  readonly gates: readonly number[];
  readonly rows: number;
  readonly profile: DeviceProfile;
}

/** As WGSL. */
interface Factors {
  /** The first line of the weights, a multiple of four, and the column of gate 0. */
  readonly line: string;
  readonly column: string;
  /** How many numbers a row has. */
  readonly count: string;
  /** Number `k` of a row, and 0 beyond the last. */
  readonly number: (row: number, k: string) => string;
}

/**
 * WGSL that leaves the sum of gates[g] and row r in `q{g}r{r}`, of the units of a column. All threads of a workgroup must come
 * to it: their numbers are needed even where their sums are not.
 */
export function productsSource(
  { gates, rows, profile }: Sums,
  { line, column, count, number }: Factors,
): string {
  const own = range(rows);
  const four = range(4);
  const shares = handsRound(profile);
  const vectorOf = (r: number): string =>
    shares
      ? `vec4f(${four.map((i) => `subgroupBroadcast(one${r}, ${i}u)`).join(', ')})`
      : `vec4f(${four.map((i) => number(r, `k + ${i}u`)).join(', ')})`;
  const weightOf = (g: number, i: number): string =>
    `textureSampleLevel(weightTexture, nearest, place + vec2f(x${g}, y${i}), 0.0)`;
  const matrixOf = (g: number): string => `mat4x4f(${four.map((i) => weightOf(g, i)).join(', ')})`;
  // A compiler for software loads what stands in a loop in every round.
  return `
  let side = sideOfTexel();
${gates.map((gate, g) => `  let x${g} = f32(${gate}u * run.quads) * side.x;`).join('\n')}
${four.map((i) => `  let y${i} = ${i}.0 * side.y;`).join('\n')}
${own.map((r) => gates.map((_, g) => `  var q${g}r${r} = vec4f(0.0);`).join('\n')).join('\n')}
  let end = ${count};
  let line = ${line};
  let column = ${column};
  for (var k = 0u; k < end; k += 4u) {
    let place = placeOf(line + k, column, side);
${shares ? own.map((r) => `    let one${r} = ${number(r, 'k + lane')};`).join('\n') : ''}
${own.map((r) => `    let v${r} = ${vectorOf(r)};`).join('\n')}
${gates
  .map(
    (_, g) => `    let U${g} = ${matrixOf(g)};
${own.map((r) => `    q${g}r${r} += U${g} * v${r};`).join('\n')}`,
  )
  .join('\n')}
  }`;
}

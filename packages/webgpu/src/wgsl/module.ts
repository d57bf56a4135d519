// What every kernel's module begins with: sizes, buffers, and how rows of numbers are read and written four at a time.

import { gateCounts } from '@gatefold/contract/author';
import { cellSource } from './cells.ts';
import { type BindingName, bindings, type Kernel } from './kernel.ts';
import { type CellSizes, quads, type WeightType } from './sizes.ts';
import { weightPlaces } from './weights.ts';

/** 0, 1, ... count - 1 */
export function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

export const lanes = ['x', 'y', 'z', 'w'] as const;

/** The bindings of the projection, which also brings the state before the first step into the room. */
export function projectBindings(sizes: CellSizes): readonly BindingName[] {
  return cellSource(sizes.cell).hasC
    ? ['weights', 'x', 'h0', 'c0', 'room']
    : ['weights', 'x', 'h0', 'room'];
}

/** The bindings of steps. */
export function stepBindings(sizes: CellSizes): readonly BindingName[] {
  return cellSource(sizes.cell).hasC
    ? ['weights', 'mask', 'room', 'output', 'h1', 'c1']
    : ['weights', 'mask', 'room', 'output', 'h1'];
}

/** How many states of [batch, quads] texels lie in the room before the sums: h before and after, and c, or p and z. */
export function stateSlots({ cell }: CellSizes): number {
  const { hasC, passes } = cellSource(cell);
  return passes.length === 2 ? 4 : hasC ? 3 : 2;
}

/**
 * A kernel of its own text and all that it needs before that.
 *
 * The room holds states of [batch, quads] texels, h before and after each step in turn, then c, or p and z; and after them
 * s = x·W + b of the steps of a chunk, [steps, batch, gates, quads].
 *
 * @param body  WGSL with one entry point, of the kernel's name
 */
export function kernelOf(
  name: string,
  { sizes, weights, uses }: { sizes: CellSizes; weights: WeightType; uses: readonly BindingName[] },
  body: string,
  { subgroups = false }: { readonly subgroups?: boolean } = {},
): Kernel {
  const { cell, inputDim } = sizes;
  const places = weightPlaces(sizes);
  const widths: Partial<Record<BindingName, number>> = {
    x: inputDim,
    h0: cell.units,
    c0: cell.units,
    output: cell.units,
    h1: cell.units,
    c1: cell.units,
  };
  const declared = uses.map((use) => {
    const { binding, access } = bindings[use];
    const type = {
      weights: weights === 'f16' ? 'vec4h' : 'vec4f',
      mask: 'u32',
      room: 'vec4f',
    }[use as string];
    const width = widths[use] ?? 4;
    const space = access === 'read' ? 'storage, read' : 'storage, read_write';
    return `@group(0) @binding(${binding}) var<${space}> ${use}: array<${type ?? (width % 4 === 0 ? 'vec4f' : 'f32')}>;`;
  });
  const rows = uses.filter((use) => use in widths);
  const code = `${weights === 'f16' ? 'enable f16;\n' : ''}${subgroups ? 'enable subgroups;\n' : ''}
const gates = ${gateCounts[cell.kind]}u;
const quads = ${quads(cell.units)}u;
const inputQuads = ${quads(inputDim)}u;
// Where the parts of the weights begin: W, the bias, and the second bias.
const placeOfW = ${places.W}u;
const placeOfB = ${places.b}u;
const placeOfD = ${places.d}u;

struct Run {
  batch: u32,
  timeSteps: u32,
  // The chunk: its first step, in the order of processing, and how many it has.
  first: u32,
  steps: u32,
  reversed: u32,
  aligned: u32,
  sequences: u32,
  masked: u32,
}

${declared.join('\n')}
@group(1) @binding(0) var<uniform> run: Run;
@group(1) @binding(1) var<uniform> step: u32;

// Where a state begins in the room: 0 and 1 hold h in turn, 2 holds c or p, 3 holds z.
fn slot(n: u32) -> u32 {
  return n * run.batch * quads;
}

// Where s = x·W + b begins in the room, of a step and a row, [gates, quads].
fn placeOfS(s: u32, row: u32) -> u32 {
  return slot(${stateSlots(sizes)}u) + ((s - run.first) * run.batch + row) * gates * quads;
}
${rows.map((use) => rowAccess(use, widths[use] as number)).join('\n')}
${body}`;
  return { name, code, entryPoint: name, bindings: uses };
}

/** Functions that read, or write, four numbers of a line of a buffer whose lines are `width` numbers long. */
function rowAccess(use: BindingName, width: number): string {
  const reads = bindings[use].access === 'read';
  const texels = quads(width);
  if (width % 4 === 0) {
    return reads
      ? `
fn ${use}At(line: u32, quad: u32) -> vec4f {
  return ${use}[line * ${texels}u + quad];
}`
      : `
fn ${use}Put(line: u32, quad: u32, v: vec4f) {
  ${use}[line * ${texels}u + quad] = v;
}`;
  }
  const guarded = (lane: number): string => `if (4u * quad + ${lane}u < ${width}u)`;
  return reads
    ? `
fn ${use}At(line: u32, quad: u32) -> vec4f {
  let at = line * ${width}u + 4u * quad;
  var v = vec4f(${use}[at], 0.0, 0.0, 0.0);
${[1, 2, 3].map((lane) => `  ${guarded(lane)} { v.${lanes[lane]} = ${use}[at + ${lane}u]; }`).join('\n')}
  return v;
}`
    : `
fn ${use}Put(line: u32, quad: u32, v: vec4f) {
  let at = line * ${width}u + 4u * quad;
  ${use}[at] = v.x;
${[1, 2, 3].map((lane) => `  ${guarded(lane)} { ${use}[at + ${lane}u] = v.${lanes[lane]}; }`).join('\n')}
}`;
}

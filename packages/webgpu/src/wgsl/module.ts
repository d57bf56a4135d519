// What every kernel's module begins with: sizes, buffers, and how rows of numbers are read and written four at a time.
//
// No size is part of a text, so that layers of other sizes, batches and lengths compile nothing new.

import type { CellConfig } from '@gatefold/contract';
import { gateCounts } from '@gatefold/contract/author';
import { cellSource } from './cells.ts';
import { type BindingName, bindings, type Kernel } from './kernel.ts';
import type { WeightType } from './sizes.ts';
import { mostLines } from './weights.ts';

/** 0, 1, ... count - 1 */
export function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** What texts depend on. */
export interface Text {
  readonly name: string;
  readonly cell: CellConfig;
  /** What the weights of a buffer are stored in, and whether the device can read float16 as such; a texture says so itself. */
  readonly weights?: WeightType;
  readonly hasF16?: boolean;
  readonly uses: readonly BindingName[];
  readonly subgroups?: boolean;
}

/** The bindings of steps. */
export function stepBindings(cell: CellConfig): readonly BindingName[] {
  return cellSource(cell).hasC
    ? ['weights', 'mask', 'room', 'output', 'h1', 'c1']
    : ['weights', 'mask', 'room', 'output', 'h1'];
}

/** How many states of [batch, quads] texels lie in the room before the sums: h before and after, and c, or p and z. */
export function stateSlots(cell: CellConfig): number {
  const { hasC, passes } = cellSource(cell);
  return passes.length === 2 ? 4 : hasC ? 3 : 2;
}

const types: Partial<Record<BindingName, string>> = { mask: 'u32', room: 'vec4f' };

/**
 * A kernel of its own text and all that it needs before that.
 *
 * @param body  WGSL with one entry point, of the kernel's name
 */
export function kernelOf(text: Text, body: string): Kernel {
  const { name, cell, weights = 'f32', hasF16 = false, uses, subgroups = false } = text;
  const native = weights === 'f16' && hasF16;
  const weightTexel = weights === 'f32' ? 'vec4f' : native ? 'vec4h' : 'vec2u';
  const declared = uses.map((use) => {
    const { binding, access } = bindings[use];
    if (access === 'texture') return `@group(0) @binding(${binding}) var ${use}: texture_2d<f32>;`;
    if (access === 'sampler') return `@group(0) @binding(${binding}) var ${use}: sampler;`;
    const type = use === 'weights' ? weightTexel : (types[use] ?? 'f32');
    const space = access === 'read' ? 'storage, read' : 'storage, read_write';
    return `@group(0) @binding(${binding}) var<${space}> ${use}: array<${type}>;`;
  });
  const weight = {
    vec4f: 'weights[texel]',
    vec4h: 'vec4f(weights[texel])',
    vec2u: 'vec4f(unpack2x16float(weights[texel].x), unpack2x16float(weights[texel].y))',
  }[weightTexel];
  const weightAt = uses.includes('weightTexture')
    ? sampledWeightAt
    : `
fn weightAt(texel: u32) -> vec4f {
  return ${weight};
}`;
  // Comments stand here, so that nobody loads them. Of `Run`:
  // - first and steps are a chunk's: its first step, in the order of processing, and how many it has;
  // - quads counts texels of four units;
  // - placeOfW, placeOfB and placeOfD are where W, the bias and the second bias begin;
  // - placeOfS is where s = x·W + b begins in the room: [steps, batch, gates, quads].
  // slot(n) is where a state [batch, quads] begins in the room: 0 and 1 hold h in turn, 2 holds c or p, 3 holds z.
  const code = `${native ? 'enable f16;\n' : ''}${subgroups ? 'enable subgroups;\n' : ''}
const gates = ${gateCounts[cell.kind]}u;

struct Run {
  batch: u32,
  timeSteps: u32,
  first: u32,
  steps: u32,
  reversed: u32,
  aligned: u32,
  sequences: u32,
  masked: u32,
  units: u32,
  inputDim: u32,
  quads: u32,
  placeOfW: u32,
  placeOfB: u32,
  placeOfD: u32,
  placeOfS: u32,
}

${declared.join('\n')}
@group(1) @binding(0) var<uniform> run: Run;
@group(1) @binding(1) var<uniform> step: u32;
${weightAt}

fn slot(n: u32) -> u32 {
  return n * run.batch * run.quads;
}
${uses
  .filter((use) => use in rows)
  .map((use) => rows[use as RowName])
  .join('\n')}
${body}`;
  return { name, code, entryPoint: name, bindings: uses };
}

/** How weights are read from a texture, which is 1 wide and 1 high; weights.ts says where its lines go on. */
const sampledWeightAt = `
fn sideOfTexel() -> vec2f {
  return 1.0 / vec2f(textureDimensions(weightTexture));
}

fn placeOf(line: u32, column: u32, side: vec2f) -> vec2f {
  let fold = line >> ${Math.log2(mostLines)}u;
  return (vec2f(vec2u(column + fold * gates * run.quads, line & ${mostLines - 1}u)) + 0.5) * side;
}

fn weightAt(texel: u32) -> vec4f {
  let columns = gates * run.quads;
  let place = placeOf(texel / columns, texel % columns, sideOfTexel());
  return textureSampleLevel(weightTexture, nearest, place, 0.0);
}`;

type RowName = 'h0' | 'c0' | 'output' | 'h1' | 'c1';

/** Functions that read, or write, four numbers of a line that is `units` numbers long. */
const rows: Readonly<Record<RowName, string>> = {
  h0: readRow('h0'),
  c0: readRow('c0'),
  output: writeRow('output'),
  h1: writeRow('h1'),
  c1: writeRow('c1'),
};

function readRow(name: string): string {
  return `
fn ${name}At(line: u32, quad: u32) -> vec4f {
  var v = vec4f(0.0);
  for (var lane = 0u; lane < min(4u, run.units - 4u * quad); lane++) {
    v[lane] = ${name}[line * run.units + 4u * quad + lane];
  }
  return v;
}`;
}

function writeRow(name: string): string {
  return `
fn ${name}Put(line: u32, quad: u32, v: vec4f) {
  for (var lane = 0u; lane < min(4u, run.units - 4u * quad); lane++) {
    ${name}[line * run.units + 4u * quad + lane] = v[lane];
  }
}`;
}

// From sums to state, output and final state, of four units of a row or of one; equals runRow of
// packages/cpu/src/sequence.ts, a step at a time. Clauses M1 to M5, R1 to R4, S1, S2, V12 to V14, V16.

import type { CellConfig } from '@gatefold/contract';
import { activationSource } from './activations.ts';
import { cellSource, type Pass, passesOf } from './cells.ts';
import type { Width } from './sizes.ts';

type StateName = 'h' | 'c' | 'p' | 'z';

/** Where a kernel keeps states, as WGSL that can be read and assigned, of `row` and `quad`, or of `unit`. */
export type StatePlace = (name: StateName, when: 'before' | 'after') => string;

/** Which of the room's states it is: a step's h lies where the step before it did not write. */
export function slotOf(name: StateName, when: 'before' | 'after'): string {
  return { h: when === 'before' ? 's & 1u' : '(s + 1u) & 1u', c: '2u', p: '2u', z: '3u' }[name];
}

export const inRoom: StatePlace = (name, when) =>
  `room[slot(${slotOf(name, when)}) + row * run.quads + quad]`;

/** How WGSL says the numbers of a thread's units. */
interface Words {
  readonly type: string;
  /** Of a texel: all of it, or the one number. */
  readonly of: (texel: string) => string;
  /** Assigns v to these units of a line. */
  readonly put: (name: string, line: string, v: string) => string;
}

const words: Readonly<Record<Width, Words>> = {
  quad: {
    type: 'vec4f',
    of: (texel) => texel,
    put: (name, line, v) => `${name}Put(${line}, quad, ${v});`,
  },
  unit: {
    type: 'f32',
    of: (texel) => `${texel}[unit & 3u]`,
    put: (name, line, v) => `${name}[${line} * run.units + unit] = ${v};`,
  },
};

/**
 * WGSL of two functions for each pass, and of what they need.
 *
 *     readyN(s, row, quad) -> ReadyN
 *     finishN(s, row, quad, ready, q: array<vec4f, sums>)
 *
 * The first reads what lies in memory before the products are summed, so that nothing waits for it afterwards; the second
 * is given the products with h, in the order of the pass's `fromH`. With a width of one unit, `unit` stands for `quad` and
 * f32 for vec4f, and threads beyond the last unit must not call.
 *
 * Of what maskAt returns, bit 0 says that the step is kept, and bit 1 that its output is h and not zeros. Units beyond the
 * last stay zero by `within`: what they would become may be infinite, and zero times infinity is no number.
 */
export function finishSource(cell: CellConfig, place: StatePlace, width: Width): string {
  const passes = passesOf(cell);
  const { activation, recurrentActivation } = cell as { recurrentActivation?: never } & CellConfig;
  return `
${activationSource(activation, recurrentActivation, width)}

fn maskAt(s: u32, row: u32) -> u32 {
  if (run.masked == 0u) { return 3u; }
  let i = s * run.batch + row;
  return extractBits(mask[i >> 2u], 8u * (i & 3u), 2u);
}
${
  width === 'unit'
    ? ''
    : `
fn within(quad: u32, v: vec4f) -> vec4f {
  return select(vec4f(0.0), v, 4u * quad + vec4u(0u, 1u, 2u, 3u) < vec4u(run.units));
}
`
}${passes.map((pass, index) => passSource(cell, place, { pass, index, width })).join('\n')}`;
}

function passSource(
  cell: CellConfig,
  place: StatePlace,
  { pass, index, width }: { pass: Pass; index: number; width: Width },
): string {
  const { fromX, fromH, secondBias, finish, outputs } = pass;
  const { hasC } = cellSource(cell);
  const { type, of, put } = words[width];
  const within = (v: string): string => (width === 'unit' ? v : `within(quad, ${v})`);
  const isLast = index === passesOf(cell).length - 1;
  const names = [...new Set([...fromX, ...fromH].map(({ name }) => name))];
  const terms = (name: string): string => {
    const [x, h] = [fromX, fromH].map((sums) => sums.findIndex((sum) => sum.name === name));
    const d = secondBias.find((sum) => sum.name === name);
    return [
      ...(x === -1 ? [] : [`ready.s[${x}]`]),
      ...(d === undefined
        ? []
        : [of(`weightAt(run.placeOfD + ${d.gate}u * run.quads + ${quadOf(width)})`)]),
      ...(h === -1 ? [] : [`q[${h}]`]),
    ].join(' + ');
  };
  const keep = (name: 'h' | 'c'): string => `
  let next_${name} = ${within(`select(${name}_, ${name}, keeps)`)};
  ${place(name, 'after')} = next_${name};`;
  const ending = isLast
    ? `
  let keeps = (ready.bits & 1u) != 0u;${keep('h')}${hasC ? keep('c') : ''}
  let isLast = s + 1u == run.timeSteps;
  if (isLast || run.sequences != 0u) {
    let t = select(s, run.timeSteps - 1u - s, run.aligned != 0u);
    let line = select(row, row * run.timeSteps + t, run.sequences != 0u);
    ${put('output', 'line', `select(${type}(0.0), next_h, (ready.bits & 2u) != 0u)`)}
  }
  if (isLast) {
    ${put('h1', 'row', 'next_h')}${hasC ? `\n    ${put('c1', 'row', 'next_c')}` : ''}
  }`
    : outputs.map((name) => `\n  ${place(name, 'after')} = ${within(name)};`).join('');
  return `
struct Ready${index} {
  s: array<${type}, ${fromX.length}>,
  bits: u32,
}

fn ready${index}(s: u32, row: u32, ${width}: u32) -> Ready${index} {
  let at = run.placeOfS + ((s - run.first) * run.batch + row) * gates * run.quads + ${quadOf(width)};
  return Ready${index}(
    array<${type}, ${fromX.length}>(${fromX.map(({ gate }) => of(`room[at + ${gate}u * run.quads]`)).join(', ')}),
    ${isLast ? 'maskAt(s, row)' : '3u'},
  );
}

fn finish${index}(s: u32, row: u32, ${width}: u32, ready: Ready${index}, q: array<${type}, ${fromH.length}>) {
${names.map((name) => `  let ${name} = ${terms(name)};`).join('\n')}
  let h_ = ${place('h', 'before')};${hasC ? `\n  let c_ = ${place('c', 'before')};` : ''}${index === 1 ? `\n  let z = ${place('z', 'before')};` : ''}
${finish}
${ending}
}`;
}

function quadOf(width: Width): string {
  return width === 'quad' ? 'quad' : '(unit >> 2u)';
}

// From sums to state, output and final state, of four units of a row; equals runRow of packages/cpu/src/sequence.ts, a
// step at a time. Clauses M1 to M5, R1 to R4, S1, S2, V12 to V14, V16.

import type { CellConfig } from '@gatefold/contract';
import { activationSource } from './activations.ts';
import { cellSource, type Pass, passesOf } from './cells.ts';

/** Where a kernel keeps states, as WGSL that can be read and assigned, of `row` and `quad`. */
export type StatePlace = (name: 'h' | 'c' | 'p' | 'z', when: 'before' | 'after') => string;

/** States in the room: a step's h lies where the step before it did not write. */
export const inRoom: StatePlace = (name, when) => {
  const slot = { h: when === 'before' ? 's & 1u' : '(s + 1u) & 1u', c: '2u', p: '2u', z: '3u' };
  return `room[slot(${slot[name]}) + row * run.quads + quad]`;
};

/**
 * WGSL of two functions for each pass, and of what they need.
 *
 *     readyN(s, row, quad) -> ReadyN
 *     finishN(s, row, quad, ready, q: array<vec4f, sums>)
 *
 * The first reads what lies in memory before the products are summed, so that nothing waits for it afterwards; the second
 * is given the products with h, in the order of the pass's `fromH`.
 */
export function finishSource(cell: CellConfig, place: StatePlace): string {
  const passes = passesOf(cell);
  const { activation, recurrentActivation } = cell as { recurrentActivation?: never } & CellConfig;
  return `
${activationSource(activation, recurrentActivation)}

// Bit 0: the step is kept. Bit 1: its output is h and not zeros.
fn maskAt(s: u32, row: u32) -> u32 {
  if (run.masked == 0u) { return 3u; }
  let i = s * run.batch + row;
  return extractBits(mask[i >> 2u], 8u * (i & 3u), 2u);
}

// Units beyond the last stay zero: what they would become may be infinite, and zero times infinity is no number.
fn within(quad: u32, v: vec4f) -> vec4f {
  return select(vec4f(0.0), v, 4u * quad + vec4u(0u, 1u, 2u, 3u) < vec4u(run.units));
}
${passes.map((pass, index) => passSource(cell, place, { pass, index })).join('\n')}`;
}

function passSource(
  cell: CellConfig,
  place: StatePlace,
  { pass, index }: { pass: Pass; index: number },
): string {
  const { fromX, fromH, secondBias, finish, outputs } = pass;
  const { hasC } = cellSource(cell);
  const isLast = index === passesOf(cell).length - 1;
  const names = [...new Set([...fromX, ...fromH].map(({ name }) => name))];
  const terms = (name: string): string => {
    const [x, h] = [fromX, fromH].map((sums) => sums.findIndex((sum) => sum.name === name));
    const d = secondBias.find((sum) => sum.name === name);
    return [
      ...(x === -1 ? [] : [`ready.s[${x}]`]),
      ...(d === undefined ? [] : [`weightAt(run.placeOfD + ${d.gate}u * run.quads + quad)`]),
      ...(h === -1 ? [] : [`q[${h}]`]),
    ].join(' + ');
  };
  const keep = (name: 'h' | 'c'): string => `
  let next_${name} = within(quad, select(${name}_, ${name}, keeps));
  ${place(name, 'after')} = next_${name};`;
  const ending = isLast
    ? `
  let keeps = (ready.bits & 1u) != 0u;${keep('h')}${hasC ? keep('c') : ''}
  let isLast = s + 1u == run.timeSteps;
  if (isLast || run.sequences != 0u) {
    let t = select(s, run.timeSteps - 1u - s, run.aligned != 0u);
    let line = select(row, row * run.timeSteps + t, run.sequences != 0u);
    outputPut(line, quad, select(vec4f(0.0), next_h, (ready.bits & 2u) != 0u));
  }
  if (isLast) {
    h1Put(row, quad, next_h);${hasC ? '\n    c1Put(row, quad, next_c);' : ''}
  }`
    : outputs.map((name) => `\n  ${place(name, 'after')} = within(quad, ${name});`).join('');
  return `
struct Ready${index} {
  s: array<vec4f, ${fromX.length}>,
  bits: u32,
}

fn ready${index}(s: u32, row: u32, quad: u32) -> Ready${index} {
  let at = run.placeOfS + ((s - run.first) * run.batch + row) * gates * run.quads + quad;
  return Ready${index}(
    array<vec4f, ${fromX.length}>(${fromX.map(({ gate }) => `room[at + ${gate}u * run.quads]`).join(', ')}),
    ${isLast ? 'maskAt(s, row)' : '3u'},
  );
}

fn finish${index}(s: u32, row: u32, quad: u32, ready: Ready${index}, q: array<vec4f, ${fromH.length}>) {
${names.map((name) => `  let ${name} = ${terms(name)};`).join('\n')}
  let h_ = ${place('h', 'before')};${hasC ? `\n  let c_ = ${place('c', 'before')};` : ''}${index === 1 ? `\n  let z = ${place('z', 'before')};` : ''}
${finish}
${ending}
}`;
}

// Clause V18: which unit reaches which. The one check that a transposed recurrent kernel cannot pass.

import {
  type CellConfig,
  type DirectionalConfig,
  gru,
  lstm,
  simpleRNN,
  weightShapes,
} from '@gatefold/contract';
import { cellsOf, gateCounts } from '@gatefold/contract/author';
import { type Case, defineCase } from '../case.ts';
import { telling, withClaimedActivations } from '../claimed.ts';
import { drawState, drawWeights, seeded } from '../random.ts';
import { expectTrue, filled, type Observation, type Values } from '../values.ts';

const units = 4;
/** A GRU whose h happens to be its candidate shows no gate z; the h of another row is another one. */
const rows = 2;
const all = Array.from({ length: units }, (_, unit) => unit);
type Entry = readonly [from: number, to: number];

/** Every entry of U: first and last rows and columns, and the diagonal, whose 1 may pass for the first of an identity. */
const entries = all.flatMap((from) => all.map((to): Entry => [from, to]));

const layers: readonly (readonly [string, DirectionalConfig])[] = [
  ['simple-rnn', simpleRNN({ units })],
  ['lstm', lstm({ units })],
  ['gru/reset-before', gru({ units, resetAfter: false })],
  ['gru/reset-after', gru({ units })],
];

/** Gate blocks that act on the output of the same step by themselves; r needs another recurrent entry to act on. */
function actingGates(cell: CellConfig): number[] {
  const gates = Array.from({ length: gateCounts[cell.kind] }, (_, gate) => gate);
  return cell.kind === 'gru' ? gates.filter((gate) => gate !== 1) : gates;
}

export const wiringCases: readonly Case[] = layers.map(([name, layer]) =>
  defineCase({
    id: `wiring/${name}`,
    clauses: ['V18', 'W1'],
    says: `one entry U[j, k] of a ${name} lets h_j, and no other h, act on unit k alone`,
    configs: (supports) => [withClaimedActivations(supports, layer, telling)],
    run: async (lab) => {
      const config = withClaimedActivations(lab.supports, layer, telling);
      const random = seeded(lab.seed);
      const cell = cellsOf(config)[0] as CellConfig;
      const drawn = drawWeights(random, config, 2) as unknown as { kernel: never; bias: never };
      const initialState = drawState(random, config, rows);
      const x = filled([rows, 1, 2], 0.4);
      const silent = filled(weightShapes(cell, 2).recurrentKernel.shape, 0);
      /** From a state of which some h are turned round. */
      const run = (
        recurrentKernel: Values,
        turned: readonly number[] = [],
      ): Promise<Observation> => {
        const { shape, data } = initialState['h'] as Values;
        const h = { shape, data: data.map((v, i) => (turned.includes(i % units) ? -v : v)) };
        const options = { initialState: { ...initialState, h } };
        return lab.run(config, { ...drawn, recurrentKernel }, x, options);
      };
      const differ = (one: Observation, other: Observation, unit: number): boolean =>
        one.output.data.some((v, i) => i % units === unit && v !== other.output.data[i]);
      const still = await run(silent);
      const columns = gateCounts[cell.kind] * units;
      const withEntries = (gate: number, places: readonly Entry[]): Values => {
        const data = silent.data.slice();
        for (const [from, to] of places) data[from * columns + gate * units + to] = 1;
        return { shape: silent.shape, data };
      };
      for (const gate of actingGates(cell)) {
        for (const [from, to] of entries) {
          const U = withEntries(gate, [[from, to]]);
          const wired = await run(U);
          const what = `gate ${gate}, U[${from}, ${to}]`;
          const moved = all.filter((unit) => differ(wired, still, unit));
          expectTrue(
            `${what}: only unit ${to} must move, got [${moved.join(', ')}]`,
            moved.join() === String(to),
          );
          const acts = async (...hs: readonly number[]): Promise<boolean> =>
            differ(await run(U, hs), wired, to);
          expectTrue(`${what}: h_${from} must act on unit ${to}`, await acts(from));
          // A GRU keeps a part of its own h.
          const others = all.filter((unit) => unit !== from && unit !== to);
          expectTrue(
            `${what}: no other h may act on unit ${to}`,
            !(await acts(...others, ...(to === from || cell.kind === 'gru' ? [] : [to]))),
          );
        }
        // One full column: a backend that drops the small weights of a matrix with many zeros would drop some of these.
        const U = withEntries(
          gate,
          all.map((from) => [from, 0]),
        );
        const wired = await run(U);
        for (const from of all) {
          const acts = differ(await run(U, [from]), wired, 0);
          expectTrue(`gate ${gate}, U[:, 0]: h_${from} must act on unit 0`, acts);
        }
      }
    },
  }),
);

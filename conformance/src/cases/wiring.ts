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
import { expectTrue, filled, type Observation, type Values, withNumber } from '../values.ts';

const units = 3;
const all = Array.from({ length: units }, (_, unit) => unit);
/** Every entry of U: first and last rows and columns, and the diagonal, whose 1 may pass for the first of an identity. */
const entries = all.flatMap((from) => all.map((to) => [from, to] as const));

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
      const config = withClaimedActivations(lab.backend.supports, layer, telling);
      const random = seeded(lab.seed);
      const cell = cellsOf(config)[0] as CellConfig;
      const drawn = drawWeights(random, config, 2) as unknown as { kernel: never; bias: never };
      const initialState = drawState(random, config, 1);
      const x = filled([1, 1, 2], 0.4);
      const silent = filled(weightShapes(cell, 2).recurrentKernel.shape, 0);
      const run = (recurrentKernel: Values, moved?: number): Promise<Observation> => {
        const h = initialState['h'] as Values;
        const at = moved === undefined ? h : withNumber(h, moved, -(h.data[moved] as number));
        const options = { initialState: { ...initialState, h: at } };
        return lab.run(config, { ...drawn, recurrentKernel }, x, options);
      };
      const outputOf = ({ output }: Observation, unit: number): number =>
        output.data[unit] as number;
      const still = await run(silent);
      const columns = gateCounts[cell.kind] * units;
      for (const gate of actingGates(cell)) {
        for (const [from, to] of entries) {
          const U = withNumber(silent, from * columns + gate * units + to, 1);
          const wired = await run(U);
          const what = `gate ${gate}, U[${from}, ${to}]`;
          const moved = all.filter((unit) => outputOf(wired, unit) !== outputOf(still, unit));
          expectTrue(
            `${what}: only unit ${to} must move, got [${moved.join(', ')}]`,
            moved.join() === String(to),
          );
          for (const unit of all) {
            // A GRU keeps a part of its own h.
            if (unit === to && unit !== from) continue;
            const acts = outputOf(await run(U, unit), to) !== outputOf(wired, to);
            expectTrue(
              `${what}: h_${unit} must ${unit === from ? '' : 'not '}act on unit ${to}`,
              acts === (unit === from),
            );
          }
        }
      }
    },
  }),
);

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
import { expectTrue, filled, type Observation, withNumber } from '../values.ts';

const units = 3;
const from = 0;
const to = 2;

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
    says: `one entry U[${from}, ${to}] of a ${name} lets h_${from} act on unit ${to} alone`,
    configs: (supports) => [withClaimedActivations(supports, layer, telling)],
    run: async (lab) => {
      const config = withClaimedActivations(lab.backend.supports, layer, telling);
      const random = seeded(lab.seed);
      const cell = cellsOf(config)[0] as CellConfig;
      const drawn = drawWeights(random, config, 2) as unknown as { kernel: never; bias: never };
      const initialState = drawState(random, config, 1);
      const x = filled([1, 1, 2], 0.4);
      const silent = filled(weightShapes(cell, 2).recurrentKernel.shape, 0);
      const run = (recurrentKernel: typeof silent): Promise<Observation> =>
        lab.run(config, { ...drawn, recurrentKernel }, x, { initialState });
      const still = await run(silent);
      const columns = gateCounts[cell.kind] * units;
      for (const gate of actingGates(cell)) {
        const wired = await run(withNumber(silent, from * columns + gate * units + to, 0.9));
        const moved = [0, 1, 2].filter(
          (unit) => wired.output.data[unit] !== still.output.data[unit],
        );
        expectTrue(
          `gate ${gate}: only unit ${to} must move, got [${moved.join(', ')}]`,
          moved.join() === String(to),
        );
      }
    },
  }),
);

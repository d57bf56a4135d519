// Clause S16, weight by weight: each is read back alone, through one input or one unit of the state.

import {
  type CellConfig,
  type DirectionalConfig,
  gru,
  lstm,
  simpleRNN,
  weightShapes,
} from '@gatefold/contract';
import { cellsOf } from '@gatefold/contract/author';
import { type Case, defineCase } from '../case.ts';
import { telling, withClaimedActivations } from '../claimed.ts';
import type { Lab } from '../lab.ts';
import { type OracleCall, runPlain } from '../oracle.ts';
import { type Random, seeded } from '../random.ts';
import { mapWeights } from '../stored-weights.ts';
import { lawTolerance } from '../tolerance.ts';
import { expectClose, filled, type Observation, type Values } from '../values.ts';

/** As many inputs as units. */
const size = 5;

const layers: readonly (readonly [name: string, config: DirectionalConfig, candidate: number])[] = [
  ['simple-rnn', simpleRNN({ units: size }), 0],
  ['lstm', lstm({ units: size }), 2],
  ['gru/reset-before', gru({ units: size, resetAfter: false }), 2],
  ['gru/reset-after', gru({ units: size }), 2],
];

/**
 * Numbers for the gate of the candidate, which shows in h by itself, and zeros for the others. The largest of a column
 * is 1 in the first and 1/16 in the last, and the others are down to a hundredth of it: a scale that columns share, or
 * a type with fewer bits than another, loses the small ones.
 */
function drawCandidate(random: Random, shape: readonly number[], candidate: number): Values {
  const values = filled(shape, 0);
  const width = shape.at(-1) as number;
  for (let row = 0; row < values.data.length / width; row++) {
    for (let unit = 0; unit < size; unit++) {
      const share = row === unit ? 1 : 0.01 * 90 ** random();
      const sign = random() < 0.5 ? -1 : 1;
      values.data[row * width + candidate * size + unit] = sign * share * 2 ** -unit;
    }
  }
  return values;
}

/** Every number must be what one weight gives that is rounded as the claim allows. */
async function expectRounded(lab: Lab, what: string, call: OracleCall): Promise<void> {
  const { precision, weightPrecision } = lab.claims;
  const { config, weights, x, options } = call;
  const moved = (by: number): Observation => {
    const prepare: Parameters<typeof mapWeights>[2] = (weight, off) => weight + by * off;
    return runPlain(
      { parts: { prepare: (checked) => mapWeights(checked, weightPrecision, prepare) } },
      call,
    );
  };
  const [wanted, low, high] = [moved(0), moved(-1), moved(1)];
  const got = await lab.run(config, weights, x, options);
  const sums = lawTolerance(precision, config, size, 1);
  lab.note(
    expectClose(what, got.output, wanted.output, (value, index) => {
      const off = [low, high].map(({ output }) => Math.abs((output.data[index] as number) - value));
      return Math.max(...off) + sums(value, index);
    }),
  );
}

export const storedWeightsCases: readonly Case[] = layers.map(([name, layer, candidate]) =>
  defineCase({
    id: `stored-weights/${name}`,
    clauses: ['S16'],
    says: `each weight of a ${layer.kind} is rounded to the nearest of the type that is claimed, and no further`,
    configs: (supports) => [withClaimedActivations(supports, layer, telling)],
    run: async (lab) => {
      const config = withClaimedActivations(lab.supports, layer, telling);
      const random = seeded(lab.seed);
      const cell = cellsOf(config)[0] as CellConfig;
      const shapes = weightShapes(cell, size);
      const kernel = drawCandidate(random, shapes.kernel.shape, candidate);
      const recurrentKernel = drawCandidate(random, shapes.recurrentKernel.shape, candidate);
      // Row k has input k alone, row size + k unit k of the state alone.
      const x = filled([2 * size, 1, size], 0);
      const h = filled([2 * size, size], 0);
      for (let k = 0; k < size; k++) {
        x.data[k * size + k] = 1;
        h.data[(size + k) * size + k] = 1;
      }
      const c = filled(h.shape, 0);
      const options = { initialState: config.kind === 'lstm' ? { h, c } : { h } };
      const bare = { ...config, useBias: false };
      const kernels = { kernel, recurrentKernel };
      await expectRounded(lab, 'kernels', { config: bare, weights: kernels, x, options });
      const biased = {
        kernel: filled(kernel.shape, 0),
        recurrentKernel: filled(recurrentKernel.shape, 0),
        bias: drawCandidate(random, shapes.bias.shape, candidate),
      };
      await expectRounded(lab, 'bias', { config, weights: biased, x: filled([1, 1, size], 0) });
    },
  }),
);

// Laws of Bidirectional: two layers and a merge.

import { bidirectional, type BidirectionalConfig, lstm, type Supports } from '@gatefold/contract';
import type { Case } from '../case.ts';
import { runBackwards } from '../cases/run-backwards.ts';
import { withClaimedCells } from '../claimed.ts';
import type { Lab } from '../lab.ts';
import { drawState, drawWeights } from '../random.ts';
import {
  byPath,
  expectClose,
  expectStates,
  type Observation,
  reverseSteps,
  type Values,
} from '../values.ts';
import { type Drawn, drawMask, law, spoiltWhereMasked } from './law.ts';

const configs = (supports: Supports): BidirectionalConfig[] => [
  bidirectional({ layer: withClaimedCells(supports, lstm({ units: 1 })) }),
];

/** How each mode joins two numbers; concat joins rows. */
const merges = {
  sum: (a: number, b: number) => a + b,
  mul: (a: number, b: number) => a * b,
  ave: (a: number, b: number) => (a + b) / 2,
};

interface Halves {
  readonly forward: Values;
  readonly backward: Values;
}

function merged(mode: keyof typeof merges, { forward, backward }: Halves): Values {
  const join = merges[mode];
  return {
    shape: forward.shape,
    data: forward.data.map((value, k) => join(value, backward.data[k] as number)),
  };
}

function concatenated({ forward, backward }: Halves): Values {
  const units = forward.shape.at(-1) as number;
  const rows = forward.data.length / units;
  const data = new Float32Array(2 * rows * units);
  for (let row = 0; row < rows; row++) {
    const range = [row * units, (row + 1) * units] as const;
    data.set(forward.data.subarray(...range), 2 * row * units);
    data.set(backward.data.subarray(...range), (2 * row + 1) * units);
  }
  return { shape: [...forward.shape.slice(0, -1), 2 * units], data };
}

/** Runs both directions alone and every mode, with the whole sequences and with the last outputs. */
async function checkHalves(
  lab: Lab,
  drawn: Drawn,
  mask: ReturnType<typeof drawMask> | undefined,
  shown: (half: Values) => Values,
): Promise<void> {
  const { config, x, inputDim, batch, tolerance, random } = drawn;
  const weights = { forward: drawn.weights, backward: drawWeights(random, config, inputDim) };
  const state = drawState(random, bidirectional({ layer: config }), batch);
  const given = mask === undefined ? {} : { mask };
  // Clause M8: what it holds at masked steps never matters.
  const spoilt = mask === undefined ? x : { shape: x.shape, data: spoiltWhereMasked(x, mask) };
  for (const returnSequences of [true, false]) {
    const layer = { ...config, returnSequences };
    const alone = (direction: 'forward' | 'backward'): Promise<Observation> => {
      const names = Object.keys(drawn.initialState);
      const own = names.map((name) => [name, state[`${direction}.${name}`] as Values]);
      const initialState = Object.fromEntries(own) as Record<string, Values>;
      const options = { ...given, initialState };
      return direction === 'backward'
        ? runBackwards(lab, layer, weights.backward, x, options)
        : lab.run(layer, weights.forward, x, options);
    };
    const [forward, backward] = [await alone('forward'), await alone('backward')];
    const halves = returnSequences
      ? { forward: shown(forward.output), backward: shown(reverseSteps(backward.output)) }
      : { forward: forward.output, backward: backward.output };
    const states = byPath({ forward: forward.state, backward: backward.state });
    for (const mergeMode of ['concat', 'sum', 'mul', 'ave', null] as const) {
      const both = bidirectional({ layer, mergeMode });
      const got = await lab.run(both, weights, spoilt, { ...given, initialState: state });
      const what = `${mergeMode}${returnSequences ? '' : ', last output'}`;
      lab.note(expectStates(what, got.state, states, tolerance));
      if (mergeMode === null) {
        lab.note(expectClose(`${what}, forward`, got.output, halves.forward, tolerance));
        const turned = got.backwardOutput as Values;
        lab.note(expectClose(`${what}, backward`, turned, halves.backward, tolerance));
      } else {
        const wanted = mergeMode === 'concat' ? concatenated(halves) : merged(mergeMode, halves);
        lab.note(expectClose(what, got.output, wanted, tolerance));
      }
    }
  }
}

export const bidirectionalLaws: readonly Case[] = [
  law({
    id: 'bidirectional',
    clauses: ['B1', 'B2', 'B3', 'B4', 'B5', 'B6', 'B7', 'W5'],
    says: 'a Bidirectional is two layers and a merge, in every mode',
    levels: ['bidirectional'],
    configs,
    check: (lab, drawn) => checkHalves(lab, drawn, undefined, (half) => half),
  }),
  law({
    id: 'bidirectional-mask',
    clauses: ['B8', 'B9', 'B10', 'M8'],
    says: 'under a mask both halves are the masked layers, zero at masked steps of a sequence',
    levels: ['bidirectional'],
    configs,
    claims: ['masking'],
    check: (lab, drawn) => {
      const { batch, timeSteps, random } = drawn;
      const mask = drawMask(random, batch, timeSteps);
      return checkHalves(lab, drawn, mask, ({ shape, data }) => ({
        shape,
        data: data.map((value, k) =>
          mask.data[Math.floor(k / (shape[2] as number))] === 1 ? value : 0,
        ),
      }));
    },
  }),
];

// R4: a backward output in the order of time. No level asks for it: Keras has no such option, and ONNX no other.

import {
  type DirectionalConfig,
  gru,
  lstm,
  type Mask,
  simpleRNN,
  stacked,
  type Supports,
} from '@gatefold/contract';
import { type Case, defineCase } from '../case.ts';
import { withClaimedActivations, withClaimedCells } from '../claimed.ts';
import { distinct, drawState, drawWeights, seeded } from '../random.ts';
import { lawTolerance } from '../tolerance.ts';
import { expectClose, expectStates, reverseSteps, type Values } from '../values.ts';

const [batch, timeSteps, inputDim] = [2, 5, 4];
const flags = { returnState: true, goBackwards: true, alignOutput: true } as const;
const sequence = { ...flags, returnSequences: true } as const;

/** Keeps steps 1, 2 and 4 of row 0, and 0 and 3 of row 1. */
const kept: Values = {
  shape: [batch, timeSteps, 1],
  data: Float32Array.of(0, 1, 1, 0, 1, 1, 0, 0, 1, 0),
};

const layers: readonly (readonly [name: string, config: DirectionalConfig])[] = [
  ['simple-rnn', simpleRNN({ units: 3, ...sequence })],
  ['lstm', lstm({ units: 3, ...sequence })],
  ['lstm-last', lstm({ units: 3, ...flags })],
  ['gru', gru({ units: 3, ...sequence })],
  ['stack', stacked({ cells: [lstm({ units: 3 }), gru({ units: 2 })], ...sequence })],
];

/** A stack of whatever cells there are; each of the others is tried as itself. */
const layerFor = (supports: Supports, layer: DirectionalConfig): DirectionalConfig =>
  layer.kind === 'stacked'
    ? withClaimedCells(supports, layer)
    : withClaimedActivations(supports, layer);

const masks = [
  { suffix: '', mask: undefined, claims: [] },
  { suffix: '-masked', mask: kept, claims: ['masking'] },
] as const;

export const alignedCases: readonly Case[] = layers.flatMap(([name, layer]) =>
  masks.map(({ suffix, mask, claims }) =>
    defineCase({
      id: `aligned/${name}${suffix}`,
      clauses: ['R4'],
      says: `alignOutput puts a backward ${name}'s output of step t into row t, and changes no number`,
      levels: [],
      configs: (supports) => [layerFor(supports, layer)],
      claims,
      run: async (lab) => {
        const config = layerFor(lab.supports, layer);
        const weights = drawWeights(seeded(lab.seed), config, inputDim);
        const x = distinct(seeded(lab.seed + 1), [batch, timeSteps, inputDim]);
        const initialState = drawState(seeded(lab.seed + 2), config, batch);
        const turned = mask === undefined ? {} : { mask: reverseSteps(mask) as Mask };
        const forwards = { ...config, goBackwards: false, alignOutput: false };
        const plain = await lab.run(forwards, weights, reverseSteps(x), {
          initialState,
          ...turned,
        });
        const wanted = config.returnSequences ? reverseSteps(plain.output) : plain.output;
        const given = mask === undefined ? {} : { mask };
        const got = await lab.run(config, weights, x, { initialState, ...given });
        const tolerance = lawTolerance(lab.supports.precision, config, inputDim, timeSteps);
        lab.note(expectClose('output', got.output, wanted, tolerance));
        lab.note(expectStates('state', got.state, plain.state, tolerance));
        const noop = { ...forwards, alignOutput: true };
        const same = await lab.run(noop, weights, reverseSteps(x), { initialState, ...turned });
        lab.note(expectClose('forwards', same.output, plain.output, tolerance));
      },
    }),
  ),
);

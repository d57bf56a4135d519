// I: initial states. That each element counts is V17; that they continue a run is V13.

import { gru, lstm, type Supports, type Tensor, tensorsOf } from '@gatefold/contract';
import { missingSupport, stateLeaves } from '@gatefold/contract/author';
import { type Case, defineCase } from '../case.ts';
import { telling, withClaimedActivations, withClaimedCells } from '../claimed.ts';
import type { CellLayer } from '../counterexample.ts';
import { namedOptions, readResult } from '../lab.ts';
import { distinct, drawState, drawWeights, seeded } from '../random.ts';
import { lawTolerance } from '../tolerance.ts';
import { exactly, expectAlike, expectTrue, type Values } from '../values.ts';

const flags = { returnSequences: true, returnState: true } as const;
const layerFor = (supports: Supports): CellLayer<true, true> =>
  withClaimedCells(supports, lstm({ units: 4, ...flags }), telling);
const [batch, timeSteps, inputDim] = [2, 3, 5];

export const initialStateCases: readonly Case[] = [
  defineCase({
    id: 'initial-state/each',
    everyCell: true,
    clauses: ['I1'],
    says: 'h and c of an LSTM, and h of a GRU, each replace zeros',
    configs: (supports) => [layerFor(supports)],
    run: async (lab) => {
      const { supports } = lab;
      const configs = [lstm({ units: 4, ...flags }), gru({ units: 4, ...flags })]
        .map((config) => withClaimedActivations(supports, config, telling))
        .filter((config) => missingSupport(supports, config) === undefined);
      for (const config of configs.length > 0 ? configs : [layerFor(supports)]) {
        const random = seeded(lab.seed);
        const weights = drawWeights(random, config, inputDim);
        const x = distinct(random, [batch, timeSteps, inputDim]);
        const state = drawState(random, config, batch);
        const from = async (initialState: Record<string, Values>): Promise<string> => {
          const { output } = await lab.run(config, weights, x, { initialState });
          return output.data.join();
        };
        const all = await from(state);
        for (const { path } of stateLeaves(config)) {
          const zeroed = { shape: [batch, 4], data: new Float32Array(batch * 4) };
          expectTrue(
            `${config.kind}: ${path} must act`,
            (await from({ ...state, [path]: zeroed })) !== all,
          );
        }
      }
    },
  }),
  defineCase({
    id: 'initial-state/hand-over',
    everyCell: true,
    clauses: ['I2', 'I3'],
    says: "one layer's state begins another layer's run as it is, alone or mixed with host tensors",
    configs: (supports) => [layerFor(supports)],
    run: async (lab) => {
      const config = layerFor(lab.supports);
      const random = seeded(lab.seed);
      const encode = lab.layer(config, drawWeights(random, config, inputDim));
      const decode = lab.layer(config, drawWeights(random, config, inputDim));
      const x = distinct(random, [batch, timeSteps, inputDim]);
      const y = distinct(random, [batch, timeSteps, inputDim]);
      const encoded = encode.run(x);
      for (const made of tensorsOf(encoded)) lab.keep(made);
      const { state } = await readResult(encoded);
      const handed = { ...encoded.state } as Readonly<Record<string, Tensor>>;
      const wanted = await lab.observe(decode, y, { initialState: state });
      const tolerance = lawTolerance(lab.supports.precision, config, inputDim, timeSteps);
      const fromTensors = await lab.observe(decode, y, { initialState: handed });
      lab.note(expectAlike('tensors', fromTensors, wanted, tolerance));
      // Of a cell with one state there is nothing to mix, and the host tensor alone is tried again.
      const last = Object.keys(state).at(-1) as string;
      for (const name of Object.keys(state)) {
        const mixed = { ...handed, [name]: state[name] as Values };
        const fromMixed = await lab.observe(decode, y, { initialState: mixed });
        lab.note(expectAlike(`${name} of numbers`, fromMixed, wanted, tolerance));
      }
      const one = Object.fromEntries(
        Object.keys(handed).map((name) => [name, handed[last] as Tensor]),
      );
      const copied = Object.fromEntries(
        Object.keys(handed).map((name) => [name, state[last] as Values]),
      );
      const fromCopies = await lab.observe(decode, y, { initialState: copied });
      const numbers = state[last] as Values;
      const apart = Object.fromEntries(
        Object.keys(handed).map((name) => [name, { ...numbers, data: numbers.data.slice() }]),
      );
      const fromApart = await lab.observe(decode, y, { initialState: apart });
      expectAlike('one host tensor for every state', fromCopies, fromApart, exactly);
      const fromOne = await lab.observe(decode, y, { initialState: one });
      lab.note(expectAlike('one tensor for every state', fromOne, fromCopies, tolerance));
      const result = decode.run(y, namedOptions(config, { initialState: handed }));
      for (const made of tensorsOf(result)) made.dispose();
      expectTrue(
        'the state that was handed over must live on',
        Object.values(handed).every(({ disposed }) => !disposed),
      );
    },
  }),
];

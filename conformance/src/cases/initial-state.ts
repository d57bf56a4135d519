// I: initial states. That each element counts is V17; that they continue a run is V13.

import { gru, lstm, tensorsOf } from '@gatefold/contract';
import { stateLeaves } from '@gatefold/contract/author';
import { type Case, defineCase } from '../case.ts';
import { namedOptions, readResult } from '../lab.ts';
import { distinct, drawState, drawWeights, seeded } from '../random.ts';
import { lawTolerance } from '../tolerance.ts';
import { expectAlike, expectTrue, type Values } from '../values.ts';

const flags = { returnSequences: true, returnState: true } as const;
const encoder = lstm({ units: 4, ...flags });
const decoder = lstm({ units: 4, ...flags });
const [batch, timeSteps, inputDim] = [2, 3, 5];

export const initialStateCases: readonly Case[] = [
  defineCase({
    id: 'initial-state/each',
    clauses: ['I1'],
    says: 'h and c of an LSTM, and h of a GRU, each replace zeros',
    configs: [encoder, gru({ units: 4 })],
    run: async (lab) => {
      for (const config of [encoder, gru({ units: 4, ...flags })]) {
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
    clauses: ['I2', 'I3'],
    says: "one layer's state begins another layer's run as it is, alone or mixed with host tensors",
    configs: [encoder, decoder],
    run: async (lab) => {
      const random = seeded(lab.seed);
      const encode = lab.layer(encoder, drawWeights(random, encoder, inputDim));
      const decode = lab.layer(decoder, drawWeights(random, decoder, inputDim));
      const x = distinct(random, [batch, timeSteps, inputDim]);
      const y = distinct(random, [batch, timeSteps, inputDim]);
      const encoded = encode.run(x);
      for (const made of tensorsOf(encoded)) lab.keep(made);
      const { state } = await readResult(encoded);
      const { h, c } = encoded.state;
      const wanted = await lab.observe(decode, y, { initialState: state });
      const tolerance = lawTolerance(lab.backend.supports.precision, decoder, inputDim, timeSteps);
      const handed = await lab.observe(decode, y, { initialState: { h, c } });
      lab.note(expectAlike('tensors', handed, wanted, tolerance));
      const mixed = { h, c: state['c'] as Values };
      lab.note(
        expectAlike(
          'mixed',
          await lab.observe(decode, y, { initialState: mixed }),
          wanted,
          tolerance,
        ),
      );
      const result = decode.run(y, namedOptions(decoder, { initialState: { h, c } }));
      for (const made of tensorsOf(result)) made.dispose();
      expectTrue('the state that was handed over must live on', !h.disposed && !c.disposed);
    },
  }),
];

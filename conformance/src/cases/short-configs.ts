// L14: a config in JSON says what differs from its defaults, and may leave out the rest.

import { bidirectional, gru, type LayerConfig, lstm, simpleRNN, stacked } from '@gatefold/contract';
import { missingSupport } from '@gatefold/contract/author';
import { type Case, defineCase } from '../case.ts';
import { distinct, drawWeights, seeded } from '../random.ts';
import { exactly, expectAlike, expectTrue } from '../values.ts';

const [batch, timeSteps, inputDim, units] = [2, 3, 4, 3];
const x = distinct(seeded(2), [batch, timeSteps, inputDim]);

const shortConfigs = [
  ['simpleRNN', simpleRNN({ units })],
  ['lstm', lstm({ units })],
  ['gru', gru({ units })],
] as const;

/** What a short config may say beside its kind and its units, one thing at a time. */
const options: readonly object[] = [
  ...['useBias', 'resetAfter'].map((option) => ({ [option]: false })),
  ...['returnSequences', 'returnState', 'goBackwards', 'stateful', 'zeroOutputForMask'].map(
    (option) => ({ [option]: true }),
  ),
  { activation: 'sigmoid' },
];

export const shortConfigCases: readonly Case[] = shortConfigs.map(([kind, whole]) =>
  defineCase({
    id: `lifetime/json-short/${kind}`,
    clauses: ['L14', 'E8'],
    says: `a ${kind} config of kind and units alone makes the layer of its builder, also in a Bidirectional and a stack that leave out what they may`,
    configs: [whole],
    run: async (lab) => {
      const drawn = drawWeights(seeded(lab.seed), whole, inputDim);
      const wanted = await lab.run(whole, drawn, x);
      const short = { kind, units } as typeof whole;
      const layer = lab.layer(short, drawn);
      expectAlike('the short one', await lab.observe(layer, x), wanted, exactly);
      const [got, full] = [layer.config, whole].map((item) => JSON.stringify(item));
      expectTrue(`layer.config must be ${full}, got ${got}`, got === full);
      const pairs: [brief: object, complete: LayerConfig][] = [
        ...options
          .filter((option) => kind === 'gru' || !('resetAfter' in option))
          .map((option): [object, LayerConfig] => [
            { ...short, ...option },
            { ...whole, ...option },
          ]),
        [{ kind: 'bidirectional', layer: short }, bidirectional({ layer: whole })],
        [{ kind: 'stacked', cells: [short, short] }, stacked({ cells: [whole, whole] })],
      ];
      for (const [brief, complete] of pairs) {
        if (missingSupport(lab.supports, complete) !== undefined) continue;
        const weights = drawWeights(seeded(lab.seed), complete, inputDim);
        const built = await lab.run(complete, weights, x);
        const made = await lab.run(brief as LayerConfig, weights, x);
        expectAlike(JSON.stringify(brief), made, built, exactly);
      }
    },
  }),
);

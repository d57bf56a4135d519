// The article's runs, as data: one unit, every kernel weight 0.1, forget bias 1, Keras 2's hard_sigmoid.
// C. Zhang, "How to use return_state or return_sequences in Keras" (dlology.com, 2018).

import {
  gru,
  kerasOutputs,
  type LayerConfig,
  lstm,
  type LSTMOptions,
  tensor,
  type Tensor,
  tensorsOf,
  type WeightsOf,
} from '@gatefold/contract';
import { type Case, defineCase } from '../case.ts';
import { forStoredWeights } from '../oracle.ts';
import { printedTolerance } from '../tolerance.ts';
import { expectClose, expectTrue, filled } from '../values.ts';

/** x [1, 3, 2] */
const x = tensor([
  [
    [0.1, 0.2],
    [0.3, 0.1],
    [0.2, 0.3],
  ],
]);
const lstmWeights = {
  kernel: filled([2, 4], 0.1),
  recurrentKernel: filled([1, 4], 0.1),
  bias: tensor([0, 1, 0, 0]),
};
const gruWeights = {
  kernel: filled([2, 3], 0.1),
  recurrentKernel: filled([1, 3], 0.1),
  bias: filled([3], 0),
};

/** As printed, with 8 decimals. */
const sequence = tensor([[[0.00767819], [0.01597687], [0.02480672]]]);
const lastH = tensor([[0.02480672]]);
const lastC = tensor([[0.04864851]]);

interface Run {
  readonly id: string;
  readonly clauses: readonly [string, ...string[]];
  readonly says: string;
  readonly config: LayerConfig;
  readonly weights: WeightsOf<LayerConfig>;
  /** In Keras's order: the output, then h, then c. */
  readonly prints: readonly ReturnType<typeof tensor>[];
}

function articleLSTM(flags: Partial<LSTMOptions> = {}): LayerConfig {
  return lstm({ units: 1, recurrentActivation: 'hardSigmoidKeras2', ...flags });
}

const runs: readonly Run[] = [
  {
    id: 'lstm/sequences',
    clauses: ['V9', 'S2'],
    says: "the article's LSTM with returnSequences prints the sequence",
    config: articleLSTM({ returnSequences: true }),
    weights: lstmWeights,
    prints: [sequence],
  },
  {
    id: 'lstm/neither',
    clauses: ['V9', 'S1'],
    says: "the article's LSTM with neither flag prints the last output",
    config: articleLSTM(),
    weights: lstmWeights,
    prints: [lastH],
  },
  {
    id: 'lstm/state',
    clauses: ['V9', 'S4'],
    says: "the article's LSTM with returnState prints a<T>, a<T>, c<T>",
    config: articleLSTM({ returnState: true }),
    weights: lstmWeights,
    prints: [lastH, lastH, lastC],
  },
  {
    id: 'lstm/both',
    clauses: ['V9', 'S4'],
    says: "the article's LSTM with both flags prints a<1..T>, a<T>, c<T>",
    config: articleLSTM({ returnSequences: true, returnState: true }),
    weights: lstmWeights,
    prints: [sequence, lastH, lastC],
  },
  {
    id: 'lstm/keras3',
    clauses: ['V9'],
    says: "the article's LSTM under the sigmoid of Keras 2.3 and later ends with 0.02572775",
    config: articleLSTM({ recurrentActivation: 'sigmoid', returnSequences: true }),
    weights: lstmWeights,
    // Printed by today's reruns of the article, Keras 2.3 to 3.15.
    prints: [tensor([[[0.00772376], [0.01633997], [0.02572775]]])],
  },
  {
    id: 'gru/both',
    clauses: ['V10', 'S4'],
    says: "the article's GRU with both flags prints two components, a<1..T> and a<T>",
    config: gru({
      units: 1,
      recurrentActivation: 'hardSigmoidKeras2',
      resetAfter: false,
      returnSequences: true,
      returnState: true,
    }),
    weights: gruWeights,
    // The article gives the form; the numbers are Keras 3.15.1's, reset_after=False, gates clip(0.2 x + 0.5, 0, 1).
    prints: [tensor([[[0.01481556], [0.02755804], [0.03920874]]]), tensor([[0.03920874]])],
  },
];

export const articleCases: readonly Case[] = runs.map(
  ({ id, clauses, says, config, weights, prints }) =>
    defineCase({
      id: `article/${id}`,
      clauses,
      says,
      configs: [config],
      run: async (lab) => {
        const result = lab.layer(config, weights).run(x);
        for (const made of tensorsOf(result)) lab.keep(made);
        const listed = kerasOutputs(result) as readonly Tensor[];
        expectTrue(
          `kerasOutputs must list ${prints.length} tensors, got ${listed.length}`,
          listed.length === prints.length,
        );
        const digits = printedTolerance(lab.claims.precision, 8);
        const tolerance = forStoredWeights(digits, lab, { config, weights, x });
        for (const [index, printed] of prints.entries()) {
          const made = listed[index] as Tensor;
          const got = await lab.read(made);
          lab.note(expectClose(`component ${index}`, got, printed, tolerance));
        }
      },
    }),
);

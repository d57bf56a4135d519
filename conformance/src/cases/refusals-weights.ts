// E: refusals of weights: of another shape, of another name, or of none.

import { bidirectional, stacked } from '@gatefold/contract';
import type { Case } from '../case.ts';
import { drawWeights, seeded } from '../random.ts';
import { filled, type Values } from '../values.ts';
import type { Lab } from '../lab.ts';
import { everyWeight } from './every-leaf.ts';
import { makeEachArrangement } from './every-place.ts';
import { refusalCase } from './refusal.ts';
import {
  columnsOf,
  grusFor,
  inputDim,
  layerFor,
  make,
  makeAs,
  makeWith,
  setUp,
  units,
  weightsOf,
} from './refused-layer.ts';
import { inEachForm, leadingAxis, misshapen, otherColumns, otherRows } from './spoilt.ts';

/** Makes a layer of two parts, of which the second is given these weights, and may be changed. */
type MakeTwo = (lab: Lab, second: object, change?: { readonly useBias: false }) => void;

const bothWays: MakeTwo = (lab, backward, change) => {
  const { config, weights } = setUp(lab);
  const { bias: _bias, ...unbiased } = weights;
  // Directions that are alike, since some runtimes have no others.
  const layer = { ...config, ...change };
  const forward = change === undefined ? weights : unbiased;
  make(lab, bidirectional({ layer }), { forward, backward });
};

const twoCells: MakeTwo = (lab, second, change) => {
  const { config } = setUp(lab);
  const cell = { ...config, returnState: false };
  // As wide as x, so that the second cell reads what the first would.
  const first = { ...cell, units: inputDim };
  make(lab, stacked({ cells: [first, { ...cell, ...change }] }), [weightsOf(first), second]);
};

/** Other libraries' names, and what another layer has. */
const otherNames: readonly string[] = [
  'weight_ih_l0',
  'recurrent_kernel',
  'recurrentBias',
  'peephole',
];

/** Weights of a name that there is not, and without one that there must be, where the second part of two has them. */
const inSecond = (what: string, makeTwo: MakeTwo): Record<string, (lab: Lab) => void> => ({
  ...Object.fromEntries(
    otherNames.map((name) => [
      `${name} in the second ${what}`,
      (lab: Lab) => makeTwo(lab, { ...setUp(lab).weights, [name]: filled([units], 0.1) }),
    ]),
  ),
  [`bias with useBias: false in the second ${what}`]: (lab) =>
    makeTwo(lab, setUp(lab).weights, { useBias: false }),
  [`bias undefined in the second ${what}`]: (lab) =>
    makeTwo(lab, { ...setUp(lab).weights, bias: undefined }),
});

export const refusalCasesOfWeights: readonly Case[] = [
  refusalCase({
    id: 'kernels',
    clauses: ['E4'],
    says: 'kernels that are transposed, of another gate count, width or rank are refused',
    code: 'RNN_SHAPE',
    configs: (supports) => [layerFor(supports)],
    control: makeEachArrangement,
    attempts: (supports) => {
      const columns = columnsOf(layerFor(supports));
      const as =
        (name: string, shape: readonly number[]) =>
        (lab: Lab): void =>
          makeWith(lab, { [name]: filled(shape, 0.1) });
      return {
        'kernel transposed': as('kernel', [columns, inputDim]),
        // A SimpleRNN's is square.
        ...(columns !== units && {
          'recurrentKernel transposed': as('recurrentKernel', [columns, units]),
        }),
        'a gate too many': as('kernel', [inputDim, columns + units]),
        'a gate too few': as('kernel', [inputDim, columns - units]),
        'kernel of rank 1': as('kernel', [inputDim * columns]),
        'no input column': as('kernel', [0, columns]),
        'kernel without an axis for one input': (lab) =>
          make(lab, layerFor(lab.supports), {
            ...drawWeights(seeded(1), layerFor(lab.supports), 1),
            kernel: filled([columns], 0.1),
          }),
        'recurrentKernel without an axis for one unit': (lab) => {
          const narrow = { ...layerFor(lab.supports), units: 1 };
          const recurrentKernel = filled([columns / units], 0.1);
          make(lab, narrow, { ...drawWeights(seeded(1), narrow, inputDim), recurrentKernel });
        },
        ...inEachForm('both kernels', leadingAxis, (lab, spoil) => {
          const { weights } = setUp(lab);
          makeWith(lab, {
            kernel: spoil(weights['kernel'] as Values),
            recurrentKernel: spoil(weights['recurrentKernel'] as Values),
          });
        }),
        ...everyWeight(supports, { ...misshapen, ...otherColumns }, /kernel$/i),
        ...everyWeight(supports, otherRows, /recurrentKernel$/),
      };
    },
  }),
  refusalCase({
    id: 'bias',
    clauses: ['E5'],
    says: 'a bias with one row where two are needed, two where one is, or of another width is refused',
    code: 'RNN_SHAPE',
    configs: (supports) => [layerFor(supports), ...grusFor(supports)],
    control: (lab) => {
      makeEachArrangement(lab);
      for (const config of grusFor(lab.supports)) make(lab, config, weightsOf(config));
    },
    attempts: (supports) => {
      const columns = columnsOf(layerFor(supports));
      const rows = layerFor(supports).kind === 'gru' ? 2 : 1;
      const as = (shape: readonly number[]) => (lab: Lab) =>
        makeWith(lab, { bias: filled(shape, 0.1) });
      const ofGRUs = grusFor(supports).flatMap((config) => {
        const shapes: Record<string, readonly number[]> = config.resetAfter
          ? { 'one row for resetAfter': [3 * units], 'two rows in one': [6 * units] }
          : { 'two rows without resetAfter': [2, 3 * units] };
        return Object.entries(shapes).map(([name, shape]) => {
          const bias = filled(shape, 0.1);
          const attempt = (lab: Lab): void => make(lab, config, { ...weightsOf(config), bias });
          return [name, attempt] as const;
        });
      });
      return {
        ...Object.fromEntries(ofGRUs),
        'as much again in one row': as([2 * rows * columns]),
        'as much again in a row more': as([2 * rows, columns]),
        'a gate too few': as([columns - units]),
        'a gate too many': as([columns + units]),
        ...everyWeight(supports, { ...misshapen, ...otherColumns }, /bias$/),
      };
    },
  }),
  refusalCase({
    id: 'weight-names',
    clauses: ['E6'],
    says: "a missing bias, a bias too many, and PyTorch's names are refused, in a second direction and a second cell too",
    code: 'RNN_CONFIG',
    configs: (supports) => [layerFor(supports)],
    control: (lab) => {
      const { bias: _bias, ...unbiased } = setUp(lab).weights;
      make(lab, { ...setUp(lab).config, useBias: false }, unbiased);
      makeAs(lab, {});
      const twos = [
        ...(lab.supports.bidirectional ? [bothWays] : []),
        ...(lab.supports.stacked ? [twoCells] : []),
      ];
      for (const makeTwo of twos) {
        makeTwo(lab, setUp(lab).weights);
        makeTwo(lab, unbiased, { useBias: false });
      }
    },
    attempts: (supports) => ({
      ...(supports.bidirectional && inSecond('direction', bothWays)),
      ...(supports.stacked && inSecond('cell', twoCells)),
      'no bias': (lab) => {
        const { bias: _bias, ...rest } = setUp(lab).weights;
        make(lab, setUp(lab).config, rest);
      },
      'bias undefined': (lab) => makeWith(lab, { bias: undefined }),
      'bias with useBias: false': (lab) => makeAs(lab, { useBias: false }),
      'a bias of zeros with useBias: false': (lab) => {
        const { config, weights } = setUp(lab);
        const bias = filled((weights['bias'] as Values).shape, 0);
        make(lab, { ...config, useBias: false }, { ...weights, bias });
      },
      ...Object.fromEntries(
        otherNames.map((name) => [
          name,
          (lab: Lab) => makeWith(lab, { [name]: setUp(lab).weights['recurrentKernel'] }),
        ]),
      ),
    }),
  }),
  refusalCase({
    id: 'weights-missing',
    clauses: ['E6'],
    says: 'weights without a kernel are refused',
    code: 'RNN_SHAPE',
    configs: (supports) => [layerFor(supports)],
    control: (lab) => makeAs(lab, {}),
    attempts: {
      'no kernel': (lab) => {
        const { kernel: _kernel, ...rest } = setUp(lab).weights;
        make(lab, setUp(lab).config, rest);
      },
      'no recurrentKernel': (lab) => {
        const { recurrentKernel: _recurrentKernel, ...rest } = setUp(lab).weights;
        make(lab, setUp(lab).config, rest);
      },
      'no weights': (lab) => make(lab, setUp(lab).config, undefined),
      'null for weights': (lab) => make(lab, setUp(lab).config, null),
      'a list': (lab) => make(lab, setUp(lab).config, Object.values(setUp(lab).weights)),
    },
  }),
];

// E: what every backend refuses, whatever else it supports.

import { gru, lstm, simpleRNN, tensorsOf } from '@gatefold/contract';
import type { Case } from '../case.ts';
import type { Lab } from '../lab.ts';
import { drawWeights, seeded } from '../random.ts';
import { untyped } from '../untyped.ts';
import { filled, type Values } from '../values.ts';
import { refusalCase } from './refusal.ts';

const [batch, timeSteps, inputDim, units] = [2, 4, 5, 3];
const config = lstm({ units, returnState: true });
const after = gru({ units });
const before = gru({ units, resetAfter: false });
const unbiased = simpleRNN({ units, useBias: false });
const configs = [config, after, before, unbiased] as const;

/** By name, so that what is tried may drop or add one. */
function weightsOf(layerConfig: (typeof configs)[number]): Record<string, Values> {
  return { ...drawWeights(seeded(1), layerConfig, inputDim) };
}

const x = filled([batch, timeSteps, inputDim], 0.1);
const weights = weightsOf(config);
const state = { h: filled([batch, units], 0.1), c: filled([batch, units], 0.2) };

/** Runs the layer with one thing replaced. */
async function run(lab: Lab, given: unknown = x, options: unknown = {}): Promise<void> {
  const layer = untyped(lab.backend).layer(config, weights);
  try {
    const result = layer.run(given, options);
    await tensorsOf(result)[0].data();
    result.dispose();
  } finally {
    layer.dispose();
  }
}

function plain({ shape, data }: Values): object {
  return { shape, data: [...data] };
}

function make(lab: Lab, layerConfig: unknown, layerWeights: unknown): void {
  untyped(lab.backend).layer(layerConfig, layerWeights).dispose();
}

export const refusalCases: readonly Case[] = [
  refusalCase({
    id: 'x-shape',
    clauses: ['E1'],
    says: 'x of rank 2 or 4, or of another width, is refused',
    code: 'RNN_SHAPE',
    configs: [config],
    control: (lab) => run(lab),
    attempts: {
      'rank 2': (lab) => run(lab, filled([timeSteps, inputDim], 0.1)),
      'rank 4': (lab) => run(lab, filled([1, batch, timeSteps, inputDim], 0.1)),
      'another width': (lab) => run(lab, filled([batch, timeSteps, inputDim + 1], 0.1)),
      'a fourth axis of 1': (lab) => run(lab, { shape: [...x.shape, 1], data: x.data }),
      'time and width exchanged': (lab) => run(lab, filled([batch, inputDim, timeSteps], 0.1)),
    },
  }),
  refusalCase({
    id: 'x-dtype',
    clauses: ['E2'],
    says: 'numbers in a plain array, in float64 or in integers are refused',
    code: 'RNN_DTYPE',
    configs: [config],
    control: (lab) => run(lab),
    attempts: {
      'plain array': (lab) => run(lab, { shape: x.shape, data: [...x.data] }),
      float64: (lab) => run(lab, { shape: x.shape, data: Float64Array.from(x.data) }),
      int32: (lab) => run(lab, { shape: x.shape, data: Int32Array.from(x.data) }),
      'no data': (lab) => run(lab, { shape: x.shape }),
      'a state in a plain array': (lab) =>
        run(lab, x, { initialState: { ...state, c: plain(state.c) } }),
      ...Object.fromEntries(
        Object.entries(weights).map(([name, weight]) => [
          `${name} in a plain array`,
          (lab: Lab) => make(lab, config, { ...weights, [name]: plain(weight) }),
        ]),
      ),
    },
  }),
  refusalCase({
    id: 'x-size',
    clauses: ['E3'],
    says: 'a shape that does not hold its numbers, or is none, is refused',
    code: 'RNN_SHAPE',
    configs: [config],
    control: (lab) => run(lab),
    attempts: {
      'too few numbers': (lab) => run(lab, { shape: x.shape, data: x.data.subarray(1) }),
      'too many numbers': (lab) => run(lab, { shape: [1, timeSteps, inputDim], data: x.data }),
      'a negative dimension': (lab) => run(lab, { shape: [-1, timeSteps, inputDim], data: x.data }),
      'two negative dimensions': (lab) =>
        run(lab, { shape: [-batch, -timeSteps, inputDim], data: x.data }),
      'half a dimension': (lab) => run(lab, { shape: [batch, timeSteps, 2.5], data: x.data }),
      'a batch of 1.6': (lab) => run(lab, { shape: [1.6, 5, inputDim], data: x.data }),
      'no shape': (lab) => run(lab, { data: x.data }),
      'a bare array': (lab) => run(lab, x.data),
      nothing: (lab) => run(lab, null),
    },
  }),
  refusalCase({
    id: 'kernels',
    clauses: ['E4'],
    says: 'kernels that are transposed, of another gate count, width or rank are refused',
    code: 'RNN_SHAPE',
    configs: [config],
    control: (lab) => make(lab, config, weights),
    attempts: {
      'kernel transposed': (lab) =>
        make(lab, config, { ...weights, kernel: filled([4 * units, inputDim], 0.1) }),
      'recurrentKernel transposed': (lab) =>
        make(lab, config, { ...weights, recurrentKernel: filled([4 * units, units], 0.1) }),
      'three gates': (lab) =>
        make(lab, config, { ...weights, kernel: filled([inputDim, 3 * units], 0.1) }),
      'recurrentKernel of other units': (lab) =>
        make(lab, config, { ...weights, recurrentKernel: filled([units + 1, 4 * units], 0.1) }),
      'kernel of rank 1': (lab) =>
        make(lab, config, { ...weights, kernel: filled([inputDim * 4 * units], 0.1) }),
      'kernel with a third axis of 1': (lab) =>
        make(lab, config, { ...weights, kernel: filled([inputDim, 4 * units, 1], 0.1) }),
      'no input column': (lab) =>
        make(lab, config, { ...weights, kernel: filled([0, 4 * units], 0.1) }),
    },
  }),
  refusalCase({
    id: 'bias',
    clauses: ['E5'],
    says: 'a bias with one row where two are needed, two where one is, or of another width is refused',
    code: 'RNN_SHAPE',
    configs,
    control: (lab) => {
      make(lab, after, weightsOf(after));
      make(lab, before, weightsOf(before));
    },
    attempts: {
      'one row for resetAfter': (lab) =>
        make(lab, after, { ...weightsOf(after), bias: filled([3 * units], 0.1) }),
      'two rows in one': (lab) =>
        make(lab, after, { ...weightsOf(after), bias: filled([6 * units], 0.1) }),
      'two rows without resetAfter': (lab) =>
        make(lab, before, { ...weightsOf(before), bias: filled([2, 3 * units], 0.1) }),
      'two biases of an LSTM in one': (lab) =>
        make(lab, config, { ...weights, bias: filled([8 * units], 0.1) }),
      'three gates for an LSTM': (lab) =>
        make(lab, config, { ...weights, bias: filled([3 * units], 0.1) }),
    },
  }),
  refusalCase({
    id: 'weight-names',
    clauses: ['E6'],
    says: "a missing bias, a bias too many, and PyTorch's names are refused",
    code: 'RNN_CONFIG',
    configs,
    control: (lab) => {
      make(lab, unbiased, weightsOf(unbiased));
      make(lab, config, weights);
    },
    attempts: {
      'no bias': (lab) => {
        const { bias: _bias, ...rest } = weights;
        make(lab, config, rest);
      },
      'bias undefined': (lab) => make(lab, config, { ...weights, bias: undefined }),
      'bias with useBias: false': (lab) =>
        make(lab, unbiased, { ...weightsOf(unbiased), bias: filled([units], 0.1) }),
      weight_ih_l0: (lab) =>
        make(lab, config, { ...weights, weight_ih_l0: filled([4 * units, inputDim], 0.1) }),
      recurrent_kernel: (lab) =>
        make(lab, config, { ...weights, recurrent_kernel: weights['recurrentKernel'] }),
    },
  }),
  refusalCase({
    id: 'weights-missing',
    clauses: ['E6'],
    says: 'weights without a kernel are refused',
    code: 'RNN_SHAPE',
    configs: [config],
    control: (lab) => make(lab, config, weights),
    attempts: {
      'no kernel': (lab) => {
        const { kernel: _kernel, ...rest } = weights;
        make(lab, config, rest);
      },
      'no recurrentKernel': (lab) => {
        const { recurrentKernel: _recurrentKernel, ...rest } = weights;
        make(lab, config, rest);
      },
      'no weights': (lab) => make(lab, config, undefined),
      'null for weights': (lab) => make(lab, config, null),
      'a list': (lab) => make(lab, config, Object.values(weights)),
    },
  }),
  refusalCase({
    id: 'config-keys',
    clauses: ['E7'],
    says: 'config keys that nobody would read are refused',
    code: 'RNN_CONFIG',
    configs: [config],
    control: (lab) => make(lab, config, weights),
    attempts: {
      return_sequences: (lab) => make(lab, { ...config, return_sequences: true }, weights),
      timeMajor: (lab) => make(lab, { ...config, timeMajor: true }, weights),
      'resetAfter on an LSTM': (lab) => make(lab, { ...config, resetAfter: true }, weights),
      'another kind': (lab) => make(lab, { ...config, kind: 'convLSTM' }, weights),
      'no config': (lab) => make(lab, undefined, weights),
    },
  }),
  refusalCase({
    id: 'units',
    clauses: ['E8'],
    says: 'units of 0, below 0, not whole, not a number or absent are refused',
    code: 'RNN_CONFIG',
    configs: [config],
    control: (lab) => make(lab, { kind: 'lstm', units }, weights),
    attempts: Object.fromEntries(
      [0, -1, 2.5, Number.NaN, '3', undefined].map((value) => [
        `units ${String(value)}`,
        (lab: Lab) => make(lab, { ...config, units: value }, weights),
      ]),
    ),
  }),
  refusalCase({
    id: 'activation',
    clauses: ['E9'],
    says: 'activations that do not exist, are ambiguous, or no cell can take are refused',
    code: 'RNN_CONFIG',
    configs: [config],
    control: (lab) => make(lab, config, weights),
    attempts: Object.fromEntries(
      ['activation', 'recurrentActivation'].flatMap((option) =>
        ['nope', 'hard_sigmoid', 'softmax', 'Tanh', 7, null].map((value) => [
          `${option} ${String(value)}`,
          (lab: Lab) => make(lab, { ...config, [option]: value }, weights),
        ]),
      ),
    ),
  }),
  refusalCase({
    id: 'flags',
    clauses: ['E10'],
    says: 'flags that are neither true nor false are refused',
    code: 'RNN_CONFIG',
    configs: [config, after],
    control: (lab) => make(lab, { ...config, returnSequences: true }, weights),
    attempts: {
      'returnSequences 1': (lab) => make(lab, { ...config, returnSequences: 1 }, weights),
      "returnState 'false'": (lab) => make(lab, { ...config, returnState: 'false' }, weights),
      'useBias null': (lab) => make(lab, { ...config, useBias: null }, weights),
      'resetAfter 1': (lab) => make(lab, { ...after, resetAfter: 1 }, weightsOf(after)),
    },
  }),
  refusalCase({
    id: 'state-shape',
    clauses: ['E12'],
    says: 'an initialState of another batch, width or rank is refused',
    code: 'RNN_SHAPE',
    configs: [config],
    control: (lab) => run(lab, x, { initialState: state }),
    attempts: {
      'batch 1': (lab) => run(lab, x, { initialState: { ...state, h: filled([1, units], 0.1) } }),
      'another batch': (lab) =>
        run(lab, x, { initialState: { ...state, c: filled([batch + 1, units], 0.1) } }),
      'another width': (lab) =>
        run(lab, x, { initialState: { ...state, h: filled([batch, units + 1], 0.1) } }),
      'rank 1': (lab) => run(lab, x, { initialState: { ...state, c: filled([units], 0.1) } }),
      'rank 3': (lab) =>
        run(lab, x, { initialState: { ...state, c: filled([batch, 1, units], 0.1) } }),
      'a third axis of 1': (lab) =>
        run(lab, x, { initialState: { ...state, c: filled([batch, units, 1], 0.1) } }),
    },
  }),
  refusalCase({
    id: 'state-names',
    clauses: ['E13'],
    says: 'an initialState without c, with a third state, as a list or as one tensor is refused',
    code: 'RNN_SHAPE',
    configs: [config],
    control: (lab) => run(lab, x, { initialState: state }),
    attempts: {
      'no c': (lab) => run(lab, x, { initialState: { h: state.h } }),
      'one too many': (lab) => run(lab, x, { initialState: { ...state, d: state.h } }),
      'd for c': (lab) => run(lab, x, { initialState: { h: state.h, d: state.c } }),
      'a list': (lab) => run(lab, x, { initialState: [state.h, state.c] }),
      'a tensor': (lab) => run(lab, x, { initialState: state.h }),
      null: (lab) => run(lab, x, { initialState: null }),
    },
  }),
  refusalCase({
    id: 'options',
    clauses: ['E14'],
    says: 'options of run that do not exist are refused',
    code: 'RNN_CONFIG',
    configs: [config],
    control: (lab) => run(lab, x, {}),
    attempts: {
      initial_state: (lab) => run(lab, x, { initial_state: state }),
      training: (lab) => run(lab, x, { training: false }),
      'a number': (lab) => run(lab, x, 7),
      null: (lab) => run(lab, x, null),
    },
  }),
  refusalCase({
    id: 'not-stateful',
    clauses: ['E20'],
    says: 'resetState of a layer that keeps no state is refused',
    code: 'RNN_CONFIG',
    configs: [{ ...config, stateful: true }],
    levels: ['stateful'],
    control: (lab) => {
      const layer = untyped(lab.backend).layer({ ...config, stateful: true }, weights);
      layer.resetState();
      layer.dispose();
    },
    attempts: {
      resetState: (lab) => {
        const layer = untyped(lab.backend).layer(config, weights);
        try {
          layer.resetState();
        } finally {
          layer.dispose();
        }
      },
    },
  }),
];

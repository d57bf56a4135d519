// E: what every backend refuses, whatever else it supports.

import type { Case } from '../case.ts';
import type { Lab } from '../lab.ts';
import { filled } from '../values.ts';
import { beginEach, everyState, everyWeight } from './every-leaf.ts';
import { inEachPlace, makeEachArrangement } from './every-place.ts';
import { foreign } from './foreign.ts';
import { refusalCase } from './refusal.ts';
import {
  batch,
  fromLone,
  eachWeight,
  grusFor,
  inputDim,
  layerFor,
  lone,
  make,
  makeAs,
  makeWith,
  oneRow,
  run,
  runFrom,
  runFromTensors,
  runMaskedByTensor,
  runOnLast,
  setUp,
  timeSteps,
  units,
  weightsOf,
  withEachInert,
  withLayer,
  without,
  x,
} from './refused-layer.ts';
import { inEachForm, leadingAxis, mistyped, misshapen, otherColumns, otherRows } from './spoilt.ts';

export const refusalCases: readonly Case[] = [
  refusalCase({
    id: 'x-shape',
    clauses: ['E1'],
    says: 'x of rank 2 or 4, or of another width, is refused',
    code: 'RNN_SHAPE',
    configs: (supports) => [layerFor(supports)],
    control: (lab) => run(lab),
    attempts: {
      'no axis for one row': (lab) => run(lab, filled([timeSteps, inputDim], 0.1)),
      'no axis for one step': (lab) => run(lab, filled([batch, inputDim], 0.1)),
      'rank 4': (lab) => run(lab, filled([1, batch, timeSteps, inputDim], 0.1)),
      'time and width exchanged': (lab) => run(lab, filled([batch, inputDim, timeSteps], 0.1)),
      'a tensor of the backend without a time axis': runOnLast,
      ...inEachForm('x', otherColumns, (lab, spoil) => run(lab, spoil(x))),
    },
  }),
  refusalCase({
    id: 'x-dtype',
    clauses: ['E2', 'E11'],
    says: 'numbers in a plain array, in float64 or in integers, and a mask that is a tensor of the backend, are refused',
    code: 'RNN_DTYPE',
    configs: (supports) => [layerFor(supports)],
    control: async (lab) => {
      await run(lab);
      makeEachArrangement(lab);
      await beginEach(lab);
    },
    attempts: (supports) => ({
      ...everyWeight(supports, mistyped),
      ...everyState(supports, mistyped),
      ...(supports.masking && { 'a tensor of the backend as a mask': runMaskedByTensor }),
      ...inEachForm('x', mistyped, (lab, spoil) => run(lab, spoil(x))),
      ...eachWeight((name, weightOf) => ({
        [`${name} in a tensor`]: (lab) => makeWith(lab, { [name]: foreign(weightOf(lab).shape) }),
      })),
    }),
  }),
  refusalCase({
    id: 'x-size',
    clauses: ['E3', 'E1'],
    says: 'a shape that does not hold its numbers, or is none, is refused',
    code: 'RNN_SHAPE',
    configs: (supports) => [layerFor(supports)],
    control: (lab) => run(lab),
    attempts: {
      'too many numbers': (lab) => run(lab, { shape: [1, timeSteps, inputDim], data: x.data }),
      // As many as none in 32 bits.
      'more numbers than are counted': (lab) =>
        run(lab, { shape: [2 ** 16, 2 ** 16, inputDim], data: new Float32Array(0) }),
      'a negative dimension': (lab) => run(lab, { shape: [-1, timeSteps, inputDim], data: x.data }),
      'two negative dimensions': (lab) =>
        run(lab, { shape: [-batch, -timeSteps, inputDim], data: x.data }),
      'half a dimension': (lab) => run(lab, { shape: [batch, timeSteps, 2.5], data: x.data }),
      // A message says what was wrong, and not all of it.
      'five hundred axes': (lab) =>
        run(lab, { shape: Array<number>(500).fill(1), data: new Float32Array(1) }),
      'a batch of 1.6': (lab) => run(lab, { shape: [1.6, 5, inputDim], data: x.data }),
      ...inEachForm('x', misshapen, (lab, spoil) => run(lab, spoil(x))),
      'an h of too many numbers': (lab) => {
        const h = { shape: [batch, units], data: new Float32Array(batch * units + 1) };
        return run(lab, x, { initialState: { ...setUp(lab).state, h } });
      },
    },
  }),
  refusalCase({
    id: 'config-keys',
    clauses: ['E7'],
    says: 'config keys that nobody would read are refused',
    code: 'RNN_CONFIG',
    configs: (supports) => [layerFor(supports)],
    control: (lab) => makeAs(lab, {}),
    attempts: (supports) => ({
      return_sequences: (lab) => makeAs(lab, { return_sequences: true }),
      timeMajor: (lab) => makeAs(lab, { timeMajor: true }),
      'a name of 3,000 letters and an escape sequence': (lab) =>
        makeAs(lab, { [`${'k'.repeat(3000)}\u001B[31m`]: true }),
      ...(layerFor(supports).kind !== 'gru' && {
        'resetAfter on another cell': (lab: Lab) => makeAs(lab, { resetAfter: true }),
      }),
      ...withEachInert('', (lab, option) => makeAs(lab, option)),
      'another kind': (lab) => makeAs(lab, { kind: 'convLSTM' }),
      'no config': (lab) => make(lab, undefined, setUp(lab).weights),
    }),
  }),
  refusalCase({
    id: 'units',
    clauses: ['E8'],
    says: 'units of 0, below 0, not whole, not a number or absent are refused',
    code: 'RNN_CONFIG',
    configs: (supports) => [layerFor(supports)],
    control: makeEachArrangement,
    attempts: (supports) => {
      const others = [0, -1, 2.5, Number.NaN, '3', undefined];
      return inEachPlace(supports, (_, name) => (name === 'units' ? others : []));
    },
  }),
  refusalCase({
    id: 'activation',
    clauses: ['E9'],
    says: 'activations that do not exist, are ambiguous, or no cell can take are refused',
    code: 'RNN_CONFIG',
    configs: (supports) => [layerFor(supports)],
    control: makeEachArrangement,
    attempts: (supports) => {
      const others = [
        ...['nope', 'hard_sigmoid', 'softmax', 'Tanh', 'toString', '', 7, null],
        // What other libraries and later Kerases call some of them.
        ...['swish', 'hardSwish', 'logistic', 'sigm', 'identity', 'LeakyReLU', 'leaky_relu'],
      ];
      return inEachPlace(supports, (_, name) => (/activation$/i.test(name) ? others : []));
    },
  }),
  refusalCase({
    id: 'flags',
    clauses: ['E10'],
    says: 'flags that are neither true nor false are refused',
    code: 'RNN_CONFIG',
    configs: (supports) => [layerFor(supports), ...grusFor(supports)],
    control: makeEachArrangement,
    attempts: (supports) => ({
      ...inEachPlace(supports, (value, name) => {
        // What is not claimed may be looked at first.
        const { masking, alignOutput } = supports;
        const served = { zeroOutputForMask: masking, alignOutput }[name] ?? true;
        return typeof value === 'boolean' && served ? [1, 0, 'false', null] : [];
      }),
      ...Object.fromEntries(
        grusFor(supports).map((config) => [
          `resetAfter 1 for ${config.resetAfter}`,
          (lab: Lab) => make(lab, { ...config, resetAfter: 1 }, weightsOf(config)),
        ]),
      ),
    }),
  }),
  refusalCase({
    id: 'state-shape',
    clauses: ['E12'],
    says: 'an initialState of another batch, width or rank is refused',
    code: 'RNN_SHAPE',
    configs: (supports) => [layerFor(supports)],
    control: beginEach,
    attempts: (supports) => ({
      ...everyState(supports, { ...misshapen, ...otherColumns }),
      // A state that is stored may be of any batch.
      ...everyState(supports, otherRows, /^(run|stream|reset)$/),
      ...fromLone(supports, 'one row', { h: filled([1, units], 0.1) }),
      ...fromLone(supports, 'no axis for one row', { h: filled([units], 0.1) }, oneRow),
      'rank 1': (lab) => runFrom(lab, filled([units], 0.1)),
      'rank 3': (lab) => runFrom(lab, filled([batch, 1, units], 0.1)),
      ...inEachForm('every part', leadingAxis, (lab, spoil) => {
        const parts = Object.keys(setUp(lab).state).map((name) => [name, spoil(lone)] as const);
        return run(lab, x, { initialState: Object.fromEntries(parts) });
      }),
      'of more rows, on the device': (lab) => runFromTensors(lab, { rows: batch + 1 }),
      'of one row, on the device': (lab) => runFromTensors(lab, { rows: 1 }),
      'of more units, on the device': (lab) => runFromTensors(lab, { width: units + 1 }),
      'the first part of batch 1': (lab) => {
        const { state } = setUp(lab);
        return run(lab, x, { initialState: { ...state, h: filled([1, units], 0.1) } });
      },
    }),
  }),
  refusalCase({
    id: 'state-names',
    clauses: ['E13'],
    says: 'an initialState without c, with a third state, as a list or as one tensor is refused',
    code: 'RNN_SHAPE',
    configs: (supports) => [layerFor(supports)],
    control: (lab) => run(lab, x, { initialState: setUp(lab).state }),
    attempts: (supports) => ({
      ...fromLone(supports, 'c', { h: lone, c: lone }),
      'one too few': (lab) => run(lab, x, { initialState: without(setUp(lab)) }),
      'one too many': (lab) => {
        const { state } = setUp(lab);
        return run(lab, x, { initialState: { ...state, d: state['h'] } });
      },
      'another name': (lab) => {
        const { state, last } = setUp(lab);
        return run(lab, x, { initialState: { ...without({ state, last }), d: state[last] } });
      },
      'a list': (lab) => run(lab, x, { initialState: Object.values(setUp(lab).state) }),
      'a tensor': (lab) => run(lab, x, { initialState: setUp(lab).state['h'] }),
      null: (lab) => run(lab, x, { initialState: null }),
    }),
  }),
  refusalCase({
    id: 'options',
    clauses: ['E14'],
    says: 'options of run that do not exist are refused',
    code: 'RNN_CONFIG',
    configs: (supports) => [layerFor(supports)],
    control: async (lab) => {
      await run(lab, x, {});
      await run(lab, x, { initialState: undefined });
      await run(lab, x, { mask: undefined });
    },
    attempts: {
      initial_state: (lab) => run(lab, x, { initial_state: setUp(lab).state }),
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
    configs: (supports) => [{ ...layerFor(supports), stateful: true }],
    levels: ['stateful'],
    control: (lab) => {
      const { config, weights } = setUp(lab);
      return withLayer(lab, { ...config, stateful: true }, weights, (layer) => layer.resetState());
    },
    attempts: {
      resetState: (lab) => {
        const { config, weights } = setUp(lab);
        return withLayer(lab, config, weights, (layer) => layer.resetState());
      },
    },
  }),
];

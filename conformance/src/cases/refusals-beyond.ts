// E: refusals of masks, Bidirectional, stacks, streams and foreign tensors.

import { bidirectional, gru, lstm, stacked, tensorsOf } from '@gatefold/contract';
import type { Case } from '../case.ts';
import type { Lab } from '../lab.ts';
import { drawWeights, seeded } from '../random.ts';
import { untyped } from '../untyped.ts';
import { filled } from '../values.ts';
import { elsewhere, foreign } from './foreign.ts';
import { refusalCase } from './refusal.ts';

const [batch, timeSteps, inputDim, units] = [2, 4, 5, 3];
const config = lstm({ units });
const x = filled([batch, timeSteps, inputDim], 0.1);
const weights = drawWeights(seeded(1), config, inputDim);
const both = bidirectional({ layer: config });
const wider = lstm({ units: 4, goBackwards: true });
const widerWeights = { forward: weights, backward: drawWeights(seeded(4), wider, inputDim) };
const stack = stacked({ cells: [config, gru({ units: 2 })] });
const stackWeights = drawWeights(seeded(2), stack, inputDim);

async function run(lab: Lab, options: object, given: unknown = x): Promise<void> {
  const layer = untyped(lab.backend).layer(config, weights);
  try {
    const result = layer.run(given, options);
    await tensorsOf(result)[0].data();
    result.dispose();
  } finally {
    layer.dispose();
  }
}

function make(lab: Lab, layerConfig: unknown, layerWeights: unknown): void {
  untyped(lab.backend).layer(layerConfig, layerWeights).dispose();
}

function makeBoth(lab: Lab, change: object): void {
  make(lab, { ...both, ...change }, { forward: weights, backward: weights });
}

function push(lab: Lab, frame: unknown, options: object = { batch }): void {
  const layer = untyped(lab.backend).layer(config, weights);
  try {
    layer.stream(options).push(frame);
  } finally {
    layer.dispose();
  }
}

const masking = { levels: ['masking'], claims: ['masking'], configs: [config] } as const;
const wrapping = { levels: ['bidirectional'], configs: [both] } as const;
const stacking = { levels: ['stacked'], configs: [stack] } as const;
const streaming = { levels: ['streaming'], claims: ['streaming'], configs: [config] } as const;

export const refusalCasesBeyond: readonly Case[] = [
  refusalCase({
    id: 'mask',
    clauses: ['E11'],
    says: 'a mask of another length, batch or rank, or of fewer entries than its shape holds, is refused',
    code: 'RNN_SHAPE',
    ...masking,
    control: (lab) => run(lab, { mask: filled([batch, timeSteps], 1) }),
    attempts: {
      shorter: (lab) => run(lab, { mask: filled([batch, timeSteps - 1], 1) }),
      longer: (lab) => run(lab, { mask: filled([batch, timeSteps + 1], 1) }),
      'batch 1': (lab) => run(lab, { mask: filled([1, timeSteps], 1) }),
      'time first': (lab) => run(lab, { mask: filled([timeSteps, batch], 1) }),
      'rank 1': (lab) => run(lab, { mask: filled([batch * timeSteps], 1) }),
      'three to a step': (lab) => run(lab, { mask: filled([batch, timeSteps, 3], 1) }),
      'a fourth axis of 1': (lab) => run(lab, { mask: filled([batch, timeSteps, 1, 1], 1) }),
      'no entries': (lab) => run(lab, { mask: { shape: [batch, timeSteps] } }),
      'no shape': (lab) => run(lab, { mask: { data: [1, 1] } }),
      null: (lab) => run(lab, { mask: null }),
      'too few entries': (lab) => run(lab, { mask: { shape: [batch, timeSteps], data: [1, 1] } }),
      'a bare list': (lab) => run(lab, { mask: [[1, 1, 1, 1]] }),
    },
  }),
  refusalCase({
    id: 'mask-entries',
    clauses: ['E11'],
    says: 'mask entries that are neither numbers nor booleans are refused',
    code: 'RNN_CONFIG',
    ...masking,
    control: (lab) => run(lab, { mask: filled([batch, timeSteps], 1) }),
    attempts: {
      text: (lab) => run(lab, { mask: { shape: [batch, timeSteps], data: Array(8).fill('true') } }),
    },
  }),
  refusalCase({
    id: 'directions',
    clauses: ['E17'],
    says: 'a layer that goes backwards itself, and layers with different flags, are refused',
    code: 'RNN_CONFIG',
    ...wrapping,
    control: (lab) => makeBoth(lab, {}),
    attempts: {
      'layer goes backwards': (lab) => makeBoth(lab, { layer: { ...config, goBackwards: true } }),
      'both go forwards': (lab) => makeBoth(lab, { backwardLayer: config }),
      ...Object.fromEntries(
        ['returnSequences', 'returnState', 'stateful'].map((flag) => [
          `backwardLayer with ${flag}`,
          (lab: Lab) =>
            makeBoth(lab, { backwardLayer: { ...config, goBackwards: true, [flag]: true } }),
        ]),
      ),
      'a Bidirectional inside': (lab) => makeBoth(lab, { layer: both }),
      'a Bidirectional inside, mirrored': (lab) =>
        makeBoth(lab, { layer: both, backwardLayer: undefined }),
      'a Bidirectional as backwardLayer': (lab) => makeBoth(lab, { backwardLayer: both }),
      'no layer': (lab) => makeBoth(lab, { layer: undefined }),
    },
  }),
  refusalCase({
    id: 'merge-mode',
    clauses: ['E18'],
    says: 'an unknown mergeMode, and sum, mul and ave of different widths, are refused',
    code: 'RNN_CONFIG',
    ...wrapping,
    control: (lab) => {
      makeBoth(lab, { mergeMode: 'sum' });
      for (const mergeMode of ['concat', null]) {
        make(lab, { ...both, mergeMode, backwardLayer: wider }, widerWeights);
      }
    },
    attempts: {
      'no such mode': (lab) => makeBoth(lab, { mergeMode: 'max' }),
      false: (lab) => makeBoth(lab, { mergeMode: false }),
      ...Object.fromEntries(
        ['sum', 'mul', 'ave'].map((mergeMode) => [
          `${mergeMode} of 3 and 4 units`,
          (lab: Lab) => make(lab, { ...both, mergeMode, backwardLayer: wider }, widerWeights),
        ]),
      ),
    },
  }),
  refusalCase({
    id: 'direction-weights',
    clauses: ['E6', 'W5'],
    says: 'weights of a Bidirectional for one direction, as a list, or of different inputDim are refused',
    code: 'RNN_SHAPE',
    ...wrapping,
    control: (lab) => makeBoth(lab, {}),
    attempts: {
      'one direction': (lab) => make(lab, both, { forward: weights }),
      'backward undefined': (lab) => make(lab, both, { forward: weights, backward: undefined }),
      'a third direction': (lab) =>
        make(lab, both, { forward: weights, backward: weights, sideways: weights }),
      none: (lab) => make(lab, both, undefined),
      'a list': (lab) => make(lab, both, [weights, weights]),
      'different inputDim': (lab) =>
        make(lab, both, {
          forward: weights,
          backward: drawWeights(seeded(3), config, inputDim + 1),
        }),
    },
  }),
  refusalCase({
    id: 'stack',
    clauses: ['E19'],
    says: 'a stack without cells, or with a layer flag on a cell, is refused',
    code: 'RNN_CONFIG',
    ...stacking,
    control: (lab) => make(lab, stack, stackWeights),
    attempts: {
      'no cells': (lab) => make(lab, { ...stack, cells: [] }, []),
      'not a list': (lab) => make(lab, { ...stack, cells: config }, stackWeights),
      'returnSequences on a cell': (lab) =>
        make(lab, { ...stack, cells: [{ ...config, returnSequences: true }] }, stackWeights),
      'a cell without kind': (lab) => make(lab, { ...stack, cells: [{ units }] }, stackWeights),
      'a cell that is null': (lab) => make(lab, { ...stack, cells: [null] }, stackWeights),
      'a cell with another option': (lab) =>
        make(lab, { ...stack, cells: [{ ...config, timeMajor: true }] }, stackWeights),
      'a stack with another option': (lab) =>
        make(lab, { ...stack, timeMajor: true }, stackWeights),
      'a stack in a stack': (lab) => make(lab, { ...stack, cells: [stack] }, stackWeights),
    },
  }),
  refusalCase({
    id: 'stack-weights',
    clauses: ['E6', 'K1', 'W5'],
    says: 'weights for too few cells, or of a cell that reads another width, are refused',
    code: 'RNN_SHAPE',
    ...stacking,
    control: (lab) => make(lab, stack, stackWeights),
    attempts: {
      none: (lab) => make(lab, stack, undefined),
      'one cell short': (lab) => make(lab, stack, [stackWeights[0]]),
      'one cell too many': (lab) => make(lab, stack, [...stackWeights, stackWeights[1]]),
      'a cell undefined': (lab) => make(lab, stack, [stackWeights[0], undefined]),
      'second cell too wide': (lab) =>
        make(lab, stack, [stackWeights[0], drawWeights(seeded(3), gru({ units: 2 }), units + 1)]),
    },
  }),
  refusalCase({
    id: 'frame',
    clauses: ['E21'],
    says: 'a frame of another batch, width or rank, or an empty chunk, is refused',
    code: 'RNN_SHAPE',
    ...streaming,
    control: (lab) => push(lab, filled([batch, inputDim], 0.1)),
    attempts: {
      'another batch': (lab) => push(lab, filled([1, inputDim], 0.1)),
      'another width': (lab) => push(lab, filled([batch, inputDim + 1], 0.1)),
      'rank 1': (lab) => push(lab, filled([inputDim], 0.1)),
      'rank 4': (lab) => push(lab, filled([batch, 1, 1, inputDim], 0.1)),
      'no steps': (lab) => push(lab, filled([batch, 0, inputDim], 0.1)),
      nothing: (lab) => push(lab, undefined),
    },
  }),
  refusalCase({
    id: 'stream-options',
    clauses: ['E14'],
    says: 'a batch of 0, and options of stream that do not exist, are refused',
    code: 'RNN_CONFIG',
    ...streaming,
    control: (lab) => push(lab, filled([batch, inputDim], 0.1)),
    attempts: {
      'batch 0': (lab) => push(lab, filled([0, inputDim], 0.1), { batch: 0 }),
      'batch 1.5': (lab) => push(lab, filled([1, inputDim], 0.1), { batch: 1.5 }),
      'no such option': (lab) => push(lab, filled([1, inputDim], 0.1), { rows: 2 }),
    },
  }),
  refusalCase({
    id: 'stream-state',
    clauses: ['E12', 'E13'],
    says: "a stream's initialState of another batch, or without c, is refused",
    code: 'RNN_SHAPE',
    ...streaming,
    control: (lab) => push(lab, filled([batch, inputDim], 0.1)),
    attempts: {
      'another batch': (lab) => {
        const h = filled([1, units], 0);
        push(lab, filled([batch, inputDim], 0.1), { batch, initialState: { h, c: h } });
      },
      'no c': (lab) => {
        const h = filled([batch, units], 0);
        push(lab, filled([batch, inputDim], 0.1), { batch, initialState: { h } });
      },
    },
  }),
  refusalCase({
    id: 'foreign-tensor',
    clauses: ['E15'],
    says: 'a tensor that this backend did not make is refused, as x and as initialState',
    code: 'RNN_FOREIGN',
    configs: [config],
    control: (lab) => run(lab, {}),
    attempts: Object.fromEntries(
      Object.entries({ 'of nobody': foreign, 'of another backend': elsewhere }).flatMap(
        ([whose, makeTensor]) => [
          [`x ${whose}`, (lab: Lab) => run(lab, {}, makeTensor([batch, timeSteps, inputDim]))],
          [
            `initialState ${whose}`,
            (lab: Lab) =>
              run(lab, {
                initialState: { h: makeTensor([batch, units]), c: makeTensor([batch, units]) },
              }),
          ],
        ],
      ),
    ),
  }),
];

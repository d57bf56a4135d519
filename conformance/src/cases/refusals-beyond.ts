// E: refusals of masks, Bidirectional, stacks, streams and foreign tensors.

import {
  bidirectional,
  type BidirectionalConfig,
  type CellWeights,
  gru,
  type LayerConfig,
  lstm,
  stacked,
  type StackedConfig,
  type Supports,
} from '@gatefold/contract';
import { stateLeaves } from '@gatefold/contract/author';
import type { Case } from '../case.ts';
import { withClaimedCells } from '../claimed.ts';
import type { CellLayer } from '../counterexample.ts';
import type { Lab } from '../lab.ts';
import { drawWeights, seeded } from '../random.ts';
import { filled } from '../values.ts';
import { elsewhere, foreign } from './foreign.ts';
import { beginEach, everyState } from './every-leaf.ts';
import { refusalCase } from './refusal.ts';
import { type Forms, inEachForm } from './spoilt.ts';
import { make, runLayer, withEachInert } from './refused-layer.ts';

const [batch, timeSteps, inputDim, units] = [2, 4, 5, 3];

/** What a layer may have, and a cell of a stack may not: what is not claimed may be looked at first. */
const layerFlags = (supports: Supports): string[] => [
  ...['returnSequences', 'returnState'],
  ...(['goBackwards', 'stateful', 'alignOutput'] as const).filter((flag) => supports[flag]),
  ...(supports.masking ? ['zeroOutputForMask'] : []),
];
const x = filled([batch, timeSteps, inputDim], 0.1);

const layerFor = (supports: Supports): CellLayer => withClaimedCells(supports, lstm({ units }));
const bothFor = (supports: Supports): BidirectionalConfig =>
  bidirectional({ layer: layerFor(supports) });
const stackFor = (supports: Supports): StackedConfig =>
  withClaimedCells(supports, stacked({ cells: [lstm({ units }), gru({ units: 2 })] }));

interface SetUp {
  readonly config: CellLayer;
  readonly weights: CellWeights;
  readonly both: BidirectionalConfig;
  /** Backwards, of another width. */
  readonly wider: CellLayer;
  readonly widerWeights: object;
  readonly stack: StackedConfig;
  readonly stackWeights: readonly CellWeights[];
  /** Every part of a state of the layer, as one tensor or another. */
  readonly stateOf: (part: unknown) => Record<string, unknown>;
}

/** Layers of what is claimed, and what they are given. */
function setUp({ supports }: Lab): SetUp {
  const config = layerFor(supports);
  const stack = stackFor(supports);
  const weights = drawWeights(seeded(1), config, inputDim);
  const wider = { ...config, units: 4, goBackwards: true };
  const names = stateLeaves(config).map(({ path }) => path);
  return {
    config,
    weights,
    both: bothFor(supports),
    wider,
    widerWeights: { forward: weights, backward: drawWeights(seeded(4), wider, inputDim) },
    stack,
    stackWeights: drawWeights(seeded(2), stack, inputDim),
    stateOf: (part) => Object.fromEntries(names.map((name) => [name, part])),
  };
}

function run(lab: Lab, options: object, given: unknown = x): Promise<void> {
  const { config, weights } = setUp(lab);
  return runLayer(lab, config, weights, given, options);
}

function makeBoth(lab: Lab, change: object): void {
  const { both, weights } = setUp(lab);
  make(lab, { ...both, ...change }, { forward: weights, backward: weights });
}

function makeWider(lab: Lab, mergeMode: string | null): void {
  const { both, wider, widerWeights } = setUp(lab);
  make(lab, { ...both, mergeMode, backwardLayer: wider }, widerWeights);
}

function makeStack(lab: Lab, change: object): void {
  const { stack, stackWeights } = setUp(lab);
  make(lab, { ...stack, ...change }, stackWeights);
}

/** What is tried, by name, of layers that depend on what is claimed. */
const attemptsOf = (
  given: Readonly<Record<string, (layers: SetUp) => unknown>>,
  attempt: (lab: Lab, given: unknown) => unknown,
): Record<string, (lab: Lab) => unknown> =>
  Object.fromEntries(
    Object.entries(given).map(([name, giveTo]) => [
      name,
      (lab: Lab) => attempt(lab, giveTo(setUp(lab))),
    ]),
  );

const oneLayer = (supports: Supports): CellLayer[] => [layerFor(supports)];
const masking = { levels: ['masking'], claims: ['masking'], configs: oneLayer } as const;
const wrapping = {
  levels: ['bidirectional'],
  configs: (supports: Supports) => [bothFor(supports)],
} as const;
const stacking = {
  levels: ['stacked'],
  configs: (supports: Supports) => [stackFor(supports)],
} as const;

/** Tensors that others made. */
const foreigners: Forms = {
  'of nobody': ({ shape }) => foreign(shape),
  'of another backend': ({ shape }) => elsewhere(shape),
};

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
      'as many to a step as x has': (lab) =>
        run(lab, { mask: filled([batch, timeSteps, inputDim], 1) }),
      'a fourth axis of 1': (lab) => run(lab, { mask: filled([batch, timeSteps, 1, 1], 1) }),
      'no entries': (lab) => run(lab, { mask: { shape: [batch, timeSteps] } }),
      'no shape': (lab) => run(lab, { mask: { data: [1, 1] } }),
      null: (lab) => run(lab, { mask: null }),
      'too few entries': (lab) => run(lab, { mask: { shape: [batch, timeSteps], data: [1, 1] } }),
      'too many entries': (lab) =>
        run(lab, {
          mask: { shape: [batch, timeSteps], data: Array(batch * timeSteps + 1).fill(1) },
        }),
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
    clauses: ['E17', 'E7'],
    says: 'a layer that goes backwards itself, layers with different flags, and options of either that do not exist, are refused',
    code: 'RNN_CONFIG',
    ...wrapping,
    control: (lab) => makeBoth(lab, {}),
    attempts: (supports) => ({
      'layer goes backwards': (lab) =>
        makeBoth(lab, { layer: { ...setUp(lab).config, goBackwards: true } }),
      'layer goes backwards, and no backwardLayer': (lab) =>
        makeBoth(lab, {
          layer: { ...setUp(lab).config, goBackwards: true },
          backwardLayer: undefined,
        }),
      'both go forwards': (lab) => makeBoth(lab, { backwardLayer: setUp(lab).config }),
      ...Object.fromEntries(
        ['returnSequences', 'returnState', 'stateful'].map((flag) => [
          `backwardLayer with ${flag}`,
          (lab: Lab) =>
            makeBoth(lab, {
              backwardLayer: { ...setUp(lab).config, goBackwards: true, [flag]: true },
            }),
        ]),
      ),
      ...Object.fromEntries(
        ['returnSequences', 'returnState', 'stateful'].map((flag) => [
          `a layer with ${flag} alone`,
          (lab: Lab) => {
            const { config } = setUp(lab);
            makeBoth(lab, {
              layer: { ...config, [flag]: true },
              backwardLayer: { ...config, goBackwards: true, [flag]: false },
            });
          },
        ]),
      ),
      ...(supports.alignOutput && {
        'a layer with alignOutput': (lab: Lab) =>
          makeBoth(lab, { layer: { ...setUp(lab).config, alignOutput: true } }),
        'a backwardLayer with alignOutput': (lab: Lab) =>
          makeBoth(lab, {
            backwardLayer: { ...setUp(lab).config, goBackwards: true, alignOutput: true },
          }),
      }),
      'a Bidirectional inside': (lab) => makeBoth(lab, { layer: setUp(lab).both }),
      'a Bidirectional inside, mirrored': (lab) =>
        makeBoth(lab, { layer: setUp(lab).both, backwardLayer: undefined }),
      'a Bidirectional as backwardLayer': (lab) =>
        makeBoth(lab, { backwardLayer: setUp(lab).both }),
      'no layer': (lab) => makeBoth(lab, { layer: undefined }),
      ...withEachInert(' in the layer', (lab, option) =>
        makeBoth(lab, { layer: { ...setUp(lab).config, ...option } }),
      ),
      ...withEachInert(' in the backwardLayer', (lab, option) =>
        makeBoth(lab, { backwardLayer: { ...setUp(lab).config, goBackwards: true, ...option } }),
      ),
    }),
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
        makeWider(lab, mergeMode);
      }
    },
    attempts: {
      ...Object.fromEntries(
        // What other libraries call some of them, too.
        ['max', 'add', 'average', 'avg', 'Concat', 'none', '', false].map((mergeMode) => [
          `mergeMode ${JSON.stringify(mergeMode)}`,
          (lab: Lab) => makeBoth(lab, { mergeMode }),
        ]),
      ),
      ...Object.fromEntries(
        ['sum', 'mul', 'ave'].map((mergeMode) => [
          `${mergeMode} of 3 and 4 units`,
          (lab: Lab) => makeWider(lab, mergeMode),
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
    attempts: attemptsOf(
      {
        'one direction': ({ weights }) => ({ forward: weights }),
        'backward undefined': ({ weights }) => ({ forward: weights, backward: undefined }),
        'a third direction': ({ weights }) => ({
          forward: weights,
          backward: weights,
          sideways: weights,
        }),
        none: () => undefined,
        'a list': ({ weights }) => [weights, weights],
        'different inputDim': ({ config, weights }) => ({
          forward: weights,
          backward: drawWeights(seeded(3), config, inputDim + 1),
        }),
      },
      (lab, given) => make(lab, setUp(lab).both, given),
    ),
  }),
  refusalCase({
    id: 'stack',
    clauses: ['E19'],
    says: 'a stack without cells, or with a layer flag on a cell, is refused',
    code: 'RNN_CONFIG',
    ...stacking,
    control: (lab) => makeStack(lab, {}),
    attempts: (supports) => ({
      'no cells': (lab) => make(lab, { ...setUp(lab).stack, cells: [] }, []),
      ...attemptsOf(
        {
          'not a list': ({ config }) => ({ cells: config }),
          'a cell without kind': () => ({ cells: [{ units }] }),
          'a cell that is null': () => ({ cells: [null] }),
          'a stack with another option': () => ({ timeMajor: true }),
          'a stack in a stack': ({ stack }) => ({ cells: [stack] }),
        },
        (lab, change) => makeStack(lab, change as object),
      ),
      ...Object.fromEntries(
        layerFlags(supports).flatMap((flag) =>
          [0, 1].map((place): [string, (lab: Lab) => unknown] => [
            `${flag} on cell ${place}`,
            (lab) => {
              const cells = [...setUp(lab).stack.cells] as object[];
              cells[place] = { ...cells[place], [flag]: true };
              return makeStack(lab, { cells });
            },
          ]),
        ),
      ),
      ...withEachInert(' in the second cell', (lab, option) => {
        const [first, second] = setUp(lab).stack.cells;
        return makeStack(lab, { cells: [first, { ...second, ...option }] });
      }),
    }),
  }),
  refusalCase({
    id: 'stack-weights',
    clauses: ['E6', 'K1', 'W5'],
    says: 'weights for too few cells, or of a cell that reads another width, are refused',
    code: 'RNN_SHAPE',
    ...stacking,
    control: (lab) => makeStack(lab, {}),
    attempts: attemptsOf(
      {
        none: () => undefined,
        'one cell short': ({ stackWeights }) => [stackWeights[0]],
        'one cell too many': ({ stackWeights }) => [...stackWeights, stackWeights[1]],
        'a cell undefined': ({ stackWeights }) => [stackWeights[0], undefined],
        'second cell too wide': ({ stack, stackWeights }) => [
          stackWeights[0],
          drawWeights(seeded(3), stack.cells[1] as LayerConfig, units + 1),
        ],
      },
      (lab, given) => make(lab, setUp(lab).stack, given),
    ),
  }),
  refusalCase({
    id: 'foreign-tensor',
    clauses: ['E15'],
    says: 'a tensor that this backend did not make is refused, as x and in every state',
    code: 'RNN_FOREIGN',
    configs: oneLayer,
    control: async (lab) => {
      await run(lab, {});
      await beginEach(lab);
    },
    attempts: (supports) => ({
      ...everyState(supports, foreigners),
      ...inEachForm('x', foreigners, (lab, spoil) => run(lab, {}, spoil(x))),
    }),
  }),
];

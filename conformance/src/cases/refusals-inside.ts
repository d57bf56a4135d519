// E: refusals inside a state: of stacks, of Bidirectional, of resetState and of streams.

import {
  bidirectional,
  type BidirectionalConfig,
  gru,
  type LayerConfig,
  lstm,
  simpleRNN,
  stacked,
  type StackedConfig,
  type Supports,
} from '@gatefold/contract';
import { missingSupport, stateLeaves } from '@gatefold/contract/author';
import type { Case } from '../case.ts';
import { withClaimedActivations, withClaimedCells } from '../claimed.ts';
import type { CellLayer } from '../counterexample.ts';
import type { Lab } from '../lab.ts';
import { drawWeights, seeded } from '../random.ts';
import { filled } from '../values.ts';
import { elsewhere, foreign } from './foreign.ts';
import { refusalCase } from './refusal.ts';
import { runLayer, withLayer } from './refused-layer.ts';
import { inEachForm, misshapen, otherColumns, otherRows } from './spoilt.ts';

const [batch, timeSteps, inputDim, units] = [2, 3, 5, 3];
const x = filled([batch, timeSteps, inputDim], 0.1);

const cellFor = (supports: Supports): CellLayer => withClaimedCells(supports, lstm({ units }));
const statefulFor = (supports: Supports): CellLayer => ({ ...cellFor(supports), stateful: true });
const bothFor = (supports: Supports): BidirectionalConfig =>
  bidirectional({ layer: cellFor(supports) });
const stackFor = (supports: Supports): StackedConfig =>
  withClaimedCells(supports, stacked({ cells: [lstm({ units }), gru({ units: 2 })] }));

/** A state of one cell, its parts as they are given, the last one by itself. */
function stateOf({ supports }: Lab, part: unknown, last: unknown = part): Record<string, unknown> {
  const names = stateLeaves(cellFor(supports)).map(({ path }) => path);
  const state = Object.fromEntries(names.map((name) => [name, part]));
  return { ...state, [names.at(-1) as string]: last };
}

const good = filled([batch, units], 0.1);
const inCell = (lab: Lab): unknown => stateOf(lab, good);
/** Of the second cell of the stack, every part alike. */
function inSecond({ supports }: Lab): Record<string, unknown> {
  const second = stackFor(supports).cells[1] as LayerConfig;
  const narrow = filled([batch, 2], 0.1);
  return Object.fromEntries(stateLeaves(second).map(({ path }) => [path, narrow]));
}

/** States of one cell that are none, whatever stands around them. */
const wrong: Readonly<Record<string, (lab: Lab) => unknown>> = {
  'without its last part': (lab) =>
    Object.fromEntries(Object.entries(stateOf(lab, good)).slice(0, -1)),
  'as a tensor': () => good,
  undefined: () => undefined,
  'with h undefined': (lab) => ({ ...stateOf(lab, good), h: undefined }),
  'with h an empty object': (lab) => ({ ...stateOf(lab, good), h: {} }),
  ...inEachForm('with its last part', { ...misshapen, ...otherColumns }, (lab, spoil) =>
    stateOf(lab, good, spoil(good)),
  ),
};

/** Where the batch is known. */
const wrongRows = inEachForm('every part', otherRows, (lab, spoil) => stateOf(lab, spoil(good)));

const attemptsOf = (
  attempt: (lab: Lab, state: unknown) => unknown,
  more: typeof wrong = {},
): Record<string, (lab: Lab) => unknown> =>
  Object.fromEntries(
    Object.entries({ ...wrong, ...more }).map(([name, state]) => [
      name,
      (lab: Lab) => attempt(lab, state(lab)),
    ]),
  );

function run(lab: Lab, config: LayerConfig, initialState: unknown): Promise<void> {
  return runLayer(lab, config, drawWeights(seeded(1), config, inputDim), x, { initialState });
}

function reset(
  lab: Lab,
  state: unknown,
  stateful: CellLayer = statefulFor(lab.supports),
): Promise<void> {
  const weights = drawWeights(seeded(1), stateful, inputDim);
  return withLayer(lab, stateful, weights, (layer) => layer.resetState(state));
}

/** Something done with states of which the last part, or every part, is a foreign tensor. */
const foreignStates = (
  attempt: (lab: Lab, state: unknown) => unknown,
): Record<string, (lab: Lab) => unknown> =>
  Object.fromEntries(
    Object.entries({ 'of nobody': foreign, 'of another backend': elsewhere }).flatMap(
      ([whose, makeTensor]) => [
        [whose, (lab: Lab) => attempt(lab, stateOf(lab, makeTensor([batch, units])))],
        [
          `the last part ${whose}`,
          (lab: Lab) => attempt(lab, stateOf(lab, good, makeTensor([batch, units]))),
        ],
      ],
    ),
  );

/** What an LSTM takes. */
const withBoth = { h: good, c: good };

/** Something done with it in each claimed cell without c. */
function withC(
  supports: Supports,
  attempt: (lab: Lab, layer: CellLayer) => unknown,
): Record<string, (lab: Lab) => unknown> {
  return Object.fromEntries(
    [gru({ units }), simpleRNN({ units })]
      .map((layer) => withClaimedActivations<CellLayer>(supports, layer))
      .filter((layer) => missingSupport(supports, layer) === undefined)
      .map((layer) => [`c of a ${layer.kind}`, (lab: Lab) => attempt(lab, layer)]),
  );
}

function runStack(lab: Lab, state: unknown): Promise<void> {
  return run(lab, stackFor(lab.supports), state);
}

function runBoth(lab: Lab, state: unknown): Promise<void> {
  return run(lab, bothFor(lab.supports), state);
}

function resetStream(lab: Lab, state: unknown, cell = cellFor(lab.supports)): Promise<void> {
  const weights = drawWeights(seeded(1), cell, inputDim);
  return withLayer(lab, cell, weights, (layer) => layer.stream({ batch }).reset(state));
}

const streaming = {
  levels: ['streaming'],
  claims: ['streaming'],
  configs: (supports: Supports) => [cellFor(supports)],
} as const;

export const refusalCasesInside: readonly Case[] = [
  refusalCase({
    id: 'stack-state',
    clauses: ['E13', 'E12', 'K3'],
    says: "a stack's initialState that is no list, of another length, or wrong for a cell is refused",
    code: 'RNN_SHAPE',
    levels: ['stacked'],
    configs: (supports) => [stackFor(supports)],
    control: (lab) => runStack(lab, [inCell(lab), inSecond(lab)]),
    attempts: {
      ...attemptsOf((lab, state) => runStack(lab, [state, inSecond(lab)]), wrongRows),
      'second cell without h': (lab) => runStack(lab, [inCell(lab), {}]),
      'one cell short': (lab) => runStack(lab, [inCell(lab)]),
      'one cell too many': (lab) => runStack(lab, [inCell(lab), inSecond(lab), inSecond(lab)]),
      'one tensor': (lab) => runStack(lab, good),
      null: (lab) => runStack(lab, null),
    },
  }),
  refusalCase({
    id: 'bidirectional-state',
    clauses: ['E13', 'E12', 'B7'],
    says: 'an initialState of a Bidirectional for one direction, or wrong for one, is refused',
    code: 'RNN_SHAPE',
    levels: ['bidirectional'],
    configs: (supports) => [bothFor(supports)],
    control: (lab) => runBoth(lab, { forward: inCell(lab), backward: inCell(lab) }),
    attempts: {
      ...attemptsOf(
        (lab, state) => runBoth(lab, { forward: state, backward: inCell(lab) }),
        wrongRows,
      ),
      ...inEachForm('backward', { ...otherRows, ...otherColumns }, (lab, spoil) =>
        runBoth(lab, { forward: inCell(lab), backward: stateOf(lab, good, spoil(good)) }),
      ),
      'backward without h': (lab) =>
        runBoth(lab, { forward: inCell(lab), backward: stateOf(lab, undefined) }),
      'one direction': (lab) => runBoth(lab, { forward: inCell(lab) }),
      'a list': (lab) => runBoth(lab, [inCell(lab), inCell(lab)]),
    },
  }),
  refusalCase({
    id: 'reset-state',
    clauses: ['E12', 'E13', 'P4'],
    says: 'resetState to a state that does not fit the layer, or itself, is refused',
    code: 'RNN_SHAPE',
    levels: ['stateful'],
    configs: (supports) => [statefulFor(supports)],
    control: (lab) => reset(lab, inCell(lab)),
    attempts: (supports) => ({
      // resetState(undefined) means zeros.
      ...attemptsOf((lab, state) => reset(lab, state ?? null)),
      ...(stateLeaves(cellFor(supports)).length > 1 && {
        'of two batches': (lab: Lab) => reset(lab, stateOf(lab, good, filled([1, units], 0.1))),
      }),
      ...withC(supports, (lab, layer) => reset(lab, withBoth, { ...layer, stateful: true })),
    }),
  }),
  refusalCase({
    id: 'reset-state-foreign',
    clauses: ['E15', 'P4'],
    says: 'resetState to a tensor that this backend did not make is refused',
    code: 'RNN_FOREIGN',
    levels: ['stateful'],
    configs: (supports) => [statefulFor(supports)],
    control: (lab) => reset(lab, inCell(lab)),
    attempts: {
      ...foreignStates((lab, state) => reset(lab, state)),
    },
  }),
  refusalCase({
    id: 'stream-reset',
    clauses: ['E12', 'E13', 'T4'],
    says: 'reset of a stream to a state that does not fit is refused',
    code: 'RNN_SHAPE',
    ...streaming,
    control: (lab) => resetStream(lab, inCell(lab)),
    attempts: (supports) => ({
      ...attemptsOf((lab, state) => resetStream(lab, state ?? null), wrongRows),
      ...withC(supports, (lab, layer) => resetStream(lab, withBoth, layer)),
    }),
  }),
  refusalCase({
    id: 'stream-reset-foreign',
    clauses: ['E15', 'T4'],
    says: 'reset of a stream to a tensor that this backend did not make is refused',
    code: 'RNN_FOREIGN',
    ...streaming,
    control: (lab) => resetStream(lab, inCell(lab)),
    attempts: {
      ...foreignStates((lab, state) => resetStream(lab, state)),
    },
  }),
];

// E: refusals inside a state: of stacks, of Bidirectional, of resetState and of streams.

import { bidirectional, gru, type LayerConfig, lstm, stacked, tensorsOf } from '@gatefold/contract';
import type { Case } from '../case.ts';
import type { Lab } from '../lab.ts';
import { drawWeights, seeded } from '../random.ts';
import { untyped } from '../untyped.ts';
import { filled } from '../values.ts';
import { elsewhere, foreign } from './foreign.ts';
import { refusalCase } from './refusal.ts';

const [batch, timeSteps, inputDim, units] = [2, 3, 5, 3];
const x = filled([batch, timeSteps, inputDim], 0.1);
const cell = lstm({ units });
const stack = stacked({ cells: [cell, gru({ units: 2 })] });
const both = bidirectional({ layer: cell });
const stateful = lstm({ units, stateful: true });

const good = filled([batch, units], 0.1);
const narrow = filled([batch, 2], 0.1);
const inCell = { h: good, c: good };
/** States of one cell that are none, whatever stands around them. */
const wrong: Readonly<Record<string, unknown>> = {
  'without c': { h: good },
  'as a tensor': good,
  undefined: undefined,
  'with h undefined': { h: undefined, c: good },
  'with h an empty object': { h: {}, c: good },
  'of another width': { h: good, c: filled([batch, units + 1], 0.1) },
};

const attemptsOf = (
  attempt: (lab: Lab, state: unknown) => unknown,
): Record<string, (lab: Lab) => unknown> =>
  Object.fromEntries(
    Object.entries(wrong).map(([name, state]) => [name, (lab: Lab) => attempt(lab, state)]),
  );

async function run(lab: Lab, config: LayerConfig, initialState: unknown): Promise<void> {
  const layer = untyped(lab.backend).layer(config, drawWeights(seeded(1), config, inputDim));
  try {
    const result = layer.run(x, { initialState });
    for (const made of tensorsOf(result)) {
      await made.data();
      made.dispose();
    }
  } finally {
    layer.dispose();
  }
}

function reset(lab: Lab, state: unknown): void {
  const layer = untyped(lab.backend).layer(stateful, drawWeights(seeded(1), stateful, inputDim));
  try {
    layer.resetState(state);
  } finally {
    layer.dispose();
  }
}

function resetStream(lab: Lab, state: unknown): void {
  const layer = untyped(lab.backend).layer(cell, drawWeights(seeded(1), cell, inputDim));
  try {
    layer.stream({ batch }).reset(state);
  } finally {
    layer.dispose();
  }
}

const streaming = { levels: ['streaming'], claims: ['streaming'], configs: [cell] } as const;

export const refusalCasesInside: readonly Case[] = [
  refusalCase({
    id: 'stack-state',
    clauses: ['E13', 'E12', 'K3'],
    says: "a stack's initialState that is no list, of another length, or wrong for a cell is refused",
    code: 'RNN_SHAPE',
    levels: ['stacked'],
    configs: [stack],
    control: (lab) => run(lab, stack, [inCell, { h: narrow }]),
    attempts: {
      ...attemptsOf((lab, state) => run(lab, stack, [state, { h: narrow }])),
      'second cell without h': (lab) => run(lab, stack, [inCell, {}]),
      'one cell short': (lab) => run(lab, stack, [inCell]),
      'one cell too many': (lab) => run(lab, stack, [inCell, { h: narrow }, { h: narrow }]),
      'one tensor': (lab) => run(lab, stack, good),
      null: (lab) => run(lab, stack, null),
    },
  }),
  refusalCase({
    id: 'bidirectional-state',
    clauses: ['E13', 'E12', 'B7'],
    says: 'an initialState of a Bidirectional for one direction, or wrong for one, is refused',
    code: 'RNN_SHAPE',
    levels: ['bidirectional'],
    configs: [both],
    control: (lab) => run(lab, both, { forward: inCell, backward: inCell }),
    attempts: {
      ...attemptsOf((lab, state) => run(lab, both, { forward: state, backward: inCell })),
      'backward without c': (lab) => run(lab, both, { forward: inCell, backward: { h: good } }),
      'one direction': (lab) => run(lab, both, { forward: inCell }),
      'a list': (lab) => run(lab, both, [inCell, inCell]),
    },
  }),
  refusalCase({
    id: 'reset-state',
    clauses: ['E12', 'E13', 'P4'],
    says: 'resetState to a state that does not fit the layer, or itself, is refused',
    code: 'RNN_SHAPE',
    levels: ['stateful'],
    configs: [stateful],
    control: (lab) => reset(lab, inCell),
    attempts: {
      ...attemptsOf((lab, state) => {
        // resetState(undefined) means zeros.
        reset(lab, state ?? null);
      }),
      'of two batches': (lab) => reset(lab, { h: good, c: filled([1, units], 0.1) }),
    },
  }),
  refusalCase({
    id: 'reset-state-foreign',
    clauses: ['E15', 'P4'],
    says: 'resetState to a tensor that this backend did not make is refused',
    code: 'RNN_FOREIGN',
    levels: ['stateful'],
    configs: [stateful],
    control: (lab) => reset(lab, inCell),
    attempts: {
      'of nobody': (lab) => reset(lab, { h: good, c: foreign([batch, units]) }),
      'of another backend': (lab) => reset(lab, { h: good, c: elsewhere([batch, units]) }),
    },
  }),
  refusalCase({
    id: 'stream-reset',
    clauses: ['E12', 'E13', 'T4'],
    says: 'reset of a stream to a state that does not fit is refused',
    code: 'RNN_SHAPE',
    ...streaming,
    control: (lab) => resetStream(lab, inCell),
    attempts: {
      ...attemptsOf((lab, state) => resetStream(lab, state ?? null)),
      'of another batch': (lab) =>
        resetStream(lab, { h: filled([1, units], 0.1), c: filled([1, units], 0.1) }),
    },
  }),
  refusalCase({
    id: 'stream-reset-foreign',
    clauses: ['E15', 'T4'],
    says: 'reset of a stream to a tensor that this backend did not make is refused',
    code: 'RNN_FOREIGN',
    ...streaming,
    control: (lab) => resetStream(lab, inCell),
    attempts: {
      'of nobody': (lab) => resetStream(lab, { h: good, c: foreign([batch, units]) }),
      'of another backend': (lab) => resetStream(lab, { h: good, c: elsewhere([batch, units]) }),
    },
  }),
];

// E: refusals of frames, and of what a stream begins with.

import type { Supports } from '@gatefold/contract';
import type { Case } from '../case.ts';
import type { Lab } from '../lab.ts';
import { filled } from '../values.ts';
import { refusalCase } from './refusal.ts';
import { batch, inputDim, layerFor, setUp, units, withLayer, x } from './refused-layer.ts';
import { inEachForm, misshapen, otherColumns, otherRows } from './spoilt.ts';

/** Every part of a state of the layer, as one tensor or another. */
function stateOf(lab: Lab, part: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.keys(setUp(lab).state).map((name) => [name, part]));
}

function push(
  lab: Lab,
  frame: unknown,
  options: object = { batch },
  ofPush: object = {},
): Promise<void> {
  const { config, weights } = setUp(lab);
  return withLayer(lab, config, weights, (layer) => layer.stream(options).push(frame, ofPush));
}

const streaming = {
  levels: ['streaming'],
  claims: ['streaming'],
  configs: (supports: Supports) => [layerFor(supports)],
} as const;

export const refusalCasesOfStreams: readonly Case[] = [
  refusalCase({
    id: 'frame',
    clauses: ['E21'],
    says: 'a frame of another batch, width or rank, or an empty chunk, is refused',
    code: 'RNN_SHAPE',
    ...streaming,
    control: (lab) => push(lab, filled([batch, inputDim], 0.1)),
    attempts: {
      'rank 1': (lab) => push(lab, filled([inputDim], 0.1)),
      'rank 1 for one row': (lab) => push(lab, filled([inputDim], 0.1), { batch: 1 }),
      'rank 4': (lab) => push(lab, filled([batch, 1, 1, inputDim], 0.1)),
      'no steps': (lab) => push(lab, filled([batch, 0, inputDim], 0.1)),
      nothing: (lab) => push(lab, undefined),
      ...inEachForm('a frame', { ...misshapen, ...otherRows, ...otherColumns }, (lab, spoil) =>
        push(lab, spoil(filled([batch, inputDim], 0.1))),
      ),
      ...inEachForm('a chunk', { ...misshapen, ...otherRows, ...otherColumns }, (lab, spoil) =>
        push(lab, spoil(x)),
      ),
    },
  }),
  refusalCase({
    id: 'stream-options',
    clauses: ['E14', 'E28'],
    says: 'a batch of 0, options of stream or push that do not exist, also those of the other, and such as are no plain object, are refused',
    code: 'RNN_CONFIG',
    ...streaming,
    control: async (lab) => {
      await push(lab, filled([batch, inputDim], 0.1));
      // As good as left out.
      await push(lab, filled([batch, inputDim], 0.1), { batch, initialState: undefined });
      await push(lab, filled([1, inputDim], 0.1), { batch: undefined }, { mask: undefined });
    },
    attempts: {
      'batch 0': (lab) => push(lab, filled([0, inputDim], 0.1), { batch: 0 }),
      'batch 1.5': (lab) => push(lab, filled([1, inputDim], 0.1), { batch: 1.5 }),
      'batch in text': (lab) => push(lab, filled([1, inputDim], 0.1), { batch: '1' }),
      'batch null': (lab) => push(lab, filled([1, inputDim], 0.1), { batch: null }),
      'no such option': (lab) => push(lab, filled([1, inputDim], 0.1), { rows: 2 }),
      'a Map': (lab) => push(lab, filled([1, inputDim], 0.1), new Map([['batch', 1]])),
      'an empty Map': (lab) => push(lab, filled([1, inputDim], 0.1), new Map()),
      'a list': (lab) => push(lab, filled([1, inputDim], 0.1), []),
      'an instance': (lab) => push(lab, filled([1, inputDim], 0.1), new Date(0)),
      'a mask': (lab) => push(lab, filled([1, inputDim], 0.1), { mask: filled([1], 1) }),
      'initialState of a push': (lab) => {
        const initialState = stateOf(lab, filled([batch, units], 0));
        return push(lab, filled([batch, inputDim], 0.1), { batch }, { initialState });
      },
      'training of a push': (lab) =>
        push(lab, filled([batch, inputDim], 0.1), { batch }, { training: false }),
      'batch of a push': (lab) => push(lab, filled([batch, inputDim], 0.1), { batch }, { batch }),
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
        const initialState = stateOf(lab, filled([1, units], 0));
        return push(lab, filled([batch, inputDim], 0.1), { batch, initialState });
      },
      'more rows than the one that is meant where no batch is given': (lab) => {
        const initialState = stateOf(lab, filled([batch, units], 0));
        return push(lab, filled([batch, inputDim], 0.1), { initialState });
      },
      'a part missing': (lab) => {
        const state = stateOf(lab, filled([batch, units], 0));
        const initialState = Object.fromEntries(Object.entries(state).slice(0, -1));
        return push(lab, filled([batch, inputDim], 0.1), { batch, initialState });
      },
      ...inEachForm('a state', { ...misshapen, ...otherRows, ...otherColumns }, (lab, spoil) => {
        const initialState = stateOf(lab, spoil(filled([batch, units], 0)));
        return push(lab, filled([batch, inputDim], 0.1), { batch, initialState });
      }),
    },
  }),
];

// Layers made of layers: Bidirectional in every form, and stacks.

import {
  bidirectional,
  type DirectionalConfig,
  gru,
  lstm,
  type MergeMode,
  simpleRNN,
  stacked,
} from '@gatefold/contract';
import type { GoldenSpec } from '../golden.ts';
import { masks } from './cells.ts';
import { booleans, cellNames, cells, flagsName, product, spec } from './spec.ts';

const mergeModes: readonly MergeMode[] = ['concat', 'sum', 'mul', 'ave', null];

/** Every mergeMode under every mask for a cell with two states, and under one mask for a cell with one. */
const merged = (['lstm', 'gru-reset-before'] as const).flatMap((name) =>
  product(
    mergeModes,
    booleans,
    name === 'lstm' ? masks : (['none', 'interior'] as const),
    booleans,
  ).map(([mergeMode, returnSequences, mask, initialState]) => {
    // One flag follows another, so that each value meets each: returnState is off where few states can be told.
    const returnState = name === 'lstm' || initialState;
    const layer = { ...cells[name], returnSequences, returnState } as DirectionalConfig;
    return spec({
      id: `bidirectional/${name}/${mergeMode ?? 'apart'}/${flagsName(returnSequences, returnState)}/${initialState ? 'initial-state' : 'zeros'}/${mask}`,
      group: 'bidirectional',
      clauses: [
        mergeMode === null ? 'B5' : 'B4',
        returnSequences ? 'B2' : 'B3',
        ...(mask === 'none' ? [] : ['B10', returnSequences ? 'B8' : 'B9']),
        ...(returnState ? ['B6'] : []),
        ...(initialState ? ['B7'] : []),
        'B1',
      ],
      says: `Bidirectional ${name}, ${mergeMode ?? 'kept apart'}, mask ${mask}, as Keras`,
      config: bidirectional({ layer, mergeMode }),
      calls: [{ mask, initialState }],
    });
  }),
);

const flags = { returnSequences: true, returnState: true } as const;

const unlike = [
  spec({
    id: 'bidirectional/unlike/cells',
    group: 'bidirectional',
    clauses: ['B11', 'B4'],
    says: 'an LSTM forwards and a wider GRU backwards, as Keras',
    config: bidirectional({
      layer: lstm({ units: 4, ...flags }),
      backwardLayer: gru({ units: 6, goBackwards: true, ...flags }),
    }),
    // Keras hands each direction half of a list of states, and three have no half.
    calls: [{ mask: 'interior' }],
  }),
  spec({
    id: 'bidirectional/unlike/units',
    group: 'bidirectional',
    clauses: ['B11', 'B4', 'B7'],
    says: 'an LSTM forwards and a wider one backwards, as Keras',
    config: bidirectional({
      layer: lstm({ units: 4, ...flags }),
      backwardLayer: lstm({ units: 6, goBackwards: true, ...flags }),
    }),
    calls: [{ initialState: true, mask: 'interior' }],
  }),
  spec({
    id: 'bidirectional/stack/concat',
    group: 'bidirectional',
    clauses: ['B14', 'B4', 'B7'],
    says: 'a stack in both directions, as Keras',
    config: bidirectional({
      layer: stacked({ cells: [lstm({ units: 6 }), gru({ units: 4 })], ...flags }),
    }),
    calls: [{ initialState: true, mask: 'right' }],
  }),
];

export const bidirectionalSpecs: readonly GoldenSpec[] = [...merged, ...unlike];

const mixed = stacked({
  cells: [lstm({ units: 4 }), simpleRNN({ units: 6 }), gru({ units: 7, resetAfter: false })],
  ...flags,
});

export const stackedSpecs: readonly GoldenSpec[] = [
  ...product(booleans, booleans, masks, booleans).map(
    ([returnSequences, goBackwards, mask, initialState]) =>
      spec({
        id: `stacked/${returnSequences ? 'sequences' : 'last'}/${goBackwards ? 'backwards' : 'forwards'}/${initialState ? 'initial-state' : 'zeros'}/${mask}`,
        group: 'stacked',
        clauses: [
          'K1',
          'K3',
          ...(mask === 'none' ? [] : ['K5']),
          ...(goBackwards ? ['K6'] : []),
          ...(initialState ? ['K4'] : []),
        ],
        says: `a stack of LSTM, SimpleRNN and GRU${goBackwards ? ' going backwards' : ''}, mask ${mask}, as Keras`,
        config: { ...mixed, returnSequences, goBackwards },
        calls: [{ mask, initialState }],
      }),
  ),
  ...cellNames.map((name) =>
    spec({
      id: `stacked/one/${name}`,
      group: 'stacked',
      clauses: ['K7', 'K3'],
      says: `a stack of one ${name}, as Keras`,
      config: stacked({ cells: [cells[name]], ...flags }),
      calls: [{ initialState: true }],
    }),
  ),
];

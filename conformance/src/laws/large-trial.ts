// The trial that a large call is, at each level: where it is small in all but one thing, it is still the whole layer.

import type { ActivationName, CellConfig, Supports } from '@gatefold/contract';
import { type CellVariant, claimedAmong, claimedCells, holds } from '../claimed.ts';
import type { TrialLevel } from './coverings.ts';
import type { Trial } from './trial.ts';

export type Sizes = Pick<Trial, 'batch' | 'units' | 'inputDim' | 'timeSteps'>;

/** What each level is about. */
const asked: Readonly<Record<TrialLevel, (supports: Supports) => Partial<Trial>>> = {
  // Zeros that nobody gave lie where something else has lain before.
  core: () => ({ state: 'none' }),
  masking: () => ({ mask: 'gaps', zeroOutputForMask: true }),
  reverse: ({ alignOutput }) => ({ direction: alignOutput ? 'aligned' : 'backward' }),
  stateful: () => ({ call: 'twice' }),
  streaming: () => ({ call: 'stream' }),
  bidirectional: () => ({ within: 'bidirectional sum' }),
  stacked: () => ({ within: 'stack of 3' }),
};

export function trialAt(
  level: TrialLevel,
  supports: Supports,
  sizes: Sizes,
  cells: readonly CellVariant[] = claimedCells(supports),
): Trial {
  return {
    ...cellIn(supports, cells[0] as CellVariant),
    useBias: true,
    mask: 'none',
    zeroOutputForMask: false,
    direction: 'forward',
    output: 'sequence',
    returnState: true,
    state: 'host',
    x: 'host',
    numbers: 'ordinary',
    within: 'layer',
    call: 'run',
    ...sizes,
    ...asked[level](supports),
  };
}

export function cellIn(
  { activations, recurrentActivations }: Supports,
  cell: CellVariant,
): Pick<Trial, 'cell' | 'activation' | 'recurrentActivation'> {
  return {
    cell,
    activation: claimedAmong(activations, ['tanh'])[0] as ActivationName,
    recurrentActivation:
      cell.kind === 'simpleRNN'
        ? 'none'
        : (claimedAmong(recurrentActivations, ['sigmoid'])[0] as ActivationName),
  };
}

/** Weights under which numbers stay small, and what was off some steps ago no longer shows. */
export const scaleOf = (cell: CellConfig): number => (holds(cell) ? 1 / 4 : 1 / 32);

/** Another cell first at each level: large calls of them all would take too long. */
export function cellsByTurns(level: TrialLevel, supports: Supports): readonly CellVariant[] {
  const cells = claimedCells(supports);
  const turn = Object.keys(asked).indexOf(level) % cells.length;
  return [...cells.slice(turn), ...cells.slice(0, turn)];
}

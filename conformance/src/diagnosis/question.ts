// A call by its facts: all that is worth asking about it, and enough to make one like it. What a case has asked becomes a
// question; a question becomes a call of drawn numbers, on which a backend is compared with the plain one.

import {
  type ActivationName,
  bidirectional,
  type CellKind,
  type DirectionalConfig,
  gru,
  type LayerConfig,
  lstm,
  type MergeMode,
  simpleRNN,
  stacked,
  type Supports,
} from '@gatefold/contract';
import { missingSupport } from '@gatefold/contract/author';
import type { Earlier } from './earlier.ts';

export interface Question {
  readonly cell: CellKind | 'gru with resetAfter';
  readonly activation: ActivationName;
  readonly recurrentActivation: ActivationName;
  readonly useBias: boolean;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly goBackwards: boolean;
  readonly zeroOutputForMask: boolean;
  readonly alignOutput: boolean;
  /** How many cells stand on one another; 1 for a layer that is no stack. */
  readonly cells: number;
  /** How the two directions are merged, or that there is one. */
  readonly directions: 'one' | 'concat' | 'sum' | 'mul' | 'ave' | 'both apart';
  readonly units: number;
  readonly inputDim: number;
  readonly batch: number;
  readonly timeSteps: number;
  readonly mask: 'none' | 'behind' | 'before' | 'gaps' | 'a whole row';
  readonly initialState: 'none' | 'arrays' | 'tensors';
  /** How x is given. */
  readonly x: 'arrays' | 'views' | 'tensors';
  /** What stands in x, in the weights and in the initial state. */
  readonly xNumbers: Numbers;
  readonly weightNumbers: Numbers;
  readonly stateNumbers: Numbers;
  /** One run; two of a stateful layer; a stream by frames, or in one chunk. */
  readonly drive: 'run' | 'stateful' | 'frames' | 'chunk';
  /** What happens on the backend before the call, or around it. */
  readonly earlier: Earlier;
}

/** `ordinary` ones are between 0.05 and 0.8. */
export type Numbers = 'ordinary' | 'zeros' | 'large' | 'huge';

/** What is asked where nothing tells: a question that every backend should answer, and no two sizes alike. */
export const simplest: Question = {
  cell: 'simpleRNN',
  activation: 'tanh',
  recurrentActivation: 'sigmoid',
  useBias: true,
  returnSequences: true,
  returnState: true,
  goBackwards: false,
  zeroOutputForMask: false,
  alignOutput: false,
  cells: 1,
  directions: 'one',
  units: 3,
  inputDim: 5,
  batch: 2,
  timeSteps: 4,
  mask: 'none',
  initialState: 'none',
  x: 'arrays',
  xNumbers: 'ordinary',
  weightNumbers: 'ordinary',
  stateNumbers: 'ordinary',
  drive: 'run',
  earlier: 'nothing',
};

export function configOf(question: Question): LayerConfig {
  const { cell, units, activation, recurrentActivation, useBias, cells, directions } = question;
  const { returnSequences, returnState, goBackwards, zeroOutputForMask, alignOutput } = question;
  const flags = {
    returnSequences,
    returnState,
    goBackwards: goBackwards && directions === 'one',
    zeroOutputForMask,
    alignOutput,
    stateful: question.drive === 'stateful',
  };
  const parts = { units, activation, useBias };
  const make = (given: object): DirectionalConfig => {
    if (cell === 'simpleRNN') return simpleRNN({ ...parts, ...given });
    if (cell === 'lstm') return lstm({ ...parts, recurrentActivation, ...given });
    return gru({ ...parts, recurrentActivation, resetAfter: cell !== 'gru', ...given });
  };
  const layer =
    cells === 1
      ? make(flags)
      : stacked({ cells: Array.from({ length: cells }, () => make({}) as never), ...flags });
  if (directions === 'one') return layer;
  const mergeMode: MergeMode = directions === 'both apart' ? null : directions;
  return bidirectional({ layer, mergeMode });
}

/** Whether a question makes sense, and the backend claims to answer it. */
export function isAskable(supports: Supports, question: Question): boolean {
  const { mask, drive, goBackwards, directions, alignOutput, zeroOutputForMask } = question;
  const streams = drive === 'frames' || drive === 'chunk';
  if (mask !== 'none' && !supports.masking) return false;
  if (streams && (!supports.streaming || goBackwards || directions !== 'one')) return false;
  if (goBackwards && directions !== 'one') return false;
  if (alignOutput && !question.returnSequences) return false;
  if (zeroOutputForMask && mask === 'none') return false;
  if (question.initialState === 'tensors' && !question.returnState) return false;
  try {
    return missingSupport(supports, configOf(question)) === undefined;
  } catch {
    // No such layer can be described, as alignOutput without goBackwards.
    return false;
  }
}

/** Names a question: equal ones have equal names. */
export function nameOf(question: Question): string {
  return Object.values(question).join();
}

/** How many products a question asks for, about: what it costs. */
export function costOf({
  units,
  inputDim,
  batch,
  timeSteps,
  cells,
  directions,
  cell,
}: Question): number {
  const gates = cell === 'simpleRNN' ? 1 : cell === 'lstm' ? 4 : 3;
  return (
    gates * units * (units + inputDim) * batch * timeSteps * cells * (directions === 'one' ? 1 : 2)
  );
}

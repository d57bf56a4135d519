// What the visitor can choose, and within which limits.

import {
  type CellKind,
  type DirectionalConfig,
  gru,
  lstm,
  type MergeMode,
  simpleRNN,
} from '@gatefold/contract';
import type { Dialect } from '../../../../site/article-network.ts';

export interface Settings {
  /** The id of a backend of the site's list. */
  readonly backend: string;
  readonly cell: CellKind;
  readonly arrangement: Arrangement;
  /** Of a Bidirectional. */
  readonly mergeMode: `${MergeMode}`;
  readonly dialect: Dialect;
  readonly units: number;
  readonly inputDim: number;
  readonly timeSteps: number;
  readonly batch: number;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly goBackwards: boolean;
  /** A text of 1 and 0 for each row of the batch, `0` where a step is masked; what is not there is kept. */
  readonly mask: readonly string[];
  readonly input: 'wave' | 'article' | 'random';
  readonly weights: 'random' | 'article' | 'own';
  /** Of random weights and of a random input. */
  readonly seed: number;
  /** The JSON that was pasted. */
  readonly own: string;
}

/** One layer in one direction, the same in both, or two cells of the kind within each step. */
export type Arrangement = 'single' | 'bidirectional' | 'stacked';

export const builders: Readonly<
  Record<CellKind, (options: { readonly units: number }) => DirectionalConfig>
> = { lstm, gru, simpleRNN };

/** What each choice can be, in the order in which it is shown. */
export const choices = {
  cell: Object.keys(builders) as CellKind[],
  arrangement: ['single', 'bidirectional', 'stacked'],
  mergeMode: ['concat', 'sum', 'mul', 'ave', 'null'],
  dialect: ['keras3', 'keras2'],
  input: ['wave', 'article', 'random'],
  weights: ['random', 'article', 'own'],
} as const satisfies { readonly [K in keyof Settings]?: readonly Settings[K][] };

/** Small enough for every number to be seen. */
export const limits = {
  units: [1, 16],
  inputDim: [1, 4],
  timeSteps: [1, 32],
  batch: [1, 4],
  seed: [1, 9999],
} as const satisfies { readonly [K in keyof Settings]?: readonly [least: number, most: number] };

/** Room for the largest layer, with two decimals for each number. */
export const longestJson = 40_000;

export const defaults: Settings = {
  backend: 'cpu',
  cell: 'lstm',
  arrangement: 'single',
  mergeMode: 'concat',
  dialect: 'keras3',
  units: 4,
  inputDim: 2,
  timeSteps: 16,
  batch: 1,
  returnSequences: true,
  returnState: true,
  goBackwards: false,
  mask: [],
  input: 'wave',
  weights: 'random',
  seed: 7,
  own: '',
};

/** Places to begin. */
export const presets: readonly { readonly title: string; readonly settings: Settings }[] = [
  { title: 'A wave through an LSTM', settings: defaults },
  {
    title: "The article's LSTM",
    settings: {
      ...defaults,
      dialect: 'keras2',
      units: 1,
      timeSteps: 3,
      input: 'article',
      weights: 'article',
    },
  },
  {
    title: 'Two rows, one of them padded',
    settings: {
      ...defaults,
      cell: 'gru',
      timeSteps: 10,
      batch: 2,
      mask: ['1111100000'],
      seed: 3,
    },
  },
  {
    title: 'Both directions',
    settings: { ...defaults, arrangement: 'bidirectional', units: 3, timeSteps: 12, seed: 11 },
  },
];

/** Whether a step of a row is kept. */
export function isKept(mask: readonly string[], row: number, t: number): boolean {
  return mask[row]?.[t] !== '0';
}

/** The mask with one step of one row turned over. */
export function flipStep(
  { mask, batch, timeSteps }: Settings,
  row: number,
  t: number,
): readonly string[] {
  return Array.from({ length: batch }, (_, r) =>
    Array.from({ length: timeSteps }, (__, s) =>
      isKept(mask, r, s) === (r !== row || s !== t) ? '1' : '0',
    ).join(''),
  );
}

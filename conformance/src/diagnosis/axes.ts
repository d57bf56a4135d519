// What may be varied about a question: for each fact its values, and how it is said that something is so for some.

import type { Supports } from '@gatefold/contract';
import { listed } from './fit.ts';
import { type Question, simplest } from './question.ts';

/** A fact that is one of a few words. */
export interface WordAxis {
  readonly name: keyof Question;
  readonly values: readonly (string | boolean | number)[];
  /** Of the values for which something is so; undefined where that is no news. */
  readonly says: (so: readonly unknown[], not: readonly unknown[]) => string | undefined;
}

/** The words, the plainest of all first: simplified in this order. */
export function wordAxes({ cells, activations, recurrentActivations }: Supports): WordAxis[] {
  const flags = [
    'goBackwards',
    'zeroOutputForMask',
    'alignOutput',
    'returnSequences',
    'returnState',
    'useBias',
  ] as const;
  const cellWords = cells.flatMap((kind) =>
    kind === 'gru' ? ['gru', 'gru with resetAfter'] : [kind],
  );
  return [
    drive,
    directions,
    stack,
    given,
    mask,
    initialState,
    ...flags.map(flag),
    numbers('xNumbers', 'x'),
    numbers('weightNumbers', 'the weights'),
    numbers('stateNumbers', 'the initial state'),
    { name: 'cell', values: cellWords, says: (so) => `with ${eitherOf(so)}` },
    ...Object.entries({ activation: activations, recurrentActivation: recurrentActivations }).map(
      ([name, values]): WordAxis => ({
        name: name as keyof Question,
        values,
        says: (so, not) => {
          if (so.length <= not.length) return `with the ${name} ${eitherOf(so)}`;
          // A few activations hide most faults, as relu does where all is negative.
          if (so.includes(simplest[name as keyof Question])) return undefined;
          return `with any ${name} but ${eitherOf(not)}`;
        },
      }),
    ),
  ];
}

const eitherOf = (values: readonly unknown[]): string => listed(values.map(String), 'or');

/** Something that a call may have or not, in several kinds, the first of which is none. */
function kinds(
  name: keyof Question,
  values: readonly (string | number)[],
  words: {
    readonly none: string | undefined;
    readonly any: string;
    readonly some: (so: readonly unknown[]) => string;
  },
): WordAxis {
  return {
    name,
    values,
    says: (so, not) => {
      if (so.includes(simplest[name])) return so.length === 1 ? words.none : undefined;
      return not.length === 1 ? words.any : words.some(so);
    },
  };
}

const mask = kinds('mask', ['none', 'behind', 'before', 'gaps', 'a whole row'], {
  none: 'without a mask',
  any: 'with a mask',
  some: (so) => {
    const words: Record<string, string> = {
      behind: 'the end of a row',
      before: 'the beginning of a row',
      gaps: 'steps within a row',
      'a whole row': 'all of a row',
    };
    return `with a mask over ${listed(
      so.map((kind) => words[String(kind)] as string),
      'or',
    )}`;
  },
});

const initialState = kinds('initialState', ['none', 'arrays', 'tensors'], {
  none: 'without an initial state',
  any: 'with an initial state',
  some: (so) => `with an initial state of ${eitherOf(so)}`,
});

const given = kinds('x', ['arrays', 'views', 'tensors'], {
  none: 'where x is an array of its own',
  any: 'where x is a tensor, or a view into a larger array',
  some: (so) =>
    so.includes('views') ? 'where arrays are views into larger ones' : 'where x is a tensor',
});

const stack = kinds('cells', [1, 2, 3, 4], {
  none: 'outside a stack',
  any: 'in a stack',
  some: (so) => `in a stack of ${eitherOf(so)} cells`,
});

const directions = kinds('directions', ['one', 'concat', 'sum', 'mul', 'ave', 'both apart'], {
  none: 'outside a Bidirectional',
  any: 'in a Bidirectional',
  some: (so) =>
    `in a Bidirectional whose mergeMode is ${eitherOf(so.map((mode) => (mode === 'both apart' ? 'null' : mode)))}`,
});

const drive: WordAxis = {
  name: 'drive',
  values: ['run', 'stateful', 'frames', 'chunk'],
  says: (so) => {
    const streams = so.filter((way) => way === 'frames' || way === 'chunk');
    if (so.includes('run')) return streams.length === 0 ? 'outside a stream' : undefined;
    const words: Record<string, string> = {
      stateful: 'in a stateful layer',
      frames: 'in a stream of frames',
      chunk: 'in a stream of chunks',
    };
    if (streams.length === 2 && so.length === 2) return 'in a stream';
    return listed(
      so.map((way) => words[String(way)] as string),
      'or',
    );
  },
};

function flag(name: keyof Question): WordAxis {
  return {
    name,
    values: [true, false],
    says: ([value]) => `${value === true ? 'with' : 'without'} ${name}`,
  };
}

/** That a fault of drawn numbers does not show in zeros, or is lost in saturation, is no news. */
function numbers(name: keyof Question, where: string): WordAxis {
  const sizes: Record<string, string> = {
    zeros: 'zeros alone',
    large: 'numbers of 8 and more',
    huge: 'numbers of 100 and more',
  };
  return {
    name,
    values: ['ordinary', 'zeros', 'large', 'huge'],
    says: (so) =>
      so.includes('ordinary')
        ? undefined
        : `with ${listed(
            so.map((size) => sizes[String(size)] as string),
            'or',
          )} in ${where}`,
  };
}

/** A fact that is a size. */
export interface SizeAxis {
  readonly name: 'units' | 'inputDim' | 'batch' | 'timeSteps';
  /** What is tried at first. */
  readonly few: readonly number[];
  /** What is tried where those are not all alike. */
  readonly many: readonly number[];
  /** What must then agree with what was found. */
  readonly far: readonly number[];
}

const upTo = (end: number): number[] => Array.from({ length: end }, (_, index) => index + 1);
const around = (...sizes: number[]): number[] =>
  sizes.flatMap((size) => [size - 1, size, size + 1]);
const few = [1, 2, 3, 4, 5, 7, 8, 9, 11, 16, 17, 33];
const many = [...upTo(13), ...around(16, 20, 24, 32), 40, 48, ...around(64)];

/** Units first: they cost most. */
export const sizeAxes: readonly SizeAxis[] = [
  { name: 'units', few, many, far: [100, 128, 257] },
  { name: 'inputDim', few, many, far: [100, 128, 257] },
  { name: 'batch', few, many, far: [100, 128] },
  { name: 'timeSteps', few, many, far: [100, 128, 257, 513] },
];

// Which trials the laws over sizes and pairs make of what a backend claims.

import type { Supports } from '@gatefold/contract';
import { seeded } from '../random.ts';
import { type Factors, type Indices, pairwise, type Plan, rowOf } from './pairwise.ts';
import { claimedAmong, claimedCells } from '../claimed.ts';
import type { LabSettings } from '../lab.ts';
import { excludesTrial, type MaskKind, type Trial, type Within } from './trial.ts';

type Choices = { readonly [K in keyof Trial]: readonly Trial[K][] };

/** Choices of a trial that are not sizes, the simplest first, as far as they are claimed. */
function flagsOf(supports: Supports): Omit<Choices, 'activation' | 'recurrentActivation' | Size> {
  const { masking, goBackwards, alignOutput, bidirectional, stacked, stateful, streaming } =
    supports;
  const masks: MaskKind[] = ['all kept', 'right', 'left', 'gaps', 'a row of none'];
  const both: Within[] = ['concat', 'sum', 'mul', 'ave', 'null'].map(
    (mode) => `bidirectional ${mode}` as Within,
  );
  const stacks: Within[] = ['stack of 2', 'stack of 3', 'stack of 4'];
  return {
    cell: claimedCells(supports),
    useBias: [true, false],
    mask: ['none', ...(masking ? masks : [])],
    zeroOutputForMask: masking ? [false, true] : [false],
    direction: [
      'forward',
      ...(goBackwards ? ['backward' as const] : []),
      ...(alignOutput ? ['aligned' as const] : []),
    ],
    output: ['sequence', 'last'],
    returnState: [false, true],
    state: ['none', 'host', 'device'],
    x: ['host', 'device'],
    numbers: ['ordinary', 'rows of zeros', 'states beyond 1', 'weights beyond 8'],
    within: ['layer', ...(bidirectional ? both : []), ...(stacked ? stacks : [])],
    call: [
      'run',
      ...(stateful ? ['twice' as const] : []),
      ...(streaming ? ['stream' as const] : []),
    ],
  };
}

type Size = 'units' | 'inputDim' | 'batch' | 'timeSteps';

/** Rows of choices, and the trial that each of them is. */
export interface Covering {
  /** How many choices there are, factor by factor. */
  readonly counts: readonly number[];
  readonly rows: readonly Indices[];
  readonly trialOf: (row: Indices) => Trial;
}

/** Choices at sizes to 17. */
function pairFactors(supports: Supports): Choices {
  const { activations, recurrentActivations } = supports;
  const cells = claimedCells(supports).map(({ kind }) => kind);
  return {
    ...flagsOf(supports),
    activation: activations,
    recurrentActivation: [
      ...(cells.some((kind) => kind !== 'simpleRNN') ? recurrentActivations : []),
      ...(cells.includes('simpleRNN') ? ['none' as const] : []),
    ],
    units: [1, 2, 3, 4, 5, 8, 11, 17],
    inputDim: [1, 2, 3, 4, 5, 8, 'units'],
    batch: [1, 2, 3, 5],
    timeSteps: [1, 2, 3, 9],
  };
}

/** What kernels are written for by name; a pair of others goes one way, that of any two. */
const common: readonly unknown[] = [
  'tanh',
  'sigmoid',
  'relu',
  'linear',
  'hardSigmoid',
  'hardSigmoidKeras2',
];

/** Every two choices, but for two activations of which neither is common. */
export function coverPairs(supports: Supports, seed: number): Covering {
  const factors = pairFactors(supports);
  const asksFor = ({
    activation = 'tanh',
    recurrentActivation = 'none',
  }: Partial<Trial>): boolean =>
    recurrentActivation === 'none' ||
    [activation, recurrentActivation].some((name) => common.includes(name));
  return remembered('pairs', supports, seed, () => ({
    counts: countsOf(factors),
    rows: levelByLevel(factors, asksFor, seed),
    trialOf: (row) => rowOf(factors, row),
  }));
}

/** Every two activations that are not among the pairs. */
export function coverActivations(supports: Supports, seed: number): Covering {
  const factors = pairFactors(supports);
  return remembered('activations', supports, seed, () => ({
    counts: countsOf(factors),
    rows:
      coverPairs(supports, seed).rows.length === 0
        ? []
        : pairwise({
            factors,
            excludes: (pair: Partial<Trial>) => excludesTrial(pair) || !isOf('core', pair),
            asksFor: () => true,
            telling,
            random: seeded(seed),
            known: coverPairs(supports, seed).rows,
          }),
    trialOf: (row) => rowOf(factors, row),
  }));
}

type Sizes = Pick<Trial, Size>;

/** One large size at a time, each of those at which implementations branch: lanes, tiles, chunks, texels, pools. */
const sizes: readonly Sizes[] = [
  ...[1, 2, 4, 5, 8, 9, 13, 16, 17, 31, 32, 33, 63, 64, 65, 100].map((units) => ({
    units,
    inputDim: 3,
    batch: 2,
    timeSteps: 3,
  })),
  ...[128, 255, 256, 300].map((units) => ({ units, inputDim: 2, batch: 1, timeSteps: 2 })),
  ...[1, 3, 8, 33, 64].map((units) => ({
    units,
    inputDim: 'units' as const,
    batch: 3,
    timeSteps: 2,
  })),
  ...[1, 2, 4, 5, 8, 9, 16, 17, 19, 32, 33, 64, 65, 128, 257, 300].map((inputDim) => ({
    units: 3,
    inputDim,
    batch: 2,
    timeSteps: 2,
  })),
  ...[1, 4, 5, 8, 9, 16, 17, 23, 32, 65].map((batch) => ({
    units: 3,
    inputDim: 2,
    batch,
    timeSteps: 2,
  })),
  { units: 3, inputDim: 2, batch: 12, timeSteps: 1 },
  { units: 1, inputDim: 1, batch: 1, timeSteps: 5 },
  ...[1, 2, 5, 8, 9, 11, 16, 17, 30, 33, 65, 80].map((timeSteps) => ({
    units: 2,
    inputDim: 1,
    batch: 2,
    timeSteps,
  })),
  ...[9, 17, 33].map((timeSteps) => ({ units: 2, inputDim: 1, batch: 1, timeSteps })),
  ...[256, 257, 520].map((timeSteps) => ({ units: 2, inputDim: 1, batch: 2, timeSteps })),
  // All alike: what is told apart by its size is not seen there.
  { units: 8, inputDim: 8, batch: 8, timeSteps: 8 },
  // Two at once, neither of them whole tiles.
  { units: 3, inputDim: 2, batch: 17, timeSteps: 19 },
  { units: 33, inputDim: 2, batch: 34, timeSteps: 2 },
  { units: 40, inputDim: 32, batch: 2, timeSteps: 2 },
  { units: 33, inputDim: 2, batch: 1, timeSteps: 19 },
  { units: 33, inputDim: 35, batch: 2, timeSteps: 2 },
  { units: 3, inputDim: 33, batch: 18, timeSteps: 2 },
  { units: 3, inputDim: 33, batch: 2, timeSteps: 18 },
  { units: 2, inputDim: 64, batch: 2, timeSteps: 66 },
  // Enough rows and units at once for a product of matrices.
  { units: 32, inputDim: 17, batch: 8, timeSteps: 8 },
  { units: 32, inputDim: 32, batch: 8, timeSteps: 8 },
  // Weights of more than 65,536 numbers.
  { units: 129, inputDim: 257, batch: 1, timeSteps: 1 },
];

/** Every size with every other choice, in activations that every backend has. */
export function coverSizes(supports: Supports, seed: number): Covering {
  const { activations, recurrentActivations } = supports;
  // Of an LSTM whose only activation is e^x nothing is asked, nor of its gates.
  const cells = claimedCells(supports).map(({ kind }) => kind);
  const gates = claimedAmong(recurrentActivations, ['sigmoid', 'hardSigmoidKeras2']);
  const factors = {
    ...flagsOf(supports),
    // One or two of each kind: the others are with the pairs.
    mask: supports.masking
      ? ['none' as const, 'right' as const, 'gaps' as const]
      : ['none' as const],
    within: [
      'layer' as const,
      ...(supports.bidirectional ? ['bidirectional concat' as const] : []),
      ...(supports.stacked ? ['stack of 2' as const] : []),
    ],
    sizes,
    activation: claimedAmong(activations, ['tanh']).slice(0, 1),
    recurrentActivation: [
      ...(cells.some((kind) => kind !== 'simpleRNN') ? gates : []),
      ...(cells.includes('simpleRNN') ? ['none' as const] : []),
    ],
  };
  return remembered('sizes', supports, seed, () => ({
    counts: countsOf(factors),
    rows: levelByLevel(factors, () => true, seed),
    trialOf: (row) => {
      const { sizes: own, ...rest } = rowOf(factors, row);
      return { ...rest, ...own };
    },
  }));
}

/** Examples of a law from which on the coverings of sizes and pairs, and all large calls, are tried whole. */
export const wholeRuns = 25;

/**
 * The rows, or the checks, that a run with few examples tries, in their order: all of them from `whole` examples on, below that a share,
 * which the seed chooses. Devices compile a program for nearly every row.
 */
export function shareOf<Row>(
  rows: readonly Row[],
  { seed, runs }: Pick<LabSettings, 'seed' | 'runs'>,
  whole: number = wholeRuns,
): readonly Row[] {
  if (runs >= whole) return rows;
  const random = seeded(seed);
  const chosen = [...rows.keys()]
    .map((place) => [random(), place] as const)
    .toSorted(([a], [b]) => a - b)
    .slice(0, Math.ceil((rows.length * runs) / whole));
  const places = new Set(chosen.map(([, place]) => place));
  return rows.filter((_, place) => places.has(place));
}

const countsOf = (factors: Factors): number[] => Object.values(factors).map(({ length }) => length);

/** What shows most faults: numbers of several rows and steps, every one of them returned. */
const telling: Partial<Trial> = {
  units: 3,
  inputDim: 2,
  batch: 3,
  timeSteps: 3,
  useBias: true,
  mask: 'gaps',
  zeroOutputForMask: false,
  output: 'sequence',
  returnState: true,
  state: 'host',
  numbers: 'ordinary',
};

/** Every pair within a level by rows of its own, so that no level hangs on another; then those of several together. */
function levelByLevel(factors: Factors, asksFor: Plan['asksFor'], seed: number): Indices[] {
  const random = seeded(seed);
  const rows: Indices[] = [];
  // A backend may claim cells and no activation that suits them.
  if (countsOf(factors).includes(0)) return rows;
  for (const level of [...trialLevels, undefined]) {
    const excludes = (choices: Partial<Trial>): boolean =>
      excludesTrial(choices) || (level !== undefined && !isOf(level, choices));
    rows.push(...pairwise({ factors, excludes, asksFor, telling, random, known: rows }));
  }
  return rows;
}

/** The last of each name: a run asks for the same again for each of its cases. */
const latest = new Map<string, { key: string; covering: Covering }>();

function remembered(
  name: string,
  supports: Supports,
  seed: number,
  make: () => Covering,
): Covering {
  const key = `${seed} ${JSON.stringify(supports)}`;
  const known = latest.get(name);
  if (known?.key === key) return known.covering;
  const covering = make();
  latest.set(name, { key, covering });
  return covering;
}

const trialLevels = [
  'core',
  'masking',
  'reverse',
  'stateful',
  'streaming',
  'bidirectional',
  'stacked',
] as const;

export type TrialLevel = (typeof trialLevels)[number];

/** The level that a trial belongs to: the last that has a part of it. */
export function levelOf(trial: Trial): TrialLevel {
  return trialLevels.findLast((level) => parts[level](trial)) as TrialLevel;
}

/** Whether a trial has what a level is about, as far as it is known. */
const parts: Readonly<Record<TrialLevel, (choices: Partial<Trial>) => boolean>> = {
  core: () => true,
  masking: ({ mask = 'right', zeroOutputForMask = false }) => mask !== 'none' || zeroOutputForMask,
  reverse: ({ direction = 'backward' }) => direction !== 'forward',
  stateful: ({ call = 'twice' }) => call === 'twice',
  streaming: ({ call = 'stream' }) => call === 'stream',
  bidirectional: ({ within = 'bidirectional null' }) => within.startsWith('bidirectional'),
  stacked: ({ within = 'stack of 2' }) => within.startsWith('stack'),
};

/** Whether choices may be a part of a trial that has what one level is about, and of the others nothing but the core. */
function isOf(level: TrialLevel, choices: Partial<Trial>): boolean {
  const known = { mask: 'none', direction: 'forward', call: 'run', within: 'layer', ...choices };
  const others = trialLevels.filter((other) => other !== 'core' && other !== level);
  return parts[level](choices) && !others.some((other) => parts[other](known as Trial));
}

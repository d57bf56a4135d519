// A call of a layer, whole: what it is made of, how it is called, and with what. Rows of a covering are such trials.

import {
  type ActivationName,
  bidirectional,
  type CellConfig,
  type DirectionalConfig,
  type LayerConfig,
  type MergeMode,
  stacked,
  type Supports,
  type WeightsOf,
} from '@gatefold/contract';
import { mapLeaves } from '@gatefold/contract/author';
import { distinct, drawState, drawWeights, type Random, scattered, seeded } from '../random.ts';
import { pickRows, type Values, withNumber } from '../values.ts';
import { type CellVariant, claimedCells } from '../claimed.ts';

export interface Trial {
  readonly cell: CellVariant;
  readonly activation: ActivationName;
  /** None of a SimpleRNN. */
  readonly recurrentActivation: ActivationName | 'none';
  readonly useBias: boolean;
  readonly units: number;
  readonly inputDim: number | 'units';
  readonly batch: number;
  readonly timeSteps: number;
  readonly mask: MaskKind;
  readonly zeroOutputForMask: boolean;
  readonly direction: 'forward' | 'backward' | 'aligned';
  readonly output: 'sequence' | 'last';
  readonly returnState: boolean;
  /** Where the initial state lies, if there is one. */
  readonly state: 'none' | 'host' | 'device';
  readonly x: 'host' | 'device';
  /** Zeros in x and in the kernels, as one-hot frames and pruned models have them. */
  readonly numbers: 'ordinary' | 'rows of zeros' | 'states beyond 1' | 'weights beyond 8';
  /** The layer by itself, or what it is the first part of. */
  readonly within: Within;
  /** `twice`: two calls of a stateful layer. `stream`: a frame, then a chunk. */
  readonly call: 'run' | 'twice' | 'stream';
}

export type MaskKind = 'none' | 'all kept' | 'right' | 'left' | 'gaps' | 'a row of none';
export type Within = 'layer' | `bidirectional ${MergeMode}` | `stack of ${2 | 3 | 4}`;

/** What cannot stand together. */
export function excludesTrial(given: Partial<Trial>): boolean {
  const { cell, recurrentActivation, mask, zeroOutputForMask, direction, within, call } = given;
  const isBidirectional = within?.startsWith('bidirectional') ?? false;
  return (
    (cell !== undefined &&
      recurrentActivation !== undefined &&
      (cell.kind === 'simpleRNN') !== (recurrentActivation === 'none')) ||
    // There is nothing to zero.
    (mask === 'none' && zeroOutputForMask === true) ||
    // Clause T7.
    (call === 'stream' && (isBidirectional || (direction ?? 'forward') !== 'forward')) ||
    // The contract turns a Bidirectional's layers itself.
    (isBidirectional && (direction ?? 'forward') !== 'forward') ||
    // A tensor's numbers are what a layer made them.
    (given.x === 'device' && given.numbers === 'rows of zeros') ||
    (given.state === 'none' && given.numbers === 'states beyond 1') ||
    (given.state === 'device' && given.numbers === 'states beyond 1') ||
    // A frame is cut out of x.
    (call === 'stream' && given.x === 'device')
  );
}

/** A layer's flags, none of them set. */
export const noFlags = {
  returnSequences: false,
  returnState: false,
  goBackwards: false,
  alignOutput: false,
  stateful: false,
  zeroOutputForMask: false,
};

/** The layer that a trial calls. The parts beside its own cell have other widths, kinds and activations. */
export function configOf(trial: Trial, supports: Supports): LayerConfig {
  const flags = {
    returnSequences: trial.output === 'sequence',
    returnState: trial.returnState,
    stateful: trial.call === 'twice',
    zeroOutputForMask: trial.zeroOutputForMask,
    goBackwards: trial.direction !== 'forward',
    alignOutput: trial.direction === 'aligned',
  };
  const cell = cellOf(trial);
  const { within } = trial;
  if (within.startsWith('stack')) {
    const count = Number(within.at(-1));
    const cells = [cell];
    // Three are alike, as in most stacks: what is told apart by its width or its kind is not seen there.
    while (cells.length < count) {
      cells.push(count === 3 ? cell : otherCell(trial, supports, cells.length));
    }
    // The first is as wide as the trial says, or the last.
    return { ...stacked({ cells: trial.useBias ? cells : cells.toReversed() }), ...flags };
  }
  const layer = { ...cell, ...flags } as DirectionalConfig;
  if (within === 'layer') return layer;
  const mode = within.slice('bidirectional '.length);
  const mergeMode = mode === 'null' ? null : (mode as MergeMode);
  const other = otherCell(trial, supports, 1);
  // Halves that are joined number by number are as wide as one another.
  const units = mode === 'concat' || mode === 'null' ? other.units : cell.units;
  const backwardLayer = { ...other, ...flags, units, goBackwards: true } as DirectionalConfig;
  return bidirectional({ layer, backwardLayer, mergeMode });
}

/** Another cell than the trial's, as far as there is one: what lies `place` further in each list of claims. */
function otherCell(trial: Trial, supports: Supports, place: number): CellConfig {
  const further = <T>(list: readonly T[], isSame: (item: T) => boolean): T =>
    list[(Math.max(list.findIndex(isSame), 0) + place) % list.length] as T;
  const cell = further(
    claimedCells(supports),
    ({ kind, resetAfter }) => kind === trial.cell.kind && resetAfter === trial.cell.resetAfter,
  );
  return cellOf({
    cell,
    activation: further(supports.activations, (name) => name === trial.activation),
    recurrentActivation: further(
      supports.recurrentActivations,
      (name) => name === trial.recurrentActivation,
    ),
    useBias: (place % 2 === 0) === trial.useBias,
    // As 8 beside 5: one half in whole vectors of four, and the other not.
    units: 1 + ((5 * (trial.timeSteps + place)) % 13),
  });
}

export function cellOf(
  parts: Pick<Trial, 'cell' | 'activation' | 'recurrentActivation' | 'useBias' | 'units'>,
): CellConfig {
  const { cell, units, activation, useBias } = parts;
  const recurrentActivation = parts.recurrentActivation as ActivationName;
  const { kind, resetAfter } = cell;
  if (kind === 'simpleRNN') return { kind, units, activation, useBias };
  if (kind === 'lstm') return { kind, units, activation, recurrentActivation, useBias };
  return { kind, units, activation, recurrentActivation, useBias, resetAfter };
}

/** The numbers of a call. */
export interface Material {
  readonly config: LayerConfig;
  readonly weights: WeightsOf<LayerConfig>;
  /** [batch, timeSteps, inputDim] */
  readonly x: Values;
  /** [batch, timeSteps] */
  readonly mask?: { readonly shape: readonly number[]; readonly data: Uint8Array };
  /** Leaves [batch, units] by path. */
  readonly initialState?: Readonly<Record<string, Values>>;
}

/** Draws weights as large as `scale` has them. */
export function drawScaled(
  random: Random,
  config: LayerConfig,
  inputDim: number,
  scale: number,
): WeightsOf<LayerConfig> {
  return drawWeights(random, config, inputDim, (from, shape, limit) =>
    scattered(from, shape, limit, scale),
  );
}

/** Draws the numbers of a trial; `scale` is that of its weights. */
export function drawMaterial(
  trial: Trial,
  supports: Supports,
  seed: number,
  scale: number,
): Material {
  const random = seeded(seed);
  const { batch, timeSteps, numbers } = trial;
  const config = configOf(trial, supports);
  const inputDim = inputDimOf(trial);
  const drawn = drawScaled(random, config, inputDim, scale);
  const weights =
    numbers === 'weights beyond 8' && scale === 1
      ? (mapLeaves(drawn, (leaf) => {
          const index = Math.floor(random() * (leaf as Values).data.length);
          return withNumber(leaf as Values, index, random() < 0.5 ? 9 : -11);
        }) as Material['weights'])
      : numbers === 'rows of zeros'
        ? (mapLeaves(drawn, (leaf) => withZeros(leaf as Values)) as Material['weights'])
        : drawn;
  const x = distinct(random, [batch, timeSteps, inputDim]);
  // All of the first row; of the others every second frame, but for one number in it, as in text that is looked up.
  const isZero = (k: number): boolean => {
    const frame = Math.floor(k / inputDim);
    if (frame < timeSteps) return true;
    return frame % 2 === 0 && (inputDim === 1 || k % inputDim !== frame % inputDim);
  };
  const state = drawState(random, config, batch, numbers === 'states beyond 1' ? 3 : undefined);
  return {
    config,
    weights,
    x:
      numbers === 'rows of zeros'
        ? {
            shape: x.shape,
            data: x.data.map((value, k) => (isZero(k) ? 0 : value)),
          }
        : x,
    ...(trial.mask === 'none' ? {} : { mask: maskOf(trial.mask, batch, timeSteps) }),
    ...(trial.state === 'none' ? {} : { initialState: state }),
  };
}

/** Every second row is zero, also of a bias of two. */
function withZeros({ shape, data }: Values): Values {
  const [rows, columns] = [data.length / (shape.at(-1) as number), shape.at(-1) as number];
  const isZero = (index: number): boolean => rows > 1 && Math.floor(index / columns) % 2 === 0;
  return { shape, data: data.map((value, index) => (isZero(index) ? 0 : value)) };
}

/** The material of some rows, each as often as it is named. */
export function materialOf(material: Material, rows: readonly number[]): Material {
  const { x, mask, initialState } = material;
  return {
    ...material,
    x: pickRows(x, rows),
    ...(mask === undefined
      ? {}
      : {
          mask: {
            shape: [rows.length, ...mask.shape.slice(1)],
            data: Uint8Array.from(
              pickRows({ shape: mask.shape, data: Float32Array.from(mask.data) }, rows).data,
            ),
          },
        }),
    ...(initialState === undefined
      ? {}
      : {
          initialState: Object.fromEntries(
            Object.entries(initialState).map(([path, leaf]) => [path, pickRows(leaf, rows)]),
          ),
        }),
  };
}

function inputDimOf({ inputDim, units }: Trial): number {
  return inputDim === 'units' ? units : inputDim;
}

function maskOf(kind: MaskKind, batch: number, timeSteps: number): NonNullable<Material['mask']> {
  const keeps = (row: number, t: number): boolean => {
    // Of every second row the most is padding.
    const padded = row % 2 === 0 ? 1 + (row % timeSteps) : Math.ceil((2 * timeSteps) / 3);
    const length = Math.max(1, timeSteps - padded);
    if (kind === 'right') return t < length;
    if (kind === 'left') return t >= timeSteps - length;
    // Unlike every row, and every step, that is a power of two away.
    if (kind === 'gaps') return ((t + 1) * (row + 2)) % 5 < 3;
    return kind === 'all kept' || (row > 0 && (t + row) % 3 !== 0);
  };
  const data = Uint8Array.from({ length: batch * timeSteps }, (_, index) =>
    keeps(Math.floor(index / timeSteps), index % timeSteps) ? 1 : 0,
  );
  return { shape: [batch, timeSteps], data };
}

/** `lstm (tanh, sigmoid), units 33, inputDim 2, batch 2, timeSteps 3, mask left, within stack of 2` */
export function describeTrial(trial: Trial): string {
  const { cell, activation, recurrentActivation, useBias } = trial;
  const names = [
    activation,
    ...(recurrentActivation === 'none' ? [] : [recurrentActivation]),
    ...(cell.resetAfter ? ['resetAfter'] : []),
    ...(useBias ? [] : ['no bias']),
  ];
  const told = Object.entries({
    units: trial.units,
    inputDim: inputDimOf(trial),
    batch: trial.batch,
    timeSteps: trial.timeSteps,
    mask: trial.mask,
    direction: trial.direction,
    output: trial.output,
    state: trial.state,
    x: trial.x,
    numbers: trial.numbers,
    within: trial.within,
    call: trial.call,
  }).flatMap(([name, value]) => (isPlainest(name, value) ? [] : [`${name} ${value}`]));
  const flags = (['zeroOutputForMask', 'returnState'] as const).filter((flag) => trial[flag]);
  return [`${cell.kind} (${names.join(', ')})`, ...told, ...flags].join(', ');
}

const plainest: Readonly<Partial<Record<string, string>>> = {
  mask: 'none',
  direction: 'forward',
  output: 'sequence',
  state: 'none',
  x: 'host',
  numbers: 'ordinary',
  within: 'layer',
  call: 'run',
};

function isPlainest(name: string, value: string | number): boolean {
  return plainest[name] === value;
}

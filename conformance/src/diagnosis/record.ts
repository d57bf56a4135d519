// Watches what a case asks a backend, and writes it down as questions.

import {
  type Backend,
  type HostTensor,
  type Layer,
  type LayerConfig,
  type RunOptions,
  type Stream,
  type StreamOptions,
  type TensorLike,
} from '@gatefold/contract';
import { cellsOf, flagsOf, leavesIn } from '@gatefold/contract/author';
import { disguise } from '../mutants/mutant.ts';
import { kindOfMask, numbersOf } from './numbers.ts';
import { nameOf, type Numbers, type Question, simplest } from './question.ts';

/** As many questions of one case are kept, the last ones. */
const most = 60;

export interface Recorder {
  /** The backend, watched. */
  readonly backend: Backend;
  /** What it has been asked, each once, the last first. */
  questions(): readonly Question[];
}

export function recorder(backend: Backend): Recorder {
  const questions = new Map<string, Question>();
  const record = (question: Question | undefined): void => {
    if (question === undefined) return;
    const name = nameOf(question);
    // What is asked again counts as the last.
    questions.delete(name);
    questions.set(name, question);
    if (questions.size > most) questions.delete(questions.keys().next().value as string);
  };
  return {
    backend: disguise(backend, (loose) => ({
      layer: (config, weights) => watchedLayer(loose.layer(config, weights), weights, record),
    })),
    questions: () => [...questions.values()].toReversed(),
  };
}

type Record = (question: Question | undefined) => void;

function watchedLayer(layer: Layer, weights: unknown, record: Record): Layer {
  const { config, inputDim } = layer;
  const weightNumbers = largestOf(leavesIn(weights).map(([, leaf]) => leaf));
  const about = { config, inputDim, weightNumbers };
  return {
    config,
    inputDim,
    get disposed() {
      return layer.disposed;
    },
    run: (x, options) => {
      record(questionOf(about, x, options, {}));
      return layer.run(x, options);
    },
    stream: (options) => watchedStream(layer.stream(options), about, options, record),
    resetState: (state) => layer.resetState(state),
    dispose: () => layer.dispose(),
    [Symbol.dispose]: () => layer.dispose(),
  };
}

function watchedStream(
  stream: Stream,
  about: Parameters<typeof questionOf>[0],
  options: StreamOptions | undefined,
  record: Record,
): Stream {
  let frames = 0;
  return {
    batch: stream.batch,
    get disposed() {
      return stream.disposed;
    },
    get state() {
      return stream.state;
    },
    push: (x, pushOptions) => {
      const isFrame = x?.shape?.length === 2;
      if (isFrame) frames++;
      const [timeSteps, drive] = isFrame
        ? [frames, 'frames' as const]
        : [x?.shape?.[1], 'chunk' as const];
      record(
        questionOf(about, x, { ...options, ...pushOptions }, { timeSteps: timeSteps ?? 1, drive }),
      );
      return stream.push(x, pushOptions);
    },
    reset: (state) => stream.reset(state),
    dispose: () => stream.dispose(),
    [Symbol.dispose]: () => stream.dispose(),
  };
}

/** The facts of a call; undefined for one that no honest backend would take. */
function questionOf(
  about: {
    readonly config: LayerConfig;
    readonly inputDim: number;
    readonly weightNumbers: Numbers;
  },
  x: TensorLike,
  { mask, initialState }: RunOptions = {},
  rest: Partial<Question>,
): Question | undefined {
  const { config, inputDim, weightNumbers } = about;
  const [batch, timeSteps] = x?.shape ?? [];
  if (!isSize(batch) || !isSize(timeSteps)) return undefined;
  const direction = config.kind === 'bidirectional' ? config.layer : config;
  const cells = cellsOf(direction);
  const [cell] = cells;
  if (cell === undefined) return undefined;
  const flags = flagsOf(config);
  const states = initialState === undefined ? [] : leavesIn(initialState).map(([, leaf]) => leaf);
  const given = rest.timeSteps ?? timeSteps;
  return {
    ...simplest,
    cell: cell.kind === 'gru' && cell.resetAfter ? 'gru with resetAfter' : cell.kind,
    activation: cell.activation,
    recurrentActivation:
      cell.kind === 'simpleRNN' ? simplest.recurrentActivation : cell.recurrentActivation,
    useBias: cell.useBias,
    returnSequences: flags.returnSequences,
    returnState: flags.returnState,
    goBackwards: flags.goBackwards && config.kind !== 'bidirectional',
    zeroOutputForMask: flags.zeroOutputForMask,
    alignOutput: flags.alignOutput,
    cells: cells.length,
    directions: config.kind === 'bidirectional' ? (config.mergeMode ?? 'both apart') : 'one',
    units: cell.units,
    inputDim,
    batch,
    timeSteps: given,
    mask: kindOfMask(mask, given),
    initialState: states.length === 0 ? 'none' : isHere(states[0]) ? 'arrays' : 'tensors',
    x: isHere(x) ? (isView(x) ? 'views' : 'arrays') : 'tensors',
    xNumbers: largestOf([x]),
    weightNumbers,
    stateNumbers: largestOf(states),
    drive: flags.stateful ? 'stateful' : 'run',
    ...rest,
  };
}

function isSize(size: number | undefined): size is number {
  return Number.isSafeInteger(size) && (size as number) > 0;
}

function isHere(tensor: TensorLike | undefined): tensor is HostTensor {
  return ArrayBuffer.isView(tensor?.data);
}

/** Whether it is a part of a larger array. */
function isView({ data }: HostTensor): boolean {
  return data.byteOffset > 0;
}

/** Of which size the numbers are that can be looked at here. */
function largestOf(tensors: readonly TensorLike[]): Numbers {
  const here = tensors.flatMap((tensor) => (isHere(tensor) ? [numbersOf(tensor.data)] : []));
  const order: readonly Numbers[] = ['huge', 'large', 'ordinary', 'zeros'];
  return order.find((numbers) => here.includes(numbers)) ?? 'ordinary';
}

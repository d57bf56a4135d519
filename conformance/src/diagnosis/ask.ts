// Asks a backend a question: makes the layer, lets happen what is to happen, runs it, reads everything, and looks at
// what is left behind.

import {
  type Backend,
  type MemoryInfo,
  nameState,
  type Tensor,
  tensorsOf,
} from '@gatefold/contract';
import { leavesIn, mapLeaves, stateLeaves } from '@gatefold/contract/author';
import { messageOf } from '../message-of.ts';
import { drawWeights, type Random, seeded } from '../random.ts';
import { untyped, type UntypedLayer } from '../untyped.ts';
import { stepOf, type Values } from '../values.ts';
import { type FullScene, happen, happenFirst, type Scene } from './earlier.ts';
import { asView, draw, maskOf, scaled } from './numbers.ts';
import { configOf, type Question } from './question.ts';

export interface Answer {
  /** Everything that was read, up to an error. */
  readonly readings: readonly Values[];
  /** What was thrown. */
  readonly thrown?: string;
  /** What memory() counts more than before, once all has been disposed of. */
  readonly left: Readonly<Partial<Record<Counted, number>>>;
  /** Which input reads otherwise after the call. */
  readonly written?: 'x' | 'initialState';
}

/** Bytes may be kept for the next call; these may not. */
const counted = ['tensors', 'layers', 'streams', 'buffers'] as const;
type Counted = (typeof counted)[number];

/** @param seed  draws the same numbers for every backend that is asked */
export async function ask(backend: Backend, question: Question, seed: number): Promise<Answer> {
  const before = backend.memory();
  const bench = new Bench(backend, question, seeded(seed));
  let thrown: string | undefined;
  try {
    await bench.work();
  } catch (error) {
    thrown = messageOf(error);
  }
  try {
    bench.clear();
    await backend.idle();
  } catch (error) {
    thrown ??= messageOf(error);
  }
  const { readings, written } = bench;
  return {
    readings,
    ...(thrown === undefined ? {} : { thrown }),
    ...(written === undefined ? {} : { written }),
    left: difference(before, backend.memory()),
  };
}

function difference(before: MemoryInfo, after: MemoryInfo): Answer['left'] {
  return Object.fromEntries(
    counted.map((name) => [name, after[name] - before[name]]).filter(([, more]) => more !== 0),
  ) as Answer['left'];
}

interface Disposes {
  dispose(): void;
}

class Bench {
  readonly readings: Values[] = [];
  written: Answer['written'];
  readonly #backend: Backend;
  readonly #question: Question;
  readonly #random: Random;
  readonly #made: Disposes[] = [];

  constructor(backend: Backend, question: Question, random: Random) {
    this.#backend = backend;
    this.#question = question;
    this.#random = random;
  }

  async work(): Promise<void> {
    const question = this.#question;
    const { inputDim, batch, timeSteps, weightNumbers, xNumbers } = question;
    const random = this.#random;
    const config = configOf(question);
    const drawn = drawWeights(random, config, inputDim);
    const placed = (leaf: Values): Values => (question.x === 'views' ? asView(leaf) : leaf);
    const weights = mapLeaves(drawn, (leaf) =>
      placed(scaled(leaf as Values, weightNumbers)),
    ) as typeof drawn;
    const xArray = draw(random, [batch, timeSteps, inputDim], xNumbers);
    // What happens earlier draws from a stream of its own, so that it changes no number of the call itself.
    const scene = {
      backend: this.#backend,
      question,
      config,
      weights,
      x: xArray,
      random: seeded(Math.floor(random() * 2 ** 32)),
    };
    const state = await this.#stateFor(scene);
    await happenFirst(scene);
    const layer = this.#keep(untyped(this.#backend).layer(config, weights));
    const x = await this.#xFor(xArray);
    const inputs = await numbersIn([x, state]);
    await happen('before', { ...scene, layer });
    await this.#drive({ ...scene, layer }, x, state);
    const [xAfter, stateAfter] = await numbersIn([x, state]);
    if (xAfter !== inputs[0]) this.written = 'x';
    else if (stateAfter !== inputs[1]) this.written = 'initialState';
  }

  clear(): void {
    for (const one of this.#made.toReversed()) one.dispose();
  }

  #keep<T extends Disposes>(one: T): T {
    this.#made.push(one);
    return one;
  }

  /** An initial state, as arrays, or as what a run has ended with. */
  async #stateFor({ config, weights, x }: Scene): Promise<object | undefined> {
    const { initialState, batch, stateNumbers } = this.#question;
    if (initialState === 'none') return undefined;
    if (initialState === 'arrays') {
      const leaves = stateLeaves(config).map(({ units }) =>
        draw(this.#random, [batch, units], stateNumbers),
      );
      return nameState(config, leaves) as object;
    }
    const first = this.#keep(untyped(this.#backend).layer(config, weights));
    const { state, output } = first.run(x) as unknown as { state: object; output: object };
    for (const tensor of tensorsIn(output)) tensor.dispose();
    for (const tensor of tensorsIn(state)) this.#keep(tensor);
    return state;
  }

  /** x as an array, as part of one, or as what another layer has given. */
  async #xFor(x: Values): Promise<unknown> {
    const { x: given, inputDim, cell } = this.#question;
    if (given === 'arrays') return x;
    if (given === 'views') return asView(x);
    const config = configOf({
      ...this.#question,
      ...{ cell, units: inputDim, cells: 1, directions: 'one', drive: 'run' },
      ...{ returnSequences: true, returnState: false, goBackwards: false, alignOutput: false },
      ...{ zeroOutputForMask: false },
    });
    const weights = drawWeights(this.#random, config, inputDim);
    const { output } = this.#keep(untyped(this.#backend).layer(config, weights)).run(x);
    return this.#keep(output as never);
  }

  async #drive(scene: FullScene, x: unknown, state: object | undefined): Promise<void> {
    const { mask: kind, batch, timeSteps, drive } = this.#question;
    const { layer } = scene;
    const mask = kind === 'none' ? undefined : maskOf(kind, batch, timeSteps);
    if (drive === 'frames' || drive === 'chunk') return this.#stream(scene, x, state, mask);
    const options = { ...(mask && { mask }), ...(state && { initialState: state }) };
    await this.#run(scene, layer, x, options);
    if (drive === 'stateful') await this.#run(scene, layer, x, { ...(mask && { mask }) });
  }

  async #run(scene: FullScene, layer: UntypedLayer, x: unknown, options: object): Promise<void> {
    const result = layer.run(x, options);
    const tensors = tensorsOf(result);
    for (const tensor of tensors) this.#keep(tensor);
    await happen('after', scene);
    for (const tensor of tensors) await this.#read(tensor);
  }

  async #read(tensor: Tensor): Promise<void> {
    this.readings.push({ shape: [...tensor.shape], data: await tensor.data() });
  }

  async #stream(
    { layer, x: array }: FullScene,
    x: unknown,
    state: object | undefined,
    mask: ReturnType<typeof maskOf> | undefined,
  ): Promise<void> {
    const { batch, timeSteps, drive, x: given } = this.#question;
    const stream = this.#keep(layer.stream({ batch, ...(state && { initialState: state }) }));
    if (drive === 'chunk') await this.#read(stream.push(x, mask && { mask }));
    else {
      for (let t = 0; t < timeSteps; t++) {
        const options = mask && {
          mask: {
            shape: [batch],
            data: Array.from(
              { length: batch },
              (_, row) => mask.data[row * timeSteps + t] as number,
            ),
          },
        };
        const frame = stepOf(array, t);
        await this.#read(stream.push(given === 'views' ? asView(frame) : frame, options));
      }
    }
    for (const [, leaf] of leavesIn(stream.state)) await this.#read(leaf as never);
  }
}

function tensorsIn(nest: unknown): (Disposes & { data(): Promise<Float32Array> })[] {
  return leavesIn(nest).map(([, leaf]) => leaf as never);
}

/** What stands in inputs, to be compared. */
async function numbersIn(inputs: readonly unknown[]): Promise<string[]> {
  const texts: string[] = [];
  for (const input of inputs) {
    const leaves = input === undefined ? [] : leavesIn(input);
    const numbers: string[] = [];
    for (const [, leaf] of leaves) {
      const data = (leaf as { data: unknown }).data;
      numbers.push(
        typeof data === 'function'
          ? (await (leaf as { data(): Promise<Float32Array> }).data()).join()
          : Array.from(data as ArrayLike<number>).join(),
      );
    }
    texts.push(numbers.join(';'));
  }
  return texts;
}

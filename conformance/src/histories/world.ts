// What a history has made so far: on the backend, and beside it what each thing must hold. Every line that is played is
// written down as a line of a program.

import {
  type LayerConfig,
  type MemoryInfo,
  nameState,
  type Shape,
  type Tensor,
  type WeightsOf,
} from '@gatefold/contract';
import { flagsOf, leavesIn, stateLeaves } from '@gatefold/contract/author';
import { type Lab, namedState } from '../lab.ts';
import {
  exactly,
  expectClose,
  expectShape,
  expectTrue,
  type Tolerance,
  type Values,
} from '../values.ts';
import { type GivenInput, type GivenState, statesAlive, tensorsAlive } from './given.ts';
import type { History, LayerPlan, StateFrom } from './history.ts';
import type { Held, Made, Opened } from './made.ts';
import { copied, numbers, numbersLine, numbersText } from './numbers.ts';
import { buildersOf, configText, joined, memberOf, nestText } from './program.ts';
import { newSlot, type Passed, type Slot } from './slot.ts';
import { anything, historyTolerance } from './tolerance.ts';
import type { Wanted } from './wanted.ts';

type Counts = Pick<MemoryInfo, 'tensors' | 'layers' | 'streams'>;

export class World {
  readonly lab: Lab;
  readonly lines: string[] = [];
  readonly slots: Slot[] = [];
  results: Made[] = [];
  streams: Opened[] = [];
  readonly inputs: Passed[] = [];
  readonly #history: History;
  readonly #before: MemoryInfo;
  readonly #names = { p: 0, r: 0, s: 0, x: 0 };

  constructor(lab: Lab, history: History) {
    this.lab = lab;
    this.#history = history;
    this.#before = lab.backend.memory();
  }

  /** `r1` for a result, `s1` for a stream, `x1` for an array, `p1` for what comes of a push or is pending. */
  name(letter: 'p' | 'r' | 's' | 'x'): string {
    return `${letter}${++this.#names[letter]}`;
  }

  write(line: string): void {
    this.lines.push(line);
  }

  /** The program that was played. */
  get program(): string[] {
    const builders = [
      ...new Set(this.slots.flatMap(({ plan }) => buildersOf(plan.config))),
    ].toSorted();
    return [
      `import { ${builders.join(', ')} } from '@gatefold/contract';`,
      numbersLine,
      ...this.lines,
    ];
  }

  /** A layer by its place among those of the history, made when it is needed first. */
  slot(index: number): Slot {
    const { layers } = this.#history;
    const at = index % layers.length;
    const plan = layers[at] as LayerPlan;
    const name = String.fromCodePoint('a'.codePointAt(0)! + at);
    const found = this.slots.find((slot) => slot.name === name);
    if (found !== undefined) return found;
    const slot = newSlot(this.lab, name, plan, (line) => this.write(line));
    this.slots.push(slot);
    return slot;
  }

  /** Puts other numbers into an array of the caller's. */
  overwrite(passed: Passed, k: number, scale = 1): void {
    const { name, tensor } = passed;
    const { shape, data } = tensor;
    this.write(`${name}.data.set(${numbersText(k, shape, scale)}.data);`);
    data.set(numbers(k, shape, scale).data);
    passed.copy = data.slice();
  }

  /** Makes a slot's layer again of the same arrays, once the old one is disposed of. */
  rebuild(slot: Slot, changedFrom: number | undefined): void {
    const { name, plan, arrays, nest } = slot;
    this.write(`${name}.dispose();`);
    slot.layer.dispose();
    this.streams = this.streams.filter((opened) => opened.slot !== slot);
    if (changedFrom !== undefined) {
      for (const [index, passed] of arrays.entries()) {
        this.overwrite(passed, changedFrom + 40 * index, plan.scale);
      }
    }
    this.write(`${name} = backend.layer(${configText(plan.config)}, ${name}Weights);`);
    slot.layer = this.lab.backend.layer(plan.config, nest as WeightsOf<LayerConfig>);
    slot.weights = structuredClone(nest);
    slot.stored = undefined;
  }

  /** A new array of the caller's. */
  newInput(k: number, shape: Shape): GivenInput {
    const tensor = numbers(k, shape);
    const name = this.name('x');
    this.inputs.push({ name, tensor, copy: tensor.data.slice() });
    this.write(`const ${name} = ${numbersText(k, shape)};`);
    return { text: name, given: tensor, values: copied(tensor), steps: 0 };
  }

  /** A state to begin with: as it is asked for where one fits, new numbers where none does. */
  state(
    config: LayerConfig,
    { state, age, k }: { readonly state: StateFrom; readonly age: number; readonly k: number },
    batch: number | undefined,
    otherwise: number,
  ): GivenState {
    if (state === 'none') return {};
    const fitting = state === 'kept' ? statesAlive(this, config, batch) : [];
    const found = fitting[age % Math.max(fitting.length, 1)];
    if (found !== undefined) return found;
    const rows = batch ?? otherwise;
    const leaves = stateLeaves(config).map(({ path, units }, index) => {
      const shape = [rows, units];
      const among = state === 'mixed' && (k >> index) % 2 === 0 ? tensorsAlive(this, shape) : [];
      const of = among[age % Math.max(among.length, 1)];
      const values = of?.values ?? numbers(k + 40 * index, shape);
      const text = of?.text ?? numbersText(k + 40 * index, shape);
      return { path, values, text, given: of?.given ?? values, steps: of?.steps ?? 0 };
    });
    const byPath = <T>(of: (leaf: (typeof leaves)[0]) => T): Record<string, T> =>
      Object.fromEntries(leaves.map((leaf) => [leaf.path, of(leaf)]));
    return {
      text: nestText(
        nameState(
          config,
          leaves.map(({ text }) => text),
        ),
      ),
      given: namedState(
        config,
        byPath(({ given }) => given),
      ),
      leaves: byPath(({ values }) => values),
      batch: rows,
      steps: Math.max(...leaves.map(({ steps }) => steps)),
    };
  }

  /** Takes a result into the books, whose tensors must be those that are wanted. */
  take(
    name: string,
    slot: Slot,
    result: object,
    wanted: Wanted,
    { batch, steps }: { readonly batch: number; readonly steps: number },
  ): Made {
    const { config } = slot.plan;
    const { output, state } = result as { output: unknown; state?: unknown };
    const wantsState = flagsOf(config).returnState;
    const expected = {
      ...wanted.outputs,
      ...(wantsState
        ? Object.fromEntries(
            Object.entries(wanted.state).map(([path, leaf]) => [joined('state', path), leaf]),
          )
        : {}),
    };
    const leaves = leavesIn({ output, ...(state === undefined ? {} : { state }) });
    const [paths, wantedPaths] = [leaves.map(([path]) => path), Object.keys(expected)];
    expectTrue(
      `${name}: must hold ${wantedPaths.join(', ')}, got ${paths.join(', ')}`,
      paths.join() === wantedPaths.join(),
    );
    const tolerance = historyTolerance(this.lab.claims, slot.plan, steps, [
      ...Object.values(wanted.outputs),
      ...Object.values(wanted.state),
    ]);
    const made: Made = {
      name,
      config,
      result: result as Made['result'],
      state,
      batch,
      steps,
      held: leaves.map(([path, leaf]) => ({
        text: memberOf(name, path),
        path,
        tensor: leaf as Tensor,
        wanted: expected[path] as Values,
        tolerance,
        seen: undefined,
      })),
    };
    this.results.push(made);
    return made;
  }

  /** Compares numbers with what they must be. */
  expect(what: string, got: Values, wanted: Values, tolerance: Tolerance): void {
    if (tolerance === anything) expectShape(what, got, wanted.shape);
    else this.lab.note(expectClose(what, got, wanted, tolerance));
  }

  /** Compares what was read of a tensor with what it must hold, and with what was read before. */
  check(held: Held, data: Float32Array): void {
    const { text, tensor, wanted, tolerance, seen } = held;
    const got = { shape: [...tensor.shape], data };
    this.lab.readings.push(got);
    this.expect(text, got, wanted, tolerance);
    if (seen !== undefined) {
      expectClose(`${text}, read again,`, got, { shape: wanted.shape, data: seen }, exactly);
    }
    held.seen = data.slice();
  }

  /** Disposes of a result. */
  drop(made: Made): void {
    this.write(`${made.name}.dispose();`);
    made.result.dispose();
    this.results = this.results.filter((one) => one !== made);
  }

  /** Compares memory() with what is alive, and the caller's arrays with what was put into them. */
  expectBooks(): void {
    const now = this.lab.backend.memory();
    const alive: Counts = {
      tensors: this.results.reduce((sum, { held }) => sum + held.length, 0),
      layers: this.slots.length,
      streams: this.streams.length,
    };
    for (const kind of ['tensors', 'layers', 'streams'] as const) {
      const got = now[kind] - this.#before[kind];
      expectTrue(
        `memory() must count ${alive[kind]} ${kind} more than before, counts ${got} more`,
        got === alive[kind],
      );
    }
    for (const { name, tensor, copy } of [
      ...this.inputs,
      ...this.slots.flatMap(({ arrays }) => arrays),
    ]) {
      expectTrue(
        `${name}: an array that was passed in was written to`,
        tensor.data.every((value, index) => value === copy[index]),
      );
    }
  }

  /** Disposes of all that is left, after which memory() must say what it said before. */
  async end(): Promise<void> {
    for (const { name, result } of this.results) {
      this.write(`${name}.dispose();`);
      result.dispose();
    }
    for (const { name, stream } of this.streams) {
      this.write(`${name}.dispose();`);
      stream.dispose();
    }
    for (const { name, layer } of this.slots) {
      this.write(`${name}.dispose();`);
      layer.dispose();
    }
    this.write('backend.memory();');
    await this.lab.backend.idle();
    // Bytes are left out: what a device keeps for the next layer is its own.
    const counted = ({ tensors, layers, streams, buffers }: MemoryInfo): string =>
      JSON.stringify({ tensors, layers, streams, buffers });
    const [got, wanted] = [counted(this.lab.backend.memory()), counted(this.#before)];
    expectTrue(`memory() must be ${wanted} in the end, got ${got}`, got === wanted);
  }

  /** Disposes of whatever a history that failed has left behind, whatever the backend says to it. */
  abandon(): void {
    const left = [
      ...this.results.map(({ result }) => result),
      ...this.streams.map(({ stream }) => stream),
      ...this.slots.map(({ layer }) => layer),
    ];
    for (const resource of left) {
      try {
        resource.dispose();
      } catch {
        // It has failed already.
      }
    }
  }
}

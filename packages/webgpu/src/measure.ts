// Times the kinds of kernels against each other on the device, by LSTMs of a few sizes, and by GRUs that need two dispatches a step.
//
// A page waits two milliseconds or more for any result and its clock is coarse: so runs get longer until the fastest takes
// several of those, and only differences beyond chance count.

import { type CellConfig, gru, lstm } from '@gatefold/contract';
import { type CheckedCell, gateCounts } from '@gatefold/contract/author';
import { expectedKind, KernelChoice, leastManyRows, type Rows, softwareKind } from './choices.ts';
import { describeAdapter, type Device } from './device.ts';
import { Numbers } from './numbers.ts';
import type { Pipelines } from './pipelines.ts';
import type { Pool } from './pool.ts';
import { PreparedCell } from './prepared-cell.ts';
import type { Reader } from './reader.ts';
import { Runner } from './runner.ts';
import type { WorkQueue } from './work-queue.ts';
import { isForSoftware, type KernelKind, kernelKinds, rowsAtOnce } from './wgsl/kernels.ts';

export interface Bench {
  readonly device: Device;
  readonly pool: Pool;
  readonly queue: WorkQueue;
  readonly pipelines: Pipelines;
  readonly reader: Reader;
}

/** Units of the layers that are timed; a layer of another size goes with the nearest. */
const probedUnits = [64, 128, 256, 512] as const;
const firstSteps = 64;
const mostSteps = 1024;
/** A run that takes so long is long enough to be compared. */
const longEnoughMs = 6;
/** All measurements end after so many milliseconds, and what is expected is taken for the rest. */
const mostMs = 1000;
/** Kernels that take so many times as long as the fastest are out. */
const beaten = 1.5;
/** What takes less than so many times as long as the fastest may do so by chance: the expected kind stays. */
const nearly = 1.15;

/** The answer for an adapter, which is asked once for all backends of a page. */
const measured = new Map<string, Promise<ReadonlyMap<string, KernelKind>>>();

/** A processor is not asked: what wins there is known, and compilers for it are slow. */
export async function measuredChoice(bench: Bench): Promise<KernelChoice> {
  const { gpu, profile, isSoftware } = bench.device;
  if (isSoftware) return new KernelChoice(softwareKind, 'software');
  const key = JSON.stringify([describeAdapter(gpu.adapterInfo), profile]);
  const known = measured.get(key) ?? measureAll(bench);
  measured.set(key, known);
  try {
    const kinds = await known;
    return new KernelChoice(
      ({ units, rows, resetAfter }) =>
        kinds.get(
          nameOf({ units: nearest(units), rows, hasTwoPasses: resetAfter === false }),
        ) as KernelKind,
      'measured',
    );
  } catch (error) {
    measured.delete(key);
    throw error;
  }
}

function nearest(units: number): number {
  return (
    probedUnits.find((probed) => units <= probed) ?? (probedUnits[probedUnits.length - 1] as number)
  );
}

/** What is timed, and stands for all layers of its kind. */
interface Question {
  readonly units: number;
  readonly rows: Rows;
  /** Of a GRU that resets before the product: each step is two, so that what does all steps at once has more to gain. */
  readonly hasTwoPasses: boolean;
}

function nameOf({ units, rows, hasTwoPasses }: Question): string {
  return `${units} ${rows} ${hasTwoPasses}`;
}

async function measureAll(bench: Bench): Promise<ReadonlyMap<string, KernelKind>> {
  const kinds = new Map<string, KernelKind>();
  const end = performance.now() + mostMs;
  const answer = async (
    question: Question,
    contenders: readonly KernelKind[],
  ): Promise<KernelKind> => {
    const isDecided = contenders.length === 1 || performance.now() > end;
    const expected = expectedKind(question);
    const likely = contenders.includes(expected) ? expected : (contenders[0] as KernelKind);
    return isDecided ? likely : await measureKinds(bench, question, contenders);
  };
  for (const rows of ['few', 'many'] as const) {
    let contenders = kernelKinds.filter((kind) => rows === 'many' || rowsAtOnce[kind] === 1);
    const ofOnePass = await ofAllSizes(async (units) => {
      const kind = await answer({ units, rows, hasTwoPasses: false }, contenders);
      // What is for software falls behind further as layers grow.
      if (!isForSoftware(kind)) contenders = contenders.filter((each) => !isForSoftware(each));
      return kind;
    });
    const ofTwoPasses = await ofAllSizes((units) => {
      const others = [...new Set([ofOnePass(units), 'persistent' as const])];
      return answer({ units, rows, hasTwoPasses: true }, others);
    });
    for (const units of probedUnits) {
      kinds.set(nameOf({ units, rows, hasTwoPasses: false }), ofOnePass(units));
      kinds.set(nameOf({ units, rows, hasTwoPasses: true }), ofTwoPasses(units));
    }
  }
  return kinds;
}

/**
 * Asks at as few sizes as tell where `persistent` ends, which gains less the larger a layer is; larger ones go with the
 * largest that was asked.
 */
async function ofAllSizes(
  ask: (units: number) => Promise<KernelKind>,
): Promise<(units: number) => KernelKind> {
  const asked = new Map<number, KernelKind>();
  let low = 0;
  let high: number = probedUnits.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const units = probedUnits[middle] as number;
    const kind = await ask(units);
    asked.set(units, kind);
    if (kind === 'persistent') low = middle + 1;
    else high = middle;
  }
  const others = [...asked].filter(([, kind]) => kind !== 'persistent');
  return (units) =>
    others.filter(([from]) => from <= units).toSorted(([a], [b]) => b - a)[0]?.[1] ?? 'persistent';
}

/** The fastest kind. */
async function measureKinds(
  bench: Bench,
  question: Question,
  kinds: readonly KernelKind[],
): Promise<KernelKind> {
  const contenders = kinds
    .map((kind) => new Contender(bench, question, kind))
    .filter(({ isPossible }) => isPossible);
  try {
    return await fastest(contenders, expectedKind(question));
  } finally {
    for (const contender of contenders) contender.dispose();
  }
}

async function fastest(
  contenders: readonly Contender[],
  expected: KernelKind,
): Promise<KernelKind> {
  // Pipelines are compiled, and buffers made, by a run that does not count.
  await Promise.all(contenders.map((contender) => contender.compile()));
  for (const contender of contenders) await contender.run(firstSteps);
  let left = contenders;
  let best = 0;
  for (let steps = firstSteps; steps <= mostSteps && best < longEnoughMs; steps *= 4) {
    // In turn: whatever else the machine does slows one run, and seldom all.
    for (const contender of [...left, ...left.toReversed(), ...left]) await contender.time(steps);
    best = Math.min(...left.map((contender) => contender.best(steps)));
    left = left.filter((contender) => contender.best(steps) <= beaten * best);
    if (left.length === 1) break;
  }
  const [first] = left.toSorted((a, b) => a.last - b.last) as [Contender];
  const hoped = left.find(({ kind }) => kind === expected);
  return hoped !== undefined && hoped.last <= nearly * first.last ? expected : first.kind;
}

class Contender {
  readonly kind: KernelKind;
  /** Milliseconds of the fastest run of the greatest length. */
  last = Infinity;
  readonly #bench: Bench;
  readonly #cell: PreparedCell;
  readonly #runner: Runner;
  readonly #batch: number;
  readonly #times = new Map<number, number>();

  constructor(bench: Bench, { units, rows, hasTwoPasses }: Question, kind: KernelKind) {
    this.kind = kind;
    this.#bench = bench;
    this.#cell = new PreparedCell(
      bench,
      probe(hasTwoPasses ? gru({ units, resetAfter: false }) : lstm({ units })),
      { few: kind, many: kind },
      'f32',
    );
    this.#runner = new Runner(bench);
    this.#batch = rows === 'few' ? 1 : 2 * leastManyRows;
  }

  /** Whether the device can have the kind for these units. */
  get isPossible(): boolean {
    return this.#cell.kindFor(this.#batch).kind === this.kind;
  }

  best(steps: number): number {
    return this.#times.get(steps) ?? Infinity;
  }

  async compile(): Promise<void> {
    await this.#cell.compile();
  }

  async time(timeSteps: number): Promise<void> {
    const start = performance.now();
    await this.run(timeSteps);
    this.last = Math.min(performance.now() - start, this.best(timeSteps));
    this.#times.set(timeSteps, this.last);
  }

  async run(timeSteps: number): Promise<void> {
    const { pool, queue, reader } = this.#bench;
    const { units } = this.#cell.sizes.cell;
    const batch = this.#batch;
    const numbers = Array.from({ length: 4 }, () => new Numbers(batch * units));
    const [zero, output, h, c] = numbers as [Numbers, Numbers, Numbers, Numbers];
    const x = new Numbers(batch * timeSteps);
    this.#runner.run({
      ...{ prepared: this.#cell, batch, timeSteps, x, mask: null, resumes: null },
      ...{ goBackwards: false, alignOutput: false, returnSequences: false },
      ...{ zeroOutputForMask: false, output },
      initialState: { h: zero, c: zero },
      finalState: { h, c },
    });
    await queue.submit();
    await reader.read(output, new Float32Array(output.size));
    for (const { buffer, size } of [x, ...numbers]) if (buffer !== null) pool.release(buffer, size);
  }

  dispose(): void {
    this.#cell.release();
  }
}

/** Numbers that stay far from 0 and from where gates saturate, as those of models do. */
function probe(cell: CellConfig): CheckedCell {
  const { units } = cell;
  const columns = gateCounts[cell.kind] * units;
  return {
    cell,
    inputDim: 1,
    weights: {
      kernel: new Float32Array(columns).fill(0.1),
      recurrentKernel: new Float32Array(units * columns).fill(0.1 / units),
      bias: new Float32Array(columns).fill(0.1),
    },
  };
}

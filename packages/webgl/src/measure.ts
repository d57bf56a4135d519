// Times the layouts of a size class against each other on the device, by runs of a layer of that size.
//
// Clocks of pages are coarse, a millisecond in some browsers, and a read waits for a whole frame of messages: so runs
// get longer until the fastest takes several of those, and only differences beyond chance count.

import { type CellConfig, gru, lstm, simpleRNN } from '@gatefold/contract';
import { type CheckedCell, gateCounts } from '@gatefold/contract/author';
import { DeviceCell } from './cell.ts';
import type { Device } from './device.ts';
import { type LayoutName, layoutNames } from './glsl/layouts/variant.ts';
import { type Choice, Choices, expectedLayout, type SizeClass } from './layouts.ts';
import { Matrix } from './matrix.ts';
import type { Runner } from './sequence.ts';

export interface Bench {
  readonly device: Device;
  readonly runner: Runner;
  /** Waits for the device to fill a matrix. */
  readonly wait: (matrix: Matrix) => void;
  readonly free: (matrix: Matrix) => void;
}

const firstSteps = 16;
const mostSteps = 256;
/** A run that takes so long is long enough to be compared. */
const longEnoughMs = 1.5;
/** A layout that takes so many times as long as the fastest is out. */
const beaten = 1.5;
/** What takes less than so many times as long as the fastest may do so by chance: the expected one stays. */
const nearly = 1.2;
const batches = { few: 1, many: 8 } as const;

/** The choices of a device: a size class is measured once for all backends of its context. */
export function measuredChoices(bench: Bench, renderer: string): Choices {
  const { measured } = bench.device;
  return new Choices((size) => {
    const key = JSON.stringify(size);
    let choice = measured.get(key);
    if (choice === undefined) {
      const measure = () => measureLayouts(bench, size, expectedLayout(size, renderer));
      choice = bench.device.use('webgl: layer', measure);
      measured.set(key, choice);
    }
    return choice;
  });
}

/**
 * The fastest layout of a size class.
 *
 * @param expected  what is chosen unless another is clearly faster
 */
function measureLayouts(bench: Bench, size: SizeClass, expected: LayoutName): Choice {
  const contenders = [expected, ...layoutNames.filter((name) => name !== expected)].map(
    (layout) => new Contender(bench, size, layout),
  );
  try {
    return fastest(contenders);
  } finally {
    for (const contender of contenders) contender.dispose();
    // The layouts that lost would never use theirs again.
    bench.runner.releaseScratch();
  }
}

function fastest(contenders: readonly Contender[]): Choice {
  // Programs are compiled, and textures made, by a run that does not count.
  for (const contender of contenders) contender.run(firstSteps);
  const slower = new Map<LayoutName, number>();
  let left = contenders;
  let steps = firstSteps;
  for (let isLong = false; !isLong && left.length > 1; steps *= 4) {
    // Three times, in turn: whatever else the machine does slows one run, and seldom all.
    for (const contender of [...left, ...left.toReversed(), ...left]) contender.time(steps);
    const best = Math.min(...left.map((contender) => contender.best(steps)));
    for (const contender of left) slower.set(contender.layout, contender.best(steps) / best);
    left = left.filter(({ layout }) => (slower.get(layout) as number) <= beaten);
    isLong = best >= longEnoughMs || steps >= mostSteps;
  }
  const [[layout]] = [...slower].toSorted(([, a], [, b]) => a - b) as [[LayoutName, number]];
  const [{ layout: expected }] = contenders as [Contender];
  const isClear = (slower.get(expected) as number) > nearly;
  return { layout: isClear ? layout : expected, slower };
}

type Matrices = [zero: Matrix, output: Matrix, h: Matrix, c: Matrix];

class Contender {
  readonly layout: LayoutName;
  readonly #bench: Bench;
  readonly #cell: DeviceCell;
  readonly #batch: number;
  /** Milliseconds of the fastest run of each length. */
  readonly #times = new Map<number, number>();

  constructor(bench: Bench, size: SizeClass, layout: LayoutName) {
    this.layout = layout;
    this.#bench = bench;
    this.#batch = batches[size.rows];
    this.#cell = new DeviceCell(bench.device, probe(size), () => layout);
  }

  best(steps: number): number {
    return this.#times.get(steps) ?? Infinity;
  }

  time(timeSteps: number): void {
    const start = performance.now();
    this.run(timeSteps);
    const time = performance.now() - start;
    this.#times.set(timeSteps, Math.min(time, this.best(timeSteps)));
  }

  run(timeSteps: number): void {
    const { runner, wait, free } = this.#bench;
    const size = this.#batch * this.#cell.cell.units;
    const [zero, output, h, c] = Array.from({ length: 4 }, () => new Matrix(size)) as Matrices;
    const x = new Matrix(this.#batch * timeSteps);
    runner.run([
      {
        prepared: this.#cell,
        batch: this.#batch,
        timeSteps,
        x,
        mask: null,
        resumes: null,
        initialState: { h: zero, c: zero },
        goBackwards: false,
        alignOutput: false,
        returnSequences: false,
        zeroOutputForMask: false,
        output,
        finalState: { h, c },
      },
    ]);
    wait(output);
    for (const matrix of [x, zero, output, h, c]) free(matrix);
  }

  dispose(): void {
    this.#cell.release();
  }
}

/** A cell of the class's units. Its numbers stay far from 0 and from where gates saturate, as those of models do. */
function probe({ kind, resetAfter, units }: SizeClass): CheckedCell {
  const cells: Readonly<Record<CellConfig['kind'], () => CellConfig>> = {
    simpleRNN: () => simpleRNN({ units }),
    lstm: () => lstm({ units }),
    gru: () => gru({ units, resetAfter: resetAfter ?? true }),
  };
  const cell = cells[kind]();
  const columns = gateCounts[kind] * units;
  return {
    cell,
    inputDim: 1,
    weights: {
      kernel: new Float32Array(columns).fill(0.1),
      recurrentKernel: new Float32Array(units * columns).fill(0.1 / units),
      bias: new Float32Array(resetAfter === true ? 2 * columns : columns).fill(0.1),
    },
  };
}

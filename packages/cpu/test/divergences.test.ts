// Where Keras computes something else than a clause says: that it does so, and that the clause's `diverges` tells what.
// The numbers are real Keras's, printed by conformance/golden/divergences/print_divergences.py.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bidirectional, cpu, gru, type HostTensor, lstm, stacked, tensor } from '../src/index.ts';

interface Stored {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Record {
  readonly x: HostTensor;
  readonly mask: HostTensor | undefined;
  /** Keras lists three arrays for each cell or direction. */
  readonly cells: readonly ReturnType<typeof cellWeights>[];
  /** A row for every step of the first sequence, then of the second. */
  readonly rows: readonly (readonly number[])[];
}

const timeSteps = 5;

function recordOf(writer: string, name: string): Record {
  const file = `../../../conformance/golden/divergences/${writer}.json`;
  const { records } = JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as {
    records: {
      [name: string]: { x: Stored; mask: Stored | null; weights: Stored[]; output: Stored };
    };
  };
  const { x, mask, weights, output } = records[name];
  return {
    x: host(x),
    mask: mask === null ? undefined : host(mask),
    cells:
      weights.length === 3
        ? [cellWeights(weights)]
        : [cellWeights(weights), cellWeights(weights.slice(3))],
    rows: rowsOf(output.data, output.shape.at(-1)),
  };
}

function host({ data, shape }: Stored): HostTensor {
  return tensor(data, shape);
}

function cellWeights(weights: readonly Stored[]) {
  const [kernel, recurrentKernel, bias] = weights.map(host) as [HostTensor, HostTensor, HostTensor];
  return { kernel, recurrentKernel, bias };
}

function rowsOf(data: ArrayLike<number>, width = 1): number[][] {
  const count = data.length / width;
  return Array.from({ length: count }, (_, row) =>
    Array.from(data).slice(row * width, (row + 1) * width),
  );
}

function withMask({ mask }: Record): { mask?: HostTensor } {
  return mask === undefined ? {} : { mask };
}

/** Whether a step is kept, row by row. */
function kept({ mask }: Record): boolean[] {
  return Array.from(mask?.data ?? []).map((value) => value !== 0);
}

/** Rows of each sequence, last step first. */
function turned<T>(rows: readonly T[]): T[] {
  return [rows.slice(0, timeSteps), rows.slice(timeSteps)].flatMap((sequence) =>
    sequence.toReversed(),
  );
}

/** The largest difference between rows that should be alike; not a number when there are more of one. */
function distance(
  actual: readonly (readonly number[])[],
  expected: readonly (readonly number[])[],
): number {
  const [a, b] = [actual.flat(), expected.flat()];
  return Math.max(
    a.length === b.length ? 0 : Number.NaN,
    ...a.map((value, k) => Math.abs(value - b[k])),
  );
}

const tolerance = 2e-6;

const hard = { recurrentActivation: 'hardSigmoidKeras2' } as const;

test('K5 Keras 2.2.4 emits the first cell’s h at masked steps, Keras before 2.2.3 the last one’s, as we do', async () => {
  using backend = await cpu();
  const first = lstm({ units: 3, ...hard, returnSequences: true });
  const config = stacked({
    cells: [first, gru({ units: 3, ...hard, resetAfter: false })].map((cell) => ({
      ...cell,
      returnSequences: false,
    })),
    returnSequences: true,
  });
  const now = recordOf('keras-2.2.4', 'stack');
  const { output } = backend.layer(config, now.cells).run(now.x, withMask(now));
  const ours = rowsOf(await output.data(), 3);
  expect(distance(ours, recordOf('keras-2.1.5', 'stack').rows)).toBeLessThan(tolerance);
  const inside = backend.layer(first, now.cells[0]).run(now.x, withMask(now));
  const firstH = rowsOf(await inside.output.data(), 3);
  expect(
    distance(
      now.rows,
      ours.map((row, t) => (kept(now)[t] ? row : firstH[t])),
    ),
  ).toBeLessThan(tolerance);
  expect(now.rows).not.toEqual(recordOf('keras-2.1.5', 'stack').rows);
});

test('M10 M12 unrolled backwards, Keras on TensorFlow zeroes by the mask that is not reversed', async () => {
  using backend = await cpu();
  const flags = { returnSequences: true, goBackwards: true } as const;
  for (const writer of ['keras-3.15.1', 'tf_keras-2.21.0']) {
    const rolled = recordOf(writer, 'rolled');
    const run = async (zeroOutputForMask: boolean): Promise<number[][]> => {
      const layer = backend.layer(gru({ units: 3, ...flags, zeroOutputForMask }), rolled.cells[0]);
      return rowsOf(await layer.run(rolled.x, withMask(rolled)).output.data(), 3);
    };
    expect(distance(await run(true), rolled.rows)).toBeLessThan(tolerance);
    const carried = await run(false);
    const unrolled = recordOf(writer, 'unrolled');
    const isKept = kept(unrolled);
    expect(
      distance(
        unrolled.rows,
        carried.map((row, t) => (isKept[t] ? row : [0, 0, 0])),
      ),
    ).toBeLessThan(tolerance);
    // What is right takes the mask in the order of processing.
    expect(
      distance(
        rolled.rows,
        carried.map((row, t) => (turned(isKept)[t] ? row : [0, 0, 0])),
      ),
    ).toBeLessThan(tolerance);
  }
});

test('E17 directions that Keras runs exchanged are ours with layers and weights exchanged', async () => {
  using backend = await cpu();
  const config = bidirectional({ layer: lstm({ units: 3, returnSequences: true }) });
  for (const writer of ['keras-3.15.1', 'tf_keras-2.21.0']) {
    for (const name of ['exchanged', 'exchangedMasked']) {
      const record = recordOf(writer, name);
      const [backward, forward] = record.cells;
      const layer = backend.layer(config, { forward, backward });
      const { output } = layer.run(record.x, withMask(record));
      const ours = rowsOf(await output.data(), 6);
      // Halves change places, and rows come last to first.
      expect(
        distance(
          record.rows,
          turned(ours).map((row) => [...row.slice(3), ...row.slice(0, 3)]),
        ),
      ).toBeLessThan(tolerance);
    }
  }
});

// What the suite cannot see from outside: how many bytes a layer needs while it is made, and how many it keeps.

import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { type Backend, cpu, gru, lstm, simpleRNN } from '../src/index.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

// So wide that V8 puts each panel where it stays: a scavenge would count what it moves a second time.
const inputDim = 300;
const cases: {
  name: string;
  cell: ReturnType<typeof lstm | typeof gru | typeof simpleRNN>;
  gates: number;
  biasRows?: number;
}[] = [
  { name: 'simpleRNN', cell: simpleRNN({ units: 2101 }), gates: 1 },
  { name: 'lstm', cell: lstm({ units: 1030 }), gates: 4 },
  { name: 'gru', cell: gru({ units: 703 }), gates: 3, biasRows: 2 },
  { name: 'gru without resetAfter', cell: gru({ units: 2101, resetAfter: false }), gates: 3 },
];

/** Bytes that are there after a collection. */
function bytesKept(): number {
  collectGarbage();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Grows by all that is allocated, so that the growth between two calls is no less than any peak between them. */
function bytesAllocated(): number {
  return getHeapStatistics().total_allocated_bytes + process.memoryUsage().external;
}

describe.each(cases)('$name, in bytes of its float32 weights', ({ cell, gates, biasRows = 1 }) => {
  const columns = gates * cell.units;
  const full = (...shape: number[]) => ({
    shape,
    data: new Float32Array(shape.reduce((a, b) => a * b)).fill(1),
  });
  const weights = {
    kernel: full(inputDim, columns),
    recurrentKernel: full(cell.units, columns),
    bias: biasRows === 2 ? full(2, columns) : full(columns),
  };
  const own = Object.values(weights).reduce((sum, { data }) => sum + data.byteLength, 0);
  const make = (backend: Backend) => backend.layer(cell, weights);

  test('keeps at most 2.2, and says how many', async () => {
    using backend = await cpu();
    const offBy = (): number => {
      const before = bytesKept();
      using layer = make(backend);
      const kept = bytesKept() - before;
      expect(layer.inputDim).toBe(inputDim);
      const { bytes } = backend.memory();
      expect(Number(bytes) / own).toBeLessThan(2.2);
      return Math.abs(kept - Number(bytes));
    };
    // The process comes to keep other things meanwhile, compiled code first of all, and less with each round.
    let least = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 10 && least >= 2e5; round++) least = Math.min(least, offBy());
    expect(least).toBeLessThan(2e5);
  });

  test('allocates at most 3.3 while it is made, garbage included', async () => {
    using backend = await cpu();
    const allocated = (): number => {
      bytesKept();
      const before = bytesAllocated();
      using layer = make(backend);
      expect(layer.disposed).toBe(false);
      return bytesAllocated() - before;
    };
    // Unoptimised code boxes each number that it copies, so rounds are counted until the compiler has caught up.
    let least = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 10 && least >= 3.3; round++) least = allocated() / own;
    expect(least).toBeLessThan(3.3);
    expect(least).toBeGreaterThan(2);
  });
});

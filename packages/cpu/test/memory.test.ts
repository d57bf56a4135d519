// What the suite cannot see from outside: how many bytes a cell needs while it is made, and how many it keeps. The
// contract's copy of the weights, while there is one, comes on top.

import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { CheckedCell } from '@gatefold/contract/author';
import { describe, expect, test } from 'vitest';
import { gruCell } from '../src/gru-cell.ts';
import { gru, lstm, simpleRNN } from '../src/index.ts';
import { lstmCell } from '../src/lstm-cell.ts';
import { type PreparedCell, prepareSequence } from '../src/sequence.ts';
import { simpleRNNCell } from '../src/simple-rnn-cell.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

// So wide that V8 puts each panel where it stays: a scavenge would count what it moves a second time.
const inputDim = 300;
const cases = [
  { name: 'simpleRNN', cell: simpleRNN({ units: 2101 }), make: simpleRNNCell, gates: 1 },
  { name: 'lstm', cell: lstm({ units: 530 }), make: lstmCell, gates: 4 },
  { name: 'gru', cell: gru({ units: 703 }), make: gruCell, gates: 3, biasRows: 2 },
  {
    name: 'gru without resetAfter',
    cell: gru({ units: 2101, resetAfter: false }),
    make: gruCell,
    gates: 3,
  },
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

describe.each(cases)(
  '$name, in bytes of its float32 weights',
  ({ cell, make, gates, biasRows = 1 }) => {
    const columns = gates * cell.units;
    const checked: CheckedCell = {
      cell,
      inputDim,
      weights: {
        kernel: new Float32Array(inputDim * columns).fill(0.5),
        recurrentKernel: new Float32Array(cell.units * columns),
        bias: new Float32Array(biasRows * columns).fill(1),
      },
    };
    const { kernel, recurrentKernel, bias } = checked.weights;
    const weightBytes = 4 * (kernel.length + recurrentKernel.length + bias.length);

    const prepare = (): PreparedCell => prepareSequence(make(checked));

    test('keeps at most 2.2, and says how many', () => {
      const before = bytesKept();
      const prepared = prepare();
      const kept = bytesKept() - before;
      expect(prepared.bytes / weightBytes).toBeLessThan(2.2);
      // What else the process came to keep, compiled code first of all, is some 50 KB.
      expect(Math.abs(kept - prepared.bytes)).toBeLessThan(2e5);
    });

    test('allocates at most 2.3 while it is made, garbage included', () => {
      const allocated = (): number => {
        bytesKept();
        const before = bytesAllocated();
        prepare();
        return bytesAllocated() - before;
      };
      // Unoptimised code boxes each number that it copies, so rounds are counted until the compiler has caught up.
      let least = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 10 && least >= 2.3; round++) least = allocated() / weightBytes;
      expect(least).toBeLessThan(2.3);
      expect(least).toBeGreaterThan(2);
    });
  },
);

// How many bytes a layer says that it keeps, number by number; memory.test.ts compares that with what V8 holds.

import { expect, test } from 'vitest';
import { cpu, gru, lstm, simpleRNN, weightShapes } from '../src/index.ts';

const [inputDim, units] = [5, 3];
// A pass takes eight rows, or four where there are no more: 5 of x, 3 of h.
const [ofX, ofH] = [8, 4];

const cases = [
  // W, U, then vectors of [units]: b and the sums, h and c
  { cell: simpleRNN({ units }), vectors: ofX + ofH + 2 + 2 },
  // the same with four gates, and a(c)
  { cell: lstm({ units }), vectors: 4 * (ofX + ofH + 2) + 1 + 2 },
  // b and d, and the sums of x and of h
  { cell: gru({ units, resetAfter: true }), vectors: 3 * (ofX + ofH + 4) + 2 },
  // b and the sums of x; the sums of h for z and r, and for n
  { cell: gru({ units, resetAfter: false }), vectors: 3 * (ofX + ofH + 2) + 2 + 1 + 2 },
];

test.each(cases)(
  'L5 $cell.kind, resetAfter: $cell.resetAfter, keeps $vectors vectors of [units]',
  async ({ cell, vectors }) => {
    using backend = await cpu();
    const weights = Object.fromEntries(
      Object.entries(weightShapes(cell, inputDim)).map(([name, { shape }]) => [
        name,
        { shape, data: new Float32Array(shape.reduce((a, b) => a * b)) },
      ]),
    );
    using layer = backend.layer(cell, weights as never);
    expect(layer.inputDim).toBe(inputDim);
    expect(backend.memory().bytes).toBe(8 * units * vectors);
  },
);

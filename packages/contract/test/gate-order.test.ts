import { expect, test } from 'vitest';
import {
  type GateMove,
  type GateOrder,
  gateOrders,
  type HostTensor,
  permuteGates,
  tensor,
} from '../src/index.ts';
import { zeros } from './make-weights.ts';
import { refusalLine } from './refusal-of.ts';

const orders = Object.keys(gateOrders) as GateOrder[];

test('W6 permuteGates moves whole blocks along the last axis', () => {
  // Two rows, four gates of two units: the tens name the gate, the units the unit.
  const keras = tensor([
    [10, 11, 20, 21, 30, 31, 40, 41],
    [50, 51, 60, 61, 70, 71, 80, 81],
  ]);
  expect(permuteGates(keras, { units: 2, from: 'ifgo', to: 'iofg' })).toEqual(
    tensor([
      [10, 11, 40, 41, 20, 21, 30, 31],
      [50, 51, 80, 81, 60, 61, 70, 71],
    ]),
  );
  expect(permuteGates(keras, { units: 2, from: 'ifgo', to: 'igfo' })).toEqual(
    tensor([
      [10, 11, 30, 31, 20, 21, 40, 41],
      [50, 51, 70, 71, 60, 61, 80, 81],
    ]),
  );
});

test('W6 permuteGates is not its own inverse: iofg becomes ifgo', () => {
  const onnx = tensor([1, 2, 3, 4]);
  expect(permuteGates(onnx, { units: 1, from: 'iofg', to: 'ifgo' })).toEqual(tensor([1, 3, 4, 2]));
  expect(permuteGates(onnx, { units: 1, from: 'ifgo', to: 'iofg' })).toEqual(tensor([1, 4, 2, 3]));
});

test('W6 there and back gives the same numbers, for every pair of orders', () => {
  let pairs = 0;
  for (const from of orders) {
    for (const to of orders.filter((order) => gateOrders[order].kind === gateOrders[from].kind)) {
      const count = from.length * 3;
      const weight = tensor(
        Array.from({ length: 2 * count }, (_, k) => k),
        [2, count],
      );
      const moved = permuteGates(weight, { units: 3, from, to });
      expect(permuteGates(moved, { units: 3, from: to, to: from })).toEqual(weight);
      pairs++;
    }
  }
  expect(pairs).toBe(9 + 4);
});

test('W6 permuteGates leaves its argument alone', () => {
  const weight = tensor([1, 2, 3]);
  expect(permuteGates(weight, { units: 1, from: 'zrn', to: 'zrn' }).data).not.toBe(weight.data);
  permuteGates(weight, { units: 1, from: 'zrn', to: 'rzn' });
  expect(weight).toEqual(tensor([1, 2, 3]));
});

function refusalOf(weight: HostTensor, move: object): string {
  return refusalLine(() => permuteGates(weight, move as GateMove));
}

test('W6 permuteGates refuses orders of different cells and unknown ones', () => {
  const weight = tensor([1, 2, 3]);
  expect(refusalOf(weight, { units: 1, from: 'zrn', to: 'ifgo' })).toBe(
    "RNN_CONFIG permuteGates: 'zrn' is an order of gru gates, got 'ifgo', of lstm; give two orders of one kind of cell",
  );
  for (const from of ['ifco', ['zrn'], { toString: 1 }, undefined, Symbol('zrn')]) {
    expect(refusalOf(weight, { units: 1, from, to: 'zrn' })).toMatch(
      /^RNN_CONFIG permuteGates\.from: must be an order of gates, got .+; known: ifgo, iofg, igfo, zrn, rzn$/,
    );
  }
});

test('W6 permuteGates refuses weights that still have the gates on another axis', () => {
  // PyTorch's weight_ih of a GRU with 3 inputs and 2 units, and weight_hh of one with 3.
  const move = { units: 2, from: 'rzn', to: 'zrn' };
  expect(refusalOf(zeros(6, 3), move)).toBe(
    'RNN_SHAPE permuteGates: weight: must be [6] or [rows, 6], 3 gates of 2, got [6, 3]; transpose it first: PyTorch and ONNX keep the gates on the first axis',
  );
  expect(refusalOf(zeros(9, 3), { ...move, units: 3 })).toMatch(/got \[9, 3\]; transpose it first/);
  // ONNX's W [1, 4·units, inputDim] and B [1, 8·units].
  const onnx = { units: 2, from: 'iofg', to: 'ifgo' };
  expect(refusalOf(zeros(1, 8, 8), onnx)).toMatch(/got \[1, 8, 8\]; transpose it first/);
  expect(refusalOf(zeros(1, 16), onnx)).toMatch(/got \[1, 16\]; give the units of the cell/);
});

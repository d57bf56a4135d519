import { expect, test } from 'vitest';
import { type GateOrder, gateOrders, permuteGates, tensor } from '../src/index.ts';

const orders = Object.keys(gateOrders) as GateOrder[];

test('W6 permuteGates moves whole blocks along the last axis', () => {
  // Two rows, four gates of two units: the tens name the gate, the units the unit.
  const keras = tensor([
    [10, 11, 20, 21, 30, 31, 40, 41],
    [50, 51, 60, 61, 70, 71, 80, 81],
  ]);
  expect(permuteGates(keras, 'ifgo', 'iofg')).toEqual(
    tensor([
      [10, 11, 40, 41, 20, 21, 30, 31],
      [50, 51, 80, 81, 60, 61, 70, 71],
    ]),
  );
  expect(permuteGates(keras, 'ifgo', 'igfo')).toEqual(
    tensor([
      [10, 11, 30, 31, 20, 21, 40, 41],
      [50, 51, 70, 71, 60, 61, 80, 81],
    ]),
  );
});

test('W6 permuteGates is not its own inverse: iofg becomes ifgo', () => {
  const onnx = tensor([1, 2, 3, 4]);
  expect(permuteGates(onnx, 'iofg', 'ifgo')).toEqual(tensor([1, 3, 4, 2]));
  expect(permuteGates(onnx, 'ifgo', 'iofg')).toEqual(tensor([1, 4, 2, 3]));
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
      expect(permuteGates(permuteGates(weight, from, to), to, from)).toEqual(weight);
      pairs++;
    }
  }
  expect(pairs).toBe(9 + 4);
});

test('W6 permuteGates leaves its argument alone', () => {
  const weight = tensor([1, 2, 3]);
  expect(permuteGates(weight, 'zrn', 'zrn').data).not.toBe(weight.data);
  permuteGates(weight, 'zrn', 'rzn');
  expect(weight).toEqual(tensor([1, 2, 3]));
});

test('W6 permuteGates refuses orders of different cells, unknown ones and odd widths', () => {
  expect(() => permuteGates(tensor([1, 2, 3]), 'zrn', 'ifgo')).toThrow(
    "permuteGates: 'zrn' is an order of gru gates, got 'ifgo', of lstm",
  );
  expect(() => permuteGates(tensor([1, 2, 3]), 'ifco' as GateOrder, 'ifgo')).toThrow(
    "permuteGates: order must be one of ifgo, iofg, igfo, zrn, rzn, got 'ifco'",
  );
  expect(() => permuteGates(tensor([1, 2, 3, 4, 5]), 'ifgo', 'iofg')).toThrow(
    'permuteGates: last axis must be a multiple of 4 gates, got [5]',
  );
});

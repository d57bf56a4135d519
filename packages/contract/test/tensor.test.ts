import { expect, test } from 'vitest';
import { type NestedNumbers, tensor } from '../src/index.ts';

test('C18 tensor() takes nested arrays', () => {
  expect(
    tensor([
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ]),
  ).toEqual({
    shape: [1, 3, 2],
    data: Float32Array.of(1, 2, 3, 4, 5, 6),
  });
  expect(tensor([1, 2, 3])).toEqual({ shape: [3], data: Float32Array.of(1, 2, 3) });
});

test('C18 tensor() takes flat numbers and a shape', () => {
  expect(tensor([1, 2, 3, 4], [2, 1, 2])).toEqual({
    shape: [2, 1, 2],
    data: Float32Array.of(1, 2, 3, 4),
  });
});

test('C18 tensor() takes empty rows', () => {
  expect(tensor([])).toEqual({ shape: [0], data: new Float32Array(0) });
  expect(tensor([[], []])).toEqual({ shape: [2, 0], data: new Float32Array(0) });
  expect(tensor([], [0, 5, 3])).toEqual({ shape: [0, 5, 3], data: new Float32Array(0) });
});

test('C18 tensor() refuses ragged rows', () => {
  const ragged: NestedNumbers[] = [
    [[1, 2], [3]],
    [[1], 2],
    [1, [2]],
    [[[1]], [[2], [3]]],
    [[], [1]],
    [[[]], []],
  ];
  for (const rows of ragged) {
    expect(() => tensor(rows)).toThrow(
      /^tensor: rows along axis \d must be equally long and equally deep; pad the short rows and pass a mask to the layer$/,
    );
  }
});

test('C18 tensor() refuses a shape of another size', () => {
  expect(() => tensor([1, 2, 3], [2, 2])).toThrow(
    'tensor: shape [2, 2] holds 4 numbers, got 3 numbers',
  );
});

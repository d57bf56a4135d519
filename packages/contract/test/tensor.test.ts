import { expect, test } from 'vitest';
import { lstm, type NestedNumbers, sizeOf, tensor } from '../src/index.ts';
import { settledFloat32 } from '../src/typed-array.ts';
import { detached, elsewhere, resizableBuffer, shrunk } from './hostile.ts';
import { makeWeights } from './make-weights.ts';
import { tinyBackend } from './tiny-backend.ts';
import { refusalLine } from './refusal-of.ts';

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
      /^tensor: rows along axis \d must be equally long and equally deep, got .+; pad the short rows and pass a mask to the layer$/,
    );
  }
});

test('C18 tensor() refuses a shape of another size', () => {
  expect(() => tensor([1, 2, 3], [2, 2])).toThrow(
    'tensor: shape [2, 2] holds 4 numbers, got 3 numbers; give the shape that the numbers have, or leave it out',
  );
});

test('C18 tensor() refuses a shape that is none', () => {
  expect(refusalLine(() => tensor([1, 2, 3], [-1, -3]))).toBe(
    'RNN_SHAPE tensor: shape[0] must be a whole number of at least 0, got -1 in [-1, -3]; write every dimension out; none is inferred',
  );
  const one = [0.5, 4];
  for (const shape of [
    one,
    ['2', '1'],
    [2n],
    elsewhere('[, 2]'),
    [2 ** 53, 2],
    2,
    '2',
    null,
    { length: 1 },
  ]) {
    expect(refusalLine(() => tensor([1, 2], shape as never))).toMatch(/^RNN_SHAPE tensor: shape/);
    expect(refusalLine(() => sizeOf(shape as never))).toMatch(/^RNN_SHAPE sizeOf: shape/);
  }
  expect(refusalLine(() => sizeOf([2 ** 40, 2 ** 40]))).toMatch(/^RNN_SHAPE sizeOf: a shape must/);
});

test('C18 a 0 makes a shape empty, however large its other sizes, and -0 is one', () => {
  const large = Array.from({ length: 20 }, () => Number.MAX_SAFE_INTEGER);
  expect(sizeOf([...large, 0])).toBe(0);
  expect(tensor([], [-0, 2]).shape).toStrictEqual([0, 2]);
});

test('E26 a length that is none is refused, though an array answers it', () => {
  for (const length of [-1, 1.5, 2 ** 53, Number.NaN, '2']) {
    const shape = new Proxy([2], {
      get: (target, key) => (key === 'length' ? length : Reflect.get(target, key)),
    });
    expect(refusalLine(() => sizeOf(shape))).toBe(
      'RNN_CONFIG sizeOf: must be readable, got an Error thrown by reading it; pass plain objects and arrays; what was thrown is the cause of this error',
    );
    expect(() => sizeOf(shape)).toThrow(
      expect.objectContaining({ cause: new TypeError('The length of an array is no length') }),
    );
  }
});

test('C18 tensor() refuses what is no number, and says where and what to do', () => {
  const refused: readonly [unknown, string][] = [
    [['1', '2'], "tensor: [0]: must be a number, got '1'; convert it with Number(value)"],
    [[1n], 'tensor: [0]: must be a number, got 1n; convert it with Number(value)'],
    [
      [[true, false]],
      'tensor: [0][0]: must be a number, got true; write 1 or 0, which a mask takes too',
    ],
    [[null], 'tensor: [0]: must be a number, got null; fill the gap with a number; NaN is one'],
    [
      [[1], Array(1)],
      'tensor: [1][0]: must be a number, got undefined; fill the gap with a number; NaN is one',
    ],
    [
      new Set([1]),
      'tensor: must be nested arrays of numbers, got a Set; take the numbers out of it; an iterable becomes an array as [...values]',
    ],
  ];
  for (const [values, message] of refused) {
    expect(refusalLine(() => tensor(values as never))).toBe(`RNN_DTYPE ${message}`);
  }
  for (const values of [null, {}, '12', new BigInt64Array(2), new DataView(new ArrayBuffer(4))]) {
    expect(refusalLine(() => tensor(values as never))).toMatch(/^RNN_DTYPE tensor: must be nested/);
  }
});

test('C18 tensor() refuses arrays that hold themselves', () => {
  const endless: unknown[] = [];
  endless.push(endless, endless);
  expect(refusalLine(() => tensor(endless as never))).toBe(
    'RNN_SHAPE tensor: arrays must be nested at most 32 deep, got deeper ones; look for an array that holds itself',
  );
});

test('C18 tensor() copies typed arrays of any kind and realm', () => {
  const data = Float32Array.of(1, 2, 3, 4);
  const made = tensor(data, [2, 2]);
  expect(made).toEqual({ shape: [2, 2], data });
  expect(made.data).not.toBe(data);
  expect(tensor(Float64Array.of(0.1)).data).toEqual(Float32Array.of(0.1));
  expect(tensor([Int8Array.of(1, 2), Uint16Array.of(3, 4)])).toEqual(made);
  const theirs = elsewhere('[[1, 2], new Float32Array([3, 4])]') as NestedNumbers;
  expect(tensor(theirs)).toStrictEqual(made);
  const flat = elsewhere('new Float32Array([1, 2, 3, 4])') as NestedNumbers;
  expect(tensor(flat, elsewhere('[2, 2]') as number[])).toStrictEqual(made);
});

test('E25 tensor() refuses an array without its memory', () => {
  expect(refusalLine(() => tensor(detached(3)))).toMatch(
    /^RNN_SHAPE tensor: an array must still have its numbers, got a Float32Array whose buffer is detached; make it anew/,
  );
  expect(refusalLine(() => tensor([shrunk(3)]))).toMatch(/got a Float32Array that reaches past/);
});

const config = lstm({ units: 2 });
const layer = tinyBackend().layer(config, makeWeights(config, 3));

test('E25 arrays of another realm are taken everywhere', () => {
  const data = elsewhere('new Float32Array([1, 2, 3])') as Float32Array;
  expect(data).not.toBeInstanceOf(Float32Array);
  const x = { shape: elsewhere('[1, 1, 3]') as number[], data };
  const mask = { shape: elsewhere('[1, 1]'), data: elsewhere('new Uint8Array([1])') } as never;
  const h = { shape: [1, 2], data: elsewhere('new Float32Array(2)') as Float32Array };
  const { output } = layer.run(x, { mask, initialState: { h, c: h } });
  expect([...output.dataSync()]).toEqual([1, 1]);
  expect([...output.dataSync(elsewhere('new Float32Array(2)') as Float32Array)]).toEqual([1, 1]);
  const stream = layer.stream();
  expect([...stream.push({ shape: [1, 3], data }).dataSync()]).toEqual([1, 1]);
  expect([...stream.push({ shape: [1, 3], data }).dataSync()]).toEqual([2, 2]);
  stream.dispose();
});

test('E25 an array that follows its buffer is read as it was when it was checked', () => {
  const buffer = resizableBuffer(3);
  const data = new Float32Array(buffer);
  data.set([1, 2, 3]);
  // The state is read after x, and takes x its numbers away.
  const h = {
    shape: [1, 2],
    get data() {
      buffer.resize(0);
      return new Float32Array(2);
    },
  };
  const { output } = layer.run({ shape: [1, 1, 3], data }, { initialState: { h, c: h } });
  expect([...output.dataSync()]).toEqual([1, 1]);
});

test('E25 an array is copied where another may change it, or what it says of itself', () => {
  class Own extends Float32Array {}
  const plain = Float32Array.of(1, 2);
  expect(settledFloat32(plain)).toBe(plain);
  for (const array of [Own.of(1, 2), new Float32Array(new SharedArrayBuffer(8))]) {
    array.set(plain);
    const settled = settledFloat32(array as Float32Array);
    expect(settled).toStrictEqual(plain);
    expect(settled.buffer).not.toBe(array.buffer);
  }
});

test('E25 an array without its memory is refused with the reason', () => {
  const lost = { 'is detached': detached(3), 'reaches past the end': shrunk(3) };
  for (const [reason, data] of Object.entries(lost)) {
    for (const shape of [
      [1, 1, 3],
      [1, 0, 3],
    ]) {
      const refusal = refusalLine(() => layer.run({ shape, data }));
      expect(refusal).toMatch(/^RNN_SHAPE lstm\.run: x: shape \[1, [01], 3\] holds [03] numbers/);
      expect(refusal).toContain(reason);
    }
  }
  const mask = { shape: [1, 1], data: detached(1) };
  expect(refusalLine(() => layer.run(tensor([[[1, 2, 3]]]), { mask }))).toContain('is detached');
  const empty = { shape: [0, 1], data: detached(1) };
  expect(refusalLine(() => layer.run(tensor([], [0, 1, 3]), { mask: empty }))).toContain(
    'detached',
  );
});

test('E3 the shape of a tensor cannot be changed', () => {
  const { output } = layer.run(tensor([[[1, 2, 3]]]));
  expect(() => (output.shape as unknown as number[]).push(5)).toThrow(TypeError);
  expect(output.shape).toEqual([1, 2]);
});

// Every instruction that the emitter knows, run on numbers: that a byte validates does not mean that it is the right one.

import { describe, expect, test } from 'vitest';
import type { FunctionBody } from '../src/emit/function.ts';
import {
  f32,
  f32x4,
  i32,
  i32x4,
  type Expression,
  type Integer,
  type Vector,
  v128,
} from '../src/emit/instructions.ts';
import { ModuleWriter } from '../src/emit/module.ts';

const memory = new WebAssembly.Memory({ initial: 1 });
const [floats, octets] = [new Float32Array(memory.buffer), new Uint8Array(memory.buffer)];

/** Where the operands lie, vectors of four numbers, and where the result goes. */
const [a, b, c, result] = [0, 16, 32, 64].map((at) => i32.const(at)) as [
  Integer,
  Integer,
  Integer,
  Integer,
];

/** Runs a function without parameters. */
function run(write: (body: FunctionBody) => void): void {
  const module = new ModuleWriter(false);
  module.export(
    'run',
    module.function('run', {}, (body) => write(body)),
  );
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), {
    host: { memory },
  });
  (exports['run'] as () => void)();
}

function valueOf(expression: Expression<'i32'>): number {
  const module = new ModuleWriter(false);
  module.export(
    'run',
    module.functionOf('run', {}, 'i32', () => expression),
  );
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), {
    host: { memory },
  });
  return (exports['run'] as () => number)();
}

function vectorOf(expression: Vector): number[] {
  run((body) => body.do(v128.store(result, expression)));
  return [...floats.slice(16, 20)];
}

const [x, y, z] = [v128.load(a), v128.load(b), v128.load(c)];

function setOperands(...operands: number[][]): void {
  for (const [k, operand] of operands.entries()) floats.set(operand, 4 * k);
}

const minusOne = i32.const(-1);
const integers: Record<Exclude<keyof typeof i32, 'load8_u' | 'atomic'>, [Integer, number][]> = {
  const: [
    [i32.const(-65), -65],
    [i32.const(64), 64],
    [i32.const(2 ** 31 - 1), 2 ** 31 - 1],
    [i32.const(-(2 ** 31)), -(2 ** 31)],
  ],
  eqz: [
    [i32.eqz(i32.const(0)), 1],
    [i32.eqz(i32.const(256)), 0],
  ],
  eq: [
    [i32.eq(i32.const(7), i32.const(7)), 1],
    [i32.eq(i32.const(7), minusOne), 0],
  ],
  lt_u: [
    [i32.lt_u(i32.const(1), minusOne), 1],
    [i32.lt_u(minusOne, i32.const(1)), 0],
    [i32.lt_u(i32.const(3), i32.const(3)), 0],
  ],
  add: [[i32.add(i32.const(2 ** 31 - 1), i32.const(2)), -(2 ** 31) + 1]],
  sub: [[i32.sub(i32.const(3), i32.const(5)), -2]],
  mul: [[i32.mul(i32.const(-3), i32.const(70_000)), -210_000]],
  div_u: [[i32.div_u(i32.const(-2), i32.const(3)), Math.floor((2 ** 32 - 2) / 3)]],
  and: [[i32.and(i32.const(0b1101), i32.const(-4)), 0b1100]],
};

describe('i32', () => {
  test.each(Object.entries(integers))('%s', (_, examples) => {
    for (const [expression, want] of examples) expect(valueOf(expression)).toBe(want);
  });

  test('load8_u reads a byte without a sign, from an offset too', () => {
    octets.set([7, 200], 100);
    expect(valueOf(i32.load8_u(i32.const(101)))).toBe(200);
    expect(valueOf(i32.load8_u(i32.const(0), 100))).toBe(7);
  });

  test('atomic: load and store, from offsets too', () => {
    const words = new Int32Array(memory.buffer);
    words.set([-7, 0x01020304], 25);
    expect(valueOf(i32.atomic.load(i32.const(100)))).toBe(-7);
    expect(valueOf(i32.atomic.load(i32.const(0), 104))).toBe(0x01020304);
    run((body) => body.do(i32.atomic.store(i32.const(100), i32.const(-70_000), 8)));
    expect([...words.slice(26, 28)]).toEqual([0x01020304, -70_000]);
  });
});

test('f32: const, load and store, from offsets too', () => {
  floats.set([1.5, -2.5], 40);
  run((body) => {
    body.do(f32.store(result, f32.load(i32.const(160), 4)));
    body.do(f32.store(result, f32.const(0.1), 4));
  });
  expect([...floats.slice(16, 18)]).toEqual([-2.5, Math.fround(0.1)]);
});

const inf = Infinity;
type Numeric = Exclude<keyof typeof f32x4, 'lt' | 'gt' | 'ne' | 'splat' | 'splatLane'>;
const vectors: Record<Numeric, { operands: number[][]; of: Vector; want: number[] }> = {
  abs: { operands: [[-1, 2, -0, -inf]], of: f32x4.abs(x), want: [1, 2, 0, inf] },
  neg: { operands: [[-1, 2, 0, inf]], of: f32x4.neg(x), want: [1, -2, -0, -inf] },
  sqrt: { operands: [[4, 9, 0.25, -1]], of: f32x4.sqrt(x), want: [2, 3, 0.5, NaN] },
  add: {
    operands: [
      [1, 2, 3, 4],
      [10, 20, 30, inf],
    ],
    of: f32x4.add(x, y),
    want: [11, 22, 33, inf],
  },
  sub: {
    operands: [
      [1, 2, 3, 4],
      [10, 20, 30, 1],
    ],
    of: f32x4.sub(x, y),
    want: [-9, -18, -27, 3],
  },
  mul: {
    operands: [
      [1, 2, 3, 4],
      [10, 20, 30, -1],
    ],
    of: f32x4.mul(x, y),
    want: [10, 40, 90, -4],
  },
  div: {
    operands: [
      [1, 2, 3, 4],
      [2, 4, 4, 0],
    ],
    of: f32x4.div(x, y),
    want: [0.5, 0.5, 0.75, inf],
  },
  pmin: {
    operands: [
      [1, 5, NaN, 1],
      [3, 2, 1, NaN],
    ],
    of: f32x4.pmin(x, y),
    want: [1, 2, NaN, 1],
  },
  pmax: {
    operands: [
      [1, 5, NaN, 1],
      [3, 2, 1, NaN],
    ],
    of: f32x4.pmax(x, y),
    want: [3, 5, NaN, 1],
  },
  relaxed_madd: {
    operands: [
      [1, 2, 3, 4],
      [10, 20, 30, 40],
      [5, 6, 7, 8],
    ],
    of: f32x4.relaxed_madd(x, y, z),
    want: [15, 46, 97, 168],
  },
  relaxed_nmadd: {
    operands: [
      [1, 2, 3, 4],
      [10, 20, 30, 40],
      [5, 6, 7, 8],
    ],
    of: f32x4.relaxed_nmadd(x, y, z),
    want: [-5, -34, -83, -152],
  },
};

describe('f32x4', () => {
  test.each(Object.entries(vectors))('%s', (_, { operands, of, want }) => {
    setOperands(...operands);
    expect(vectorOf(of)).toEqual(want);
  });

  test('lt, gt and ne set all bits where they hold; for NaN only ne does', () => {
    setOperands([1, 3, NaN, 2], [2, 2, 2, 2]);
    const masked = (mask: Vector): number[] => vectorOf(v128.and(mask, y));
    expect(masked(f32x4.lt(x, y))).toEqual([2, 0, 0, 0]);
    expect(masked(f32x4.gt(x, y))).toEqual([0, 2, 0, 0]);
    expect(masked(f32x4.ne(x, y))).toEqual([2, 2, 2, 0]);
  });

  test('splat and splatLane', () => {
    setOperands([1, 2, 3, 4]);
    expect(vectorOf(f32x4.splat(f32.const(0.5)))).toEqual([0.5, 0.5, 0.5, 0.5]);
    for (const lane of [0, 1, 2, 3]) {
      expect(vectorOf(f32x4.splatLane(x, lane))).toEqual(Array(4).fill(lane + 1));
    }
  });
});

describe('v128', () => {
  test('load, load32_splat and store, from offsets too', () => {
    setOperands([1, 2, 3, 4], [5, 6, 7, 8]);
    expect(vectorOf(v128.load(a, 8))).toEqual([3, 4, 5, 6]);
    expect(vectorOf(v128.load32_splat(a, 20))).toEqual([6, 6, 6, 6]);
    run((body) => body.do(v128.store(a, y, 64)));
    expect([...floats.slice(16, 20)]).toEqual([5, 6, 7, 8]);
  });

  test('and, or, bitselect', () => {
    new Uint32Array(memory.buffer).set([0b1100, 0, 0, 0, 0b1010, 0, 0, 0, 0b0110, 0, 0, 0]);
    const bits = (of: Vector): number => {
      vectorOf(of);
      return new Uint32Array(memory.buffer)[16] as number;
    };
    expect(bits(v128.and(x, y))).toBe(0b1000);
    expect(bits(v128.or(x, y))).toBe(0b1110);
    expect(bits(v128.bitselect(x, y, z))).toBe(0b1100);
  });

  test('i32x4: each lane is shifted, and added', () => {
    const words = new Uint32Array(memory.buffer);
    words.set([1, 2, 3, 2 ** 31]);
    vectorOf(i32x4.shl(x, i32.const(23)));
    expect([...words.slice(16, 20)]).toEqual([2 ** 23, 2 ** 24, 3 * 2 ** 23, 0]);
    vectorOf(i32x4.shr_u(x, i32.const(1)));
    expect([...words.slice(16, 20)]).toEqual([0, 1, 1, 2 ** 30]);
    words.set([2 ** 32 - 1, 2, 3, 4], 4);
    vectorOf(i32x4.add(x, y));
    expect([...words.slice(16, 20)]).toEqual([0, 4, 6, 2 ** 31 + 4]);
  });
});

test('every instruction is tried here', () => {
  expect(Object.keys(i32).toSorted()).toEqual(
    [...Object.keys(integers), 'load8_u', 'atomic'].toSorted(),
  );
  expect(Object.keys(i32.atomic).toSorted()).toEqual(['load', 'store']);
  expect(Object.keys(f32).toSorted()).toEqual(['const', 'load', 'store']);
  expect(Object.keys(v128).toSorted()).toEqual([
    ...['and', 'bitselect', 'load', 'load32_splat', 'or', 'store'],
  ]);
  expect(Object.keys(i32x4).toSorted()).toEqual(['add', 'shl', 'shr_u']);
  expect(Object.keys(f32x4).toSorted()).toEqual(
    [...Object.keys(vectors), 'lt', 'gt', 'ne', 'splat', 'splatLane'].toSorted(),
  );
});

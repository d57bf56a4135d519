// The contract's activations in SIMD, each equal to the function of its name in packages/cpu/src/activations.ts to within
// what its line says, measured in test/activations.test.ts. NaN stays NaN: what may be NaN comes first in pmin and pmax.

import type { ActivationName } from '@gatefold/contract';
import { f32x4, i32, i32x4, type Vector, v128 } from '../emit/instructions.ts';
import { constant, type ConstantName } from './constants.ts';
import type { Arithmetic, Quantity } from './quantity.ts';

/** A function of a value that is kept in a variable. */
export type VectorActivation = (arithmetic: Arithmetic, x: Vector) => Quantity;

export const vectorActivations: Partial<Readonly<Record<ActivationName, VectorActivation>>> = {
  linear: (a, x) => a.whole(x),
  tanh,
  sigmoid: (a, x) => {
    const e = a.keep(expMinus(a, clip(x, 'expLow', 'expHigh')));
    return a.fraction(constant('one'), a.keep(f32x4.add(constant('one'), e)), e);
  },
  hardSigmoid: (a, x) => a.whole(hardSigmoid(a, x, 'sixth')),
  hardSigmoidKeras2: (a, x) => a.whole(hardSigmoid(a, x, 'fifth')),
  relu: (a, x) => a.whole(f32x4.pmax(x, constant('zero'))),
  relu6: (a, x) => a.whole(clip(x, 'zero', 'six')),
  leakyRelu: (a, x) => a.whole(whereAbove(x, 'zero', x, f32x4.mul(x, constant('fifth')))),
  elu,
  selu: (a, x) => {
    const above = f32x4.mul(x, constant('seluScale'));
    return a.whole(
      whereAbove(x, 'zero', above, f32x4.mul(expMinusOne(a, x), constant('seluSlope'))),
    );
  },
  celu: elu,
  exponential: (a, x) => {
    // Without the half, 2^n would leave float32's exponents before e^x leaves its range.
    const half = f32x4.mul(clip(x, 'fullExpLow', 'fullExpHigh'), constant('minusHalf'));
    const root = a.keep(expMinus(a, a.keep(half)));
    return a.whole(f32x4.mul(root, root));
  },
  softsign: (a, x) => a.whole(f32x4.div(x, f32x4.add(constant('one'), f32x4.abs(x)))),
  silu: (a, x) => {
    // The formula's -∞·0, which is NaN, where the fraction would say -∞.
    const nothing = f32x4.mul(f32x4.pmin(x, constant('zero')), constant('zero'));
    // And below -83 e^-x grows no further.
    const over = f32x4.add(f32x4.pmax(x, constant('expLow')), nothing);
    return a.whole(f32x4.div(over, onePlusExpMinus(a, x)));
  },
  hardSilu: (a, x) => a.whole(f32x4.mul(x, hardSigmoid(a, x, 'sixth'))),
  hardTanh: (a, x) => a.whole(clip(x, 'minusOne', 'one')),
  softShrink: (a, x) => {
    const shrunk = f32x4.sub(x, clip(x, 'minusHalf', 'half'));
    return a.whole(v128.and(shrunk, isLarge(x)));
  },
  hardShrink: (a, x) => a.whole(v128.and(x, isLarge(x))),
  sparsePlus: (a, x) => {
    const raised = a.keep(f32x4.pmax(f32x4.add(x, constant('one')), constant('zero')));
    const curve = f32x4.mul(f32x4.mul(raised, raised), constant('quarter'));
    return a.whole(v128.bitselect(curve, x, f32x4.lt(x, constant('one'))));
  },
  sparseSigmoid: (a, x) => {
    const half = a.madd(x, constant('half'), constant('half'));
    return a.whole(clip(half, 'zero', 'one'));
  },
};

/** x / y of two polynomials; 2.6e-7 absolutely with fused sums, 3.2e-7 without. Its parts stay below 1. */
function tanh(a: Arithmetic, x: Vector): Quantity {
  const bound = constant(a.isFused ? 'tanhBoundFused' : 'tanhBound');
  const within = a.keep(f32x4.pmax(f32x4.pmin(x, bound), f32x4.neg(bound)));
  const square = a.keep(f32x4.mul(within, within));
  const part = (name: 'Over' | 'Under'): Vector =>
    a.polynomial(
      square,
      `tanh${name}0`,
      `tanh${name}1`,
      `tanh${name}2`,
      `tanh${name}3`,
      `tanh${name}4`,
    );
  return a.fraction(a.keep(f32x4.mul(within, part('Over'))), a.keep(part('Under')));
}

function onePlusExpMinus(a: Arithmetic, x: Vector): Vector {
  return f32x4.add(constant('one'), expMinus(a, clip(x, 'expLow', 'expHigh')));
}

/** e^-x, 9e-8 relatively, for |x| ≤ 83. */
function expMinus(a: Arithmetic, given: Vector): Vector {
  const coefficients = ['exp1', 'exp2', 'exp3', 'exp4', 'exp5'] as const;
  const { scale, product } = splitExp(a, given, coefficients);
  return f32x4.add(product, scale);
}

/** e^-x as 2^n and 2^n·(e^t - 1). */
function splitExp(
  a: Arithmetic,
  given: Vector,
  coefficients: readonly [...ConstantName[], ConstantName],
): { scale: Vector; product: Vector } {
  const x = a.keep(given);
  const shifted = a.keep(a.madd(x, constant('minusLog2e'), constant('expMagic')));
  const scale = a.keep(i32x4.shl(shifted, i32.const(23)));
  const n = a.keep(f32x4.sub(shifted, constant('expMagic')));
  const high = a.madd(n, constant('ln2High'), x);
  const t = a.keep(a.madd(n, constant('ln2Low'), high));
  const p = a.polynomial(t, ...coefficients);
  return { scale, product: f32x4.mul(f32x4.mul(t, scale), p) };
}

/** e^x - 1 for x ≤ 0, without the loss of taking 1 from e^x. */
function expMinusOne(a: Arithmetic, x: Vector): Vector {
  const below = f32x4.pmax(f32x4.pmin(x, constant('zero')), constant('expLow'));
  const { scale, product } = splitExp(a, f32x4.neg(below), [
    ...(['series1', 'series2', 'series3', 'series4', 'series5', 'series6', 'series7'] as const),
  ]);
  return f32x4.add(product, f32x4.sub(scale, constant('one')));
}

function elu(a: Arithmetic, x: Vector): Quantity {
  return a.whole(whereAbove(x, 'zero', x, expMinusOne(a, x)));
}

function hardSigmoid(a: Arithmetic, x: Vector, slope: ConstantName): Vector {
  return clip(a.madd(x, constant(slope), constant('half')), 'zero', 'one');
}

/** |x| > 0.5, which NaN is not. */
function isLarge(x: Vector): Vector {
  return f32x4.gt(f32x4.abs(x), constant('half'));
}

function clip(x: Vector, low: ConstantName, high: ConstantName): Vector {
  return f32x4.pmax(f32x4.pmin(x, constant(high)), constant(low));
}

/** x > bound ? above : otherwise, which a NaN takes. */
function whereAbove(x: Vector, bound: ConstantName, above: Vector, otherwise: Vector): Vector {
  return v128.bitselect(above, otherwise, f32x4.gt(x, constant(bound)));
}

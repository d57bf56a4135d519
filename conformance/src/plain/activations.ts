// Every activation of the contract as a scalar function: plain, and apart from any backend's.

import type { ActivationName } from '@gatefold/contract';

export type Scalar = (x: number) => number;

const { abs, exp, expm1, log1p, max, min, sqrt, tanh } = Math;
const clip = (x: number, low: number, high: number): number => min(max(x, low), high);
const sigmoid: Scalar = (x) => 1 / (1 + exp(-x));
const softplus: Scalar = (x) => max(x, 0) + log1p(exp(-abs(x)));

export const scalars: Readonly<Record<ActivationName, Scalar>> = {
  linear: (x) => x,
  tanh,
  sigmoid,
  hardSigmoid: (x) => clip(x / 6 + 0.5, 0, 1),
  hardSigmoidKeras2: (x) => clip(0.2 * x + 0.5, 0, 1),
  relu: (x) => max(x, 0),
  relu6: (x) => clip(x, 0, 6),
  leakyRelu: (x) => (x > 0 ? x : 0.2 * x),
  elu: (x) => (x > 0 ? x : expm1(x)),
  selu: (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * expm1(x)),
  celu: (x) => max(x, 0) + min(expm1(x), 0),
  exponential: exp,
  softplus,
  softsign: (x) => x / (1 + abs(x)),
  squareplus: (x) => (x + sqrt(x * x + 4)) / 2,
  silu: (x) => x * sigmoid(x),
  hardSilu: (x) => x * clip(x / 6 + 0.5, 0, 1),
  gelu: (x) => (x * (1 + erf(x * Math.SQRT1_2))) / 2,
  mish: (x) => x * tanh(softplus(x)),
  hardTanh: (x) => clip(x, -1, 1),
  tanhShrink: (x) => x - tanh(x),
  softShrink: (x) => (x > 0.5 ? x - 0.5 : x < -0.5 ? x + 0.5 : 0),
  hardShrink: (x) => (abs(x) > 0.5 ? x : 0),
  logSigmoid: (x) => -softplus(-x),
  sparsePlus: (x) => (x <= -1 ? 0 : x < 1 ? (x + 1) ** 2 / 4 : x),
  sparseSigmoid: (x) => clip((x + 1) / 2, 0, 1),
};

/** 2/√π e^(-x²) Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)), Abramowitz & Stegun 7.1.6, whose terms do not cancel; past 6 it is 1. */
function erf(x: number): number {
  if (abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; abs(term) > 1e-17 * abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / sqrt(Math.PI)) * exp(-x * x) * sum;
}

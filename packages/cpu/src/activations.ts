// Every activation of the contract, as float64 arithmetic. Formulas: the contract's `activations` table.

import type { ActivationName } from '@gatefold/contract';

export type Activation = (x: number) => number;

const { abs, exp, expm1, log1p, max, min, sqrt, tanh } = Math;

export const sigmoid: Activation = (x) => 1 / (1 + exp(-x));
const hardSigmoid: Activation = (x) => clip(x / 6 + 0.5, 0, 1);
const elu: Activation = (x) => (x > 0 ? x : expm1(x));
// ln(1 + e^x) without overflow: max(x, 0) + ln(1 + e^-|x|).
const softplus: Activation = (x) => max(x, 0) + log1p(exp(-abs(x)));

export const activationFunctions: Readonly<Record<ActivationName, Activation>> = {
  linear: (x) => x,
  tanh,
  sigmoid,
  hardSigmoid,
  hardSigmoidKeras2: (x) => clip(0.2 * x + 0.5, 0, 1),
  relu: (x) => max(x, 0),
  relu6: (x) => clip(x, 0, 6),
  leakyRelu: (x) => (x > 0 ? x : 0.2 * x),
  elu,
  selu: (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * expm1(x)),
  celu: elu,
  exponential: exp,
  softplus,
  softsign: (x) => x / (1 + abs(x)),
  squareplus: (x) => (x + sqrt(x * x + 4)) / 2,
  silu: (x) => x * sigmoid(x),
  hardSilu: (x) => x * hardSigmoid(x),
  gelu: (x) => (x * erfc(-x * Math.SQRT1_2)) / 2,
  mish: (x) => x * tanh(softplus(x)),
  hardTanh: (x) => clip(x, -1, 1),
  tanhShrink: (x) => x - tanh(x),
  softShrink: (x) => (x > 0.5 ? x - 0.5 : x < -0.5 ? x + 0.5 : 0),
  hardShrink: (x) => (abs(x) > 0.5 ? x : 0),
  logSigmoid: (x) => -softplus(-x),
  sparsePlus: (x) => (x <= -1 ? 0 : x < 1 ? ((x + 1) * (x + 1)) / 4 : x),
  sparseSigmoid: (x) => clip((x + 1) / 2, 0, 1),
};

/** NaN stays NaN. */
function clip(x: number, low: number, high: number): number {
  return min(max(x, low), high);
}

/**
 * 1 - erf(x), to within 2e-16 absolutely.
 *
 * For |x| < 3 the series erf x = 2/√π e^(-x²) Σ 2ⁿ x^(2n+1) / (2n+1)!! (Abramowitz & Stegun 7.1.6), whose terms are
 * all of one sign; beyond, the continued fraction 7.1.14, evaluated from its 60th level.
 */
function erfc(x: number): number {
  const size = abs(x);
  if (size >= 6) return x > 0 ? 0 : 2;
  const scale = exp(-x * x);
  if (!(size >= 3)) {
    let term = x;
    let sum = x;
    for (let n = 1; abs(term) > 1e-17 * abs(sum); n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return 1 - (2 / sqrt(Math.PI)) * scale * sum;
  }
  let fraction = 0;
  for (let level = 60; level > 0; level--) fraction = level / 2 / (size + fraction);
  const tail = scale / sqrt(Math.PI) / (size + fraction);
  return x > 0 ? tail : 2 - tail;
}

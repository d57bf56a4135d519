// Every activation of the contract, as float64 arithmetic. Formulas: the contract's `activations` table, clauses A1 to A26.
//
// Each works on a vector, in place, in a loop of its own: a number that passes through a function held in a variable
// goes by the heap, which was 5 KB of garbage and a quarter of the time of an LSTM step of 32 units (packages/bench).

import type { ActivationName } from '@gatefold/contract';
import { erfc, softplus } from '@gatefold/contract/author';

/** Replaces each element of v by its activation, and returns v. */
export type Activation = (v: Float64Array) => Float64Array;

const { abs, exp, expm1, max, min, sqrt, tanh } = Math;

export const activationFunctions: Readonly<Record<ActivationName, Activation>> = {
  linear: (v) => v,
  tanh: (v) => {
    for (let k = 0; k < v.length; k++) v[k] = tanh(v[k]);
    return v;
  },
  sigmoid: (v) => {
    for (let k = 0; k < v.length; k++) v[k] = sigmoid(v[k]);
    return v;
  },
  hardSigmoid: (v) => {
    for (let k = 0; k < v.length; k++) v[k] = clip(v[k] / 6 + 0.5, 0, 1);
    return v;
  },
  hardSigmoidKeras2: (v) => {
    for (let k = 0; k < v.length; k++) v[k] = clip(0.2 * v[k] + 0.5, 0, 1);
    return v;
  },
  relu: (v) => {
    for (let k = 0; k < v.length; k++) v[k] = max(v[k], 0);
    return v;
  },
  relu6: (v) => {
    for (let k = 0; k < v.length; k++) v[k] = clip(v[k], 0, 6);
    return v;
  },
  leakyRelu: (v) => {
    for (let k = 0; k < v.length; k++) v[k] = max(v[k], 0.2 * v[k]);
    return v;
  },
  elu,
  selu: (v) => {
    for (let k = 0; k < v.length; k++) {
      v[k] = 1.0507009873554805 * (max(v[k], 0) + 1.6732632423543772 * expm1(min(v[k], 0)));
    }
    return v;
  },
  celu: elu,
  exponential: (v) => {
    for (let k = 0; k < v.length; k++) v[k] = exp(v[k]);
    return v;
  },
  softplus: (v) => {
    for (let k = 0; k < v.length; k++) v[k] = softplus(v[k]);
    return v;
  },
  softsign: (v) => {
    for (let k = 0; k < v.length; k++) v[k] = v[k] / (1 + abs(v[k]));
    return v;
  },
  squareplus: (v) => {
    for (let k = 0; k < v.length; k++) v[k] = (v[k] + sqrt(v[k] * v[k] + 4)) / 2;
    return v;
  },
  silu: (v) => {
    for (let k = 0; k < v.length; k++) v[k] = v[k] * sigmoid(v[k]);
    return v;
  },
  hardSilu: (v) => {
    for (let k = 0; k < v.length; k++) v[k] = v[k] * clip(v[k] / 6 + 0.5, 0, 1);
    return v;
  },
  gelu: (v) => {
    for (let k = 0; k < v.length; k++) v[k] = (v[k] * erfc(-v[k] * Math.SQRT1_2)) / 2;
    return v;
  },
  mish: (v) => {
    for (let k = 0; k < v.length; k++) v[k] = v[k] * tanh(softplus(v[k]));
    return v;
  },
  hardTanh: (v) => {
    for (let k = 0; k < v.length; k++) v[k] = clip(v[k], -1, 1);
    return v;
  },
  tanhShrink: (v) => {
    for (let k = 0; k < v.length; k++) v[k] = v[k] - tanh(v[k]);
    return v;
  },
  softShrink: (v) => {
    for (let k = 0; k < v.length; k++) {
      // Stryker disable next-line EqualityOperator: at 0.5 and -0.5 both branches are 0
      v[k] = v[k] > 0.5 ? v[k] - 0.5 : v[k] < -0.5 ? v[k] + 0.5 : 0;
    }
    return v;
  },
  hardShrink: (v) => {
    for (let k = 0; k < v.length; k++) v[k] = abs(v[k]) > 0.5 ? v[k] : 0;
    return v;
  },
  logSigmoid: (v) => {
    for (let k = 0; k < v.length; k++) v[k] = -softplus(-v[k]);
    return v;
  },
  sparsePlus: (v) => {
    for (let k = 0; k < v.length; k++) {
      // Stryker disable next-line EqualityOperator: at -1 both branches are 0, and at 1 both are 1
      v[k] = v[k] <= -1 ? 0 : v[k] < 1 ? ((v[k] + 1) * (v[k] + 1)) / 4 : v[k];
    }
    return v;
  },
  sparseSigmoid: (v) => {
    for (let k = 0; k < v.length; k++) v[k] = clip((v[k] + 1) / 2, 0, 1);
    return v;
  },
};

function elu(v: Float64Array): Float64Array {
  for (let k = 0; k < v.length; k++) v[k] = max(v[k], 0) + expm1(min(v[k], 0));
  return v;
}

function sigmoid(x: number): number {
  return 1 / (1 + exp(-x));
}

/** NaN stays NaN. */
function clip(x: number, low: number, high: number): number {
  return min(max(x, low), high);
}

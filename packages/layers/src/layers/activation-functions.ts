// Every activation, on a row of numbers in place. Formulas: the contract's `activations` table, clauses A1 to A26, and
// keras/src/activations/activations.py for those that mix a row.

import {
  type ActivationName,
  activationNames,
  activations,
  UnsupportedError,
} from '@gatefold/contract';
import { describe, erfc, softplus } from '@gatefold/contract/author';

/** Replaces the numbers of one row, the last axis, by their activations. */
export type Activation = (row: Float64Array | Float32Array) => void;

const { abs, exp, expm1, max, min, sqrt, tanh } = Math;

/** NaN stays NaN. */
const clip = (x: number, low: number, high: number): number => min(max(x, low), high);
const sigmoid = (x: number): number => 1 / (1 + exp(-x));
const elu = (x: number): number => (x > 0 ? x : expm1(x));

/** Of one number each, in float64. */
const scalars: Readonly<Record<ActivationName, (x: number) => number>> = {
  linear: (x) => x,
  tanh,
  sigmoid,
  hardSigmoid: (x) => clip(x / 6 + 0.5, 0, 1),
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
  hardSilu: (x) => x * clip(x / 6 + 0.5, 0, 1),
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

/** e^x_k / Σ e^x, the largest taken away first so that none overflows. */
export const softmax: Activation = (row) => {
  let largest = -Infinity;
  for (const value of row) largest = max(largest, value);
  let sum = 0;
  for (let k = 0; k < row.length; k++) sum += exp(row[k] - largest);
  for (let k = 0; k < row.length; k++) row[k] = exp(row[k] - largest) / sum;
};

/** x_k - ln Σ e^x */
const logSoftmax: Activation = (row) => {
  let largest = -Infinity;
  for (const value of row) largest = max(largest, value);
  let sum = 0;
  for (let k = 0; k < row.length; k++) sum += exp(row[k] - largest);
  const norm = largest + Math.log(sum);
  for (let k = 0; k < row.length; k++) row[k] -= norm;
};

/**
 * max(x_k - τ, 0) with the τ of Keras 3.
 *
 * DIVERGES: the sparsemax of arXiv:1602.02068, algorithm 1, has for τ the last of the sums below, less 1, and Keras the sum
 * of them all, less 1, so that its numbers do not add up to 1 (keras/src/backend/tensorflow/nn.py, 3.15.1). Models were
 * trained with Keras's.
 */
const sparsemax: Activation = (row) => {
  let cumulated = 0;
  let sum = 0;
  let count = 0;
  for (const [index, value] of row.toSorted((a, b) => b - a).entries()) {
    cumulated += value;
    if (value - (cumulated - 1) / (index + 1) <= 0) continue;
    sum += cumulated;
    count++;
  }
  for (let k = 0; k < row.length; k++) row[k] = max(row[k] - (sum - 1) / count, 0);
};

const rows: Readonly<Record<string, Activation>> = {
  softmax,
  logSoftmax,
  log_softmax: logSoftmax,
  sparsemax,
};

/** Keras's names that are not the contract's table: what it reads and does not write. */
const aliases: Readonly<Record<string, ActivationName>> = {
  swish: 'silu',
  silu: 'silu',
  hard_swish: 'hardSilu',
};

/** A function of one number as an activation. */
function eachNumber(f: (x: number) => number): Activation {
  return (row) => {
    for (let k = 0; k < row.length; k++) row[k] = f(row[k]);
  };
}

/**
 * Finds an activation by Keras's name, or by ours; a missing one is linear.
 *
 * @throws {UnsupportedError} for one that is not known here
 */
export function activationOf(where: string, value: unknown, isKeras3: boolean): Activation {
  if (value === undefined || value === 'linear') return () => {};
  const { class_name: className, config } = Object(value) as Record<string, unknown>;
  // A function that Keras serialised by its name.
  const name = className === 'function' ? config : value;
  if (typeof name === 'string') {
    if (Object.hasOwn(rows, name)) return rows[name];
    const found = scalarNamed(name, isKeras3);
    if (found !== undefined) return eachNumber(scalars[found]);
  }
  throw new UnsupportedError({
    where,
    expected: 'must be an activation that is known here',
    actual: describe(className ?? value),
    remedy: `known: ${activationNames.join(', ')}, softmax, logSoftmax, sparsemax`,
  });
}

/** `hard_sigmoid` is two functions: the writing Keras tells which. */
function scalarNamed(name: string, isKeras3: boolean): ActivationName | undefined {
  const line = isKeras3 ? 'keras3' : 'keras2';
  return (
    activationNames.find((known) => activations[known][line] === name) ??
    (Object.hasOwn(aliases, name) ? aliases[name] : undefined) ??
    activationNames.find((known) => known === name || activations[known].keras3 === name)
  );
}

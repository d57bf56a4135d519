// Other functions under the names of activations: clauses A1 to A26.

import { type ActivationName, activationNames } from '@gatefold/contract';
import { type Scalar, scalars } from '../plain/activations.ts';
import { type Mutant, partMutant } from './mutant.ts';

const { abs, exp, max, min, sqrt, tanh } = Math;

/** Clause A1 is the first name's, and so on. */
function activationClause(name: ActivationName): string {
  return `A${activationNames.indexOf(name) + 1}`;
}

interface Other {
  readonly name: ActivationName;
  readonly id: string;
  readonly says: string;
  readonly scalar: Scalar;
}

/** Each is what some library computes under the name, or a usual short cut. */
const others: readonly Other[] = [
  {
    name: 'linear',
    id: 'clipped',
    says: 'linear clipped to 1',
    scalar: (x) => max(min(x, 1), -1),
  },
  {
    name: 'tanh',
    id: 'rational',
    says: 'tanh by the fraction x (27 + x²) / (27 + 9 x²)',
    scalar: (x) => max(min((x * (27 + x * x)) / (27 + 9 * x * x), 1), -1),
  },
  {
    name: 'sigmoid',
    id: 'fast',
    says: 'sigmoid as x / (1 + |x|), scaled to 0 and 1',
    scalar: (x) => 0.5 + x / (2 * (1 + abs(x))),
  },
  {
    name: 'sigmoid',
    id: 'hard',
    says: 'a hard sigmoid for sigmoid',
    scalar: scalars.hardSigmoidKeras2,
  },
  {
    name: 'hardSigmoid',
    id: 'keras2',
    says: "Keras 2's hard_sigmoid, 0.2 x + 0.5",
    scalar: scalars.hardSigmoidKeras2,
  },
  {
    name: 'hardSigmoidKeras2',
    id: 'keras3',
    says: "Keras 3's hard_sigmoid, x / 6 + 0.5",
    scalar: scalars.hardSigmoid,
  },
  { name: 'relu', id: 'capped', says: 'relu6 for relu', scalar: scalars.relu6 },
  { name: 'relu6', id: 'uncapped', says: 'relu for relu6', scalar: scalars.relu },
  {
    name: 'leakyRelu',
    id: 'keras-layer',
    says: "the slope 0.3 of Keras 2's LeakyReLU layer",
    scalar: (x) => (x > 0 ? x : 0.3 * x),
  },
  {
    name: 'leakyRelu',
    id: 'pytorch',
    says: "PyTorch's slope 0.01 of leaky_relu",
    scalar: (x) => (x > 0 ? x : 0.01 * x),
  },
  {
    name: 'elu',
    id: 'no-minus-one',
    says: 'elu without its - 1',
    scalar: (x) => (x > 0 ? x : exp(x)),
  },
  {
    name: 'selu',
    id: 'unscaled',
    says: 'selu without its outer scale',
    scalar: (x) => scalars.selu(x) / 1.0507009873554805,
  },
  {
    name: 'celu',
    id: 'halved',
    says: 'celu with alpha 0.5',
    scalar: (x) => max(x, 0) + min(0.5 * (exp(x / 0.5) - 1), 0),
  },
  {
    name: 'exponential',
    id: 'series',
    says: 'exponential by six terms of its series',
    scalar: (x) => 1 + x * (1 + (x / 2) * (1 + (x / 3) * (1 + (x / 4) * (1 + x / 5)))),
  },
  { name: 'softplus', id: 'relu', says: 'relu for softplus', scalar: scalars.relu },
  { name: 'softsign', id: 'tanh', says: 'tanh for softsign', scalar: tanh },
  {
    name: 'squareplus',
    id: 'b-1',
    says: 'squareplus with b = 1',
    scalar: (x) => (x + sqrt(x * x + 1)) / 2,
  },
  {
    name: 'silu',
    id: 'beta',
    says: 'silu with beta 1.702, the quick gelu',
    scalar: (x) => x / (1 + exp(-1.702 * x)),
  },
  {
    name: 'hardSilu',
    id: 'keras2',
    says: "hard_silu of Keras 2's hard_sigmoid",
    scalar: (x) => x * scalars.hardSigmoidKeras2(x),
  },
  {
    name: 'gelu',
    id: 'approximate',
    says: 'gelu(approximate=True), by tanh',
    scalar: (x) => (x / 2) * (1 + tanh(sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  },
  { name: 'mish', id: 'silu', says: 'silu for mish', scalar: scalars.silu },
  { name: 'hardTanh', id: 'soft', says: 'tanh for hard_tanh', scalar: tanh },
  {
    name: 'tanhShrink',
    id: 'negated',
    says: 'tanh(x) - x for tanh_shrink',
    scalar: (x) => tanh(x) - x,
  },
  {
    name: 'softShrink',
    id: 'hard',
    says: 'hard_shrink for soft_shrink',
    scalar: scalars.hardShrink,
  },
  {
    name: 'hardShrink',
    id: 'soft',
    says: 'soft_shrink for hard_shrink',
    scalar: scalars.softShrink,
  },
  {
    name: 'logSigmoid',
    id: 'positive',
    says: 'log_sigmoid without its minus',
    scalar: (x) => scalars.softplus(-x),
  },
  {
    name: 'sparsePlus',
    id: 'softplus',
    says: 'softplus for sparse_plus',
    scalar: scalars.softplus,
  },
  {
    name: 'sparseSigmoid',
    id: 'keras2',
    says: "Keras 2's hard_sigmoid for sparse_sigmoid",
    scalar: scalars.hardSigmoidKeras2,
  },
];

export const activationMutants: readonly Mutant[] = [
  ...others.map(({ name, id, says, scalar }) =>
    partMutant({
      id: `activation/${name}/${id}`,
      clause: activationClause(name),
      says,
      parts: { scalarOf: (asked) => (asked === name ? scalar : scalars[asked]) },
    }),
  ),
  partMutant({
    id: 'activation/hardSigmoidKeras2/sigmoid',
    clause: 'V9',
    says: 'sigmoid for hard_sigmoid, the default since Keras 2.3',
    parts: { scalarOf: (name) => scalars[name === 'hardSigmoidKeras2' ? 'sigmoid' : name] },
  }),
  partMutant({
    id: 'activation/always-tanh',
    clause: activationClause('relu'),
    says: 'tanh and sigmoid, whatever activation is asked for',
    parts: { roles: () => ({ candidate: 'tanh', output: 'tanh', gate: 'sigmoid' }) },
  }),
];

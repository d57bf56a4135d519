// The activations that a cell can take, by name. Backends implement the formulas; this table says what the names mean.
// Clauses A1 to A26.

/**
 * Name, Keras's names for it, and the formula.
 *
 * `keras2` and `keras3` are what `get_config` of tf.keras 2 and of Keras 3 writes; null where that line has no such
 * function. Standalone Keras 2 has fewer, see keras-config/activations.ts.
 * Formulas from keras/src/activations/activations.py (3.15) and tf_keras/activations.py (2.21).
 */
export const activations = {
  linear: { keras2: 'linear', keras3: 'linear', formula: 'x' },
  tanh: { keras2: 'tanh', keras3: 'tanh', formula: 'tanh(x)' },
  sigmoid: { keras2: 'sigmoid', keras3: 'sigmoid', formula: '1 / (1 + e^-x)' },
  hardSigmoid: { keras2: null, keras3: 'hard_sigmoid', formula: 'clip(x / 6 + 0.5, 0, 1)' },
  hardSigmoidKeras2: { keras2: 'hard_sigmoid', keras3: null, formula: 'clip(0.2 x + 0.5, 0, 1)' },
  relu: { keras2: 'relu', keras3: 'relu', formula: 'max(x, 0)' },
  relu6: { keras2: 'relu6', keras3: 'relu6', formula: 'min(max(x, 0), 6)' },
  leakyRelu: { keras2: 'leaky_relu', keras3: 'leaky_relu', formula: 'x > 0 ? x : 0.2 x' },
  elu: { keras2: 'elu', keras3: 'elu', formula: 'x > 0 ? x : e^x - 1' },
  selu: {
    keras2: 'selu',
    keras3: 'selu',
    formula: '1.0507009873554805 (x > 0 ? x : 1.6732632423543772 (e^x - 1))',
  },
  celu: { keras2: null, keras3: 'celu', formula: 'max(x, 0) + min(e^x - 1, 0)' },
  exponential: { keras2: 'exponential', keras3: 'exponential', formula: 'e^x' },
  softplus: { keras2: 'softplus', keras3: 'softplus', formula: 'ln(1 + e^x)' },
  softsign: { keras2: 'softsign', keras3: 'softsign', formula: 'x / (1 + |x|)' },
  squareplus: { keras2: null, keras3: 'squareplus', formula: '(x + sqrt(x^2 + 4)) / 2' },
  silu: { keras2: 'swish', keras3: 'silu', formula: 'x / (1 + e^-x)' },
  hardSilu: { keras2: null, keras3: 'hard_silu', formula: 'x clip(x / 6 + 0.5, 0, 1)' },
  gelu: { keras2: 'gelu', keras3: 'gelu', formula: 'x (1 + erf(x / sqrt 2)) / 2' },
  mish: { keras2: 'mish', keras3: 'mish', formula: 'x tanh(ln(1 + e^x))' },
  hardTanh: { keras2: null, keras3: 'hard_tanh', formula: 'clip(x, -1, 1)' },
  tanhShrink: { keras2: null, keras3: 'tanh_shrink', formula: 'x - tanh(x)' },
  softShrink: {
    keras2: null,
    keras3: 'soft_shrink',
    formula: 'x > 0.5 ? x - 0.5 : x < -0.5 ? x + 0.5 : 0',
  },
  hardShrink: { keras2: null, keras3: 'hard_shrink', formula: '|x| > 0.5 ? x : 0' },
  logSigmoid: { keras2: null, keras3: 'log_sigmoid', formula: '-ln(1 + e^-x)' },
  sparsePlus: {
    keras2: null,
    keras3: 'sparse_plus',
    formula: 'x <= -1 ? 0 : x < 1 ? (x + 1)^2 / 4 : x',
  },
  sparseSigmoid: { keras2: null, keras3: 'sparse_sigmoid', formula: 'clip((x + 1) / 2, 0, 1)' },
} as const;

export type ActivationName = keyof typeof activations;

export const activationNames: readonly ActivationName[] = Object.freeze(
  Object.keys(activations) as ActivationName[],
);

const mixes =
  'it mixes the units, and the next step sees them mixed: only where you want it of the output alone, use linear and apply it there';

/** Keras activations that a cell here cannot take, each with the way out. */
export const refusedActivations: Readonly<Record<string, string>> = {
  softmax: mixes,
  logSoftmax: mixes,
  sparsemax: mixes,
  glu: 'it halves the width, which no cell survives',
  threshold: 'it needs two arguments, which a name cannot carry',
  hard_sigmoid: "hardSigmoid is Keras 3's, hardSigmoidKeras2 is Keras 2's",
  swish: 'use silu, the same function',
  hard_swish: 'use hardSilu, the same function',
};

// Which activations the recurrent operators of ONNX have, and by which names and parameters they are Keras's.

import type { ActivationName } from '@gatefold/contract';

/** An activation of a recurrent operator; alpha and beta are given exactly where its formula has them. */
export interface OnnxActivation {
  readonly name: string;
  readonly alpha?: number;
  readonly beta?: number;
}

/**
 * Those whose formula is the contract's, from the operators' pages (onnx/defs/rnn/defs.cc).
 *
 * ThresholdedRelu and ScaledTanh are none of Keras's. All else that Keras has is not among the operators' activations.
 */
const table: Partial<Record<ActivationName, OnnxActivation>> = {
  // alpha x + beta
  linear: { name: 'Affine', alpha: 1, beta: 0 },
  tanh: { name: 'Tanh' },
  sigmoid: { name: 'Sigmoid' },
  // clip(alpha x + beta, 0, 1)
  hardSigmoid: { name: 'HardSigmoid', alpha: 1 / 6, beta: 0.5 },
  hardSigmoidKeras2: { name: 'HardSigmoid', alpha: 0.2, beta: 0.5 },
  sparseSigmoid: { name: 'HardSigmoid', alpha: 0.5, beta: 0.5 },
  relu: { name: 'Relu' },
  // x >= 0 ? x : alpha x
  leakyRelu: { name: 'LeakyRelu', alpha: 0.2 },
  // x >= 0 ? x : alpha (e^x - 1)
  elu: { name: 'Elu', alpha: 1 },
  softplus: { name: 'Softplus' },
  softsign: { name: 'Softsign' },
};

export const onnxActivations = Object.keys(table) as readonly ActivationName[];

/** Looks up an activation that {@link onnxActivations} lists. */
export function onnxActivation(name: ActivationName): OnnxActivation {
  return table[name] as OnnxActivation;
}

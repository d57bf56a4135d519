// ONNX's activations of recurrent nodes, and ours. onnx.ai/onnx/operators/onnx__LSTM.html, attribute `activations`.

import { type ActivationName, FileError } from '@gatefold/contract';
import type { OnnxNode } from './model.ts';

/** Functions that take alpha and beta, with ONNX's defaults. */
const parameters: Readonly<Record<string, { alpha?: number; beta?: number }>> = {
  affine: { alpha: 1, beta: 0 },
  elu: { alpha: 1 },
  hardsigmoid: { alpha: 0.2, beta: 0.5 },
  leakyrelu: { alpha: 0.01 },
  scaledtanh: { alpha: 1, beta: 1 },
  thresholdedrelu: { alpha: 1 },
};

const near = (a: number | undefined, b: number): boolean =>
  a !== undefined && Math.abs(a - b) < 1e-6;

/** Reads the activations of a node, direction after direction. */
export function readActivations(
  where: string,
  { attributes }: OnnxNode,
  defaults: readonly string[],
  directions: number,
): readonly ActivationName[] {
  const given = attributes.get('activations')?.texts ?? [];
  const names =
    given.length > 0 ? given : Array.from({ length: directions }, () => defaults).flat();
  if (names.length !== defaults.length * directions) {
    throw new FileError({
      where: `${where}.activations`,
      expected: `must be ${defaults.length * directions} names`,
      actual: `${names.length}`,
    });
  }
  const take = (key: 'alpha' | 'beta'): (number | undefined)[] => {
    const list = attributes.get(`activation_${key}`)?.floats ?? [];
    const takers = names.map((name) => parameters[name.toLowerCase()]?.[key]);
    // One for each that takes one, as ONNX Runtime reads it, or one for each function.
    const isForAll = list.length === names.length;
    let next = 0;
    return takers.map((byDefault, index) =>
      byDefault === undefined ? undefined : ((isForAll ? list[index] : list[next++]) ?? byDefault),
    );
  };
  const [alphas, betas] = [take('alpha'), take('beta')];
  return names.map((name, index) => {
    const [alpha, beta] = [alphas[index], betas[index]];
    const found = activationOf(name.toLowerCase(), alpha, beta);
    if (found !== undefined) return found;
    throw new FileError({
      where: `${where}.activations[${index}]`,
      expected: 'must be one that Keras has',
      actual: `${name}${alpha === undefined ? '' : ` with alpha ${alpha}`}${beta === undefined ? '' : `, beta ${beta}`}`,
      remedy: 'no layer here computes it: run the model in ONNX Runtime',
    });
  });
}

function activationOf(
  name: string,
  alpha: number | undefined,
  beta: number | undefined,
): ActivationName | undefined {
  if (name === 'hardsigmoid' && near(beta, 0.5)) {
    return near(alpha, 0.2) ? 'hardSigmoidKeras2' : near(alpha, 1 / 6) ? 'hardSigmoid' : undefined;
  }
  if (name === 'leakyrelu') return near(alpha, 0.2) ? 'leakyRelu' : undefined;
  if (name === 'elu') return near(alpha, 1) ? 'elu' : undefined;
  if (name === 'affine') return near(alpha, 1) && near(beta, 0) ? 'linear' : undefined;
  if (name === 'scaledtanh') return near(alpha, 1) && near(beta, 1) ? 'tanh' : undefined;
  const plain: Readonly<Record<string, ActivationName>> = {
    sigmoid: 'sigmoid',
    tanh: 'tanh',
    relu: 'relu',
    softsign: 'softsign',
    softplus: 'softplus',
  };
  return Object.hasOwn(plain, name) ? plain[name] : undefined;
}

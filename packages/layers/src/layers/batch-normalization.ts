// BatchNormalization, as it predicts: with the mean and variance that training found.
// keras/src/layers/normalization/batch_normalization.py

import { ConfigError } from '@gatefold/contract';
import { ones, zeros } from '../initializers/constant.ts';
import { around, axisOf } from './axes.ts';
import type { LayerClass } from './layer-class.ts';

/** y = γ (x - μ) / √(σ² + ε) + β, each of its channel */
export const batchNormalization: LayerClass = (config) => {
  const axes = config.axes('axis', -1);
  const epsilon = config.number('epsilon', 1e-3);
  const center = config.boolean('center', true);
  const scale = config.boolean('scale', true);
  if (axes.length !== 1) {
    throw new ConfigError({
      where: `${config.where}.axis`,
      expected: 'must be one axis',
      actual: `${axes.length}`,
    });
  }
  const [axis] = axes;
  const gamma = { name: 'gamma', initializer: config.initializer('gamma_initializer', ones()) };
  const beta = { name: 'beta', initializer: config.initializer('beta_initializer', zeros()) };
  const mean = {
    name: 'movingMean',
    initializer: config.initializer('moving_mean_initializer', zeros()),
    trainable: false as const,
  };
  const variance = {
    name: 'movingVariance',
    initializer: config.initializer('moving_variance_initializer', ones()),
    trainable: false as const,
  };
  const specs = [...(scale ? [gamma] : []), ...(center ? [beta] : []), mean, variance];
  return {
    weights: ([x]) => {
      const size = x[axisOf(config.where, axis, x)];
      return specs.map((spec) => ({ ...spec, shape: [size] }));
    },
    outputShapes: ([x]) => {
      axisOf(config.where, axis, x);
      return [x];
    },
    run: ({ inputs: [x], weights }) => {
      const { size, inner } = around(x.shape, axisOf(config.where, axis, x.shape));
      const numbers = (name: string): Float32Array | undefined =>
        weights[specs.findIndex((spec) => spec.name === name)]?.data;
      const [γ, β, μ, σ2] = ['gamma', 'beta', 'movingMean', 'movingVariance'].map(numbers);
      const factor = Float64Array.from({ length: size }, (_, channel) => {
        return (γ?.[channel] ?? 1) / Math.sqrt((σ2 as Float32Array)[channel] + epsilon);
      });
      const y = x.data.map((value, k) => {
        const channel = Math.floor(k / inner) % size;
        return factor[channel] * (value - (μ as Float32Array)[channel]) + (β?.[channel] ?? 0);
      });
      return [{ shape: x.shape, data: y }];
    },
    mask: 'passes',
    stepwise: ([x]) => axisOf(config.where, axis, x) > 1,
  };
};

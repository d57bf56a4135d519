// LayerNormalization. keras/src/layers/normalization/layer_normalization.py

import { UnsupportedError } from '@gatefold/contract';
import { ones, zeros } from '../initializers/constant.ts';
import { alongAxes, axisOf } from './axes.ts';
import type { LayerClass, OpenShape } from './layer-class.ts';

/** y = γ (x - mean x) / √(var x + ε) + β, over the axes of each row */
export const layerNormalization: LayerClass = (config) => {
  const given = config.axes('axis', -1);
  const epsilon = config.number('epsilon', 1e-3);
  const center = config.boolean('center', true);
  const scale = config.boolean('scale', true);
  if (config.boolean('rms_scaling', false)) {
    throw new UnsupportedError({
      where: `${config.where}.rms_scaling`,
      expected: 'is not computed here',
      remedy: 'Keras has deprecated it for RMSNormalization',
    });
  }
  const gamma = { name: 'gamma', initializer: config.initializer('gamma_initializer', ones()) };
  const beta = { name: 'beta', initializer: config.initializer('beta_initializer', zeros()) };
  const axesOf = (x: OpenShape): number[] =>
    given.map((axis) => axisOf(config.where, axis, x)).toSorted((a, b) => a - b);
  return {
    weights: ([x]) => {
      const shape = axesOf(x).map((axis) => x[axis]);
      return [...(scale ? [gamma] : []), ...(center ? [beta] : [])].map((spec) => ({
        ...spec,
        shape,
      }));
    },
    outputShapes: ([x]) => {
      axesOf(x);
      return [x];
    },
    run: ({ inputs: [x], weights }) => {
      const γ = scale ? weights[0].data : undefined;
      const β = center ? weights[scale ? 1 : 0].data : undefined;
      const normalise = (row: Float64Array): void => {
        let sum = 0;
        for (const value of row) sum += value;
        const mean = sum / row.length;
        let squares = 0;
        for (const value of row) squares += (value - mean) ** 2;
        const deviation = Math.sqrt(squares / row.length + epsilon);
        for (let k = 0; k < row.length; k++) {
          row[k] = ((γ?.[k] ?? 1) * (row[k] - mean)) / deviation + (β?.[k] ?? 0);
        }
      };
      return [alongAxes(x, axesOf(x.shape), normalise)];
    },
    mask: 'passes',
    stepwise: ([x]) => axesOf(x).every((axis) => axis > 1),
  };
};

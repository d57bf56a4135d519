// ReLU and its like as layers. keras/src/layers/activations/{relu,leaky_relu,elu}.py,
// tf_keras/src/layers/activation/thresholded_relu.py

import { eachNumberLayer } from './each-number.ts';
import type { LayerClass } from './layer-class.ts';

const { expm1, max, min } = Math;

/** y = x > threshold ? min(x, maxValue) : negativeSlope (x - threshold) */
export const relu: LayerClass = (config) => {
  const maxValue = config.number('max_value', Infinity);
  const negativeSlope = config.number('negative_slope', 0);
  const threshold = config.number('threshold', 0);
  return eachNumberLayer((x) => {
    if (x > threshold) return min(x, maxValue);
    // Not by the product, which infinity would make NaN.
    if (x <= threshold && negativeSlope === 0) return 0;
    return negativeSlope * (x - threshold);
  });
};

/** y = max(x, 0) - negativeSlope max(-x, 0); Keras 2 calls the slope alpha. */
export const leakyRelu: LayerClass = (config) => {
  const negativeSlope = config.number('negative_slope', config.number('alpha', 0.3));
  return eachNumberLayer((x) => max(x, 0) - negativeSlope * max(-x, 0));
};

/** y = x > 0 ? x : alpha (e^x - 1) */
export const elu: LayerClass = (config) => {
  const alpha = config.number('alpha', 1);
  return eachNumberLayer((x) => (x > 0 ? x : alpha * expm1(x)));
};

/** y = x <= theta ? 0 : x, of Keras 2 */
export const thresholdedRelu: LayerClass = (config) => {
  const theta = config.number('theta', 1);
  return eachNumberLayer((x) => (x <= theta ? 0 : x));
};

// Activation: any activation, by name. keras/src/layers/activations/activation.py

import { alongAxes } from './axes.ts';
import type { LayerClass } from './layer-class.ts';

/** y = activation(x), where softmax and its like mix the last axis. */
export const activation: LayerClass = (config) => {
  const activate = config.activation();
  return {
    outputShapes: ([x]) => [x],
    run: ({ inputs: [x] }) => [alongAxes(x, [x.shape.length - 1], activate)],
    mask: 'passes',
    stepwise: ([x]) => x.length > 2,
  };
};

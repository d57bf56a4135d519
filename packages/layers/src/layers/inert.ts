// Layers that change nothing but training. keras/src/layers/regularization/, keras/src/layers/core/identity.py

import type { LayerClass } from './layer-class.ts';

/** y = x */
export const inert: LayerClass = (config) => {
  // What each is called with matters to training alone.
  for (const key of ['rate', 'stddev', 'l1', 'l2']) config.take(key);
  return {
    outputShapes: ([x]) => [x],
    run: ({ inputs: [x] }) => [x],
    mask: 'passes',
    inert: true,
    stepwise: () => true,
  };
};

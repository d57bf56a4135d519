// NaN at a masked step reaches the state; Keras never looks at it.
// Clause M8. Keras: keras/src/backend/tensorflow/rnn.py, which selects with where.

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { layers } from '@tensorflow/tfjs-layers';

await tf.setBackend('cpu');
// h_t = x_t + h_{t-1}: the layer adds up what it is given.
const sum = {
  units: 1,
  activation: 'linear',
  useBias: false,
  kernelInitializer: 'ones',
  recurrentInitializer: 'ones',
};

const layer = layers.simpleRNN({ ...sum, returnSequences: true });
const output = layer.apply(tf.tensor([[[1], [NaN], [2]]]), {
  mask: tf.tensor([[true, false, true]]),
});

console.log('x 1 NaN 2, mask 1 0 1');
console.log('tf.layers 4.22.0:', ...output.dataSync());
console.log('Keras 3.15.1:     1 1 3');

// zeroOutputForMask is ignored: not read, and not refused.
// Clause M10, and M11 for the last output. Keras: keras/src/layers/rnn/rnn.py, zero_output_for_mask.

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

const layer = layers.simpleRNN({ ...sum, returnSequences: true, zeroOutputForMask: true });
const output = layer.apply(tf.tensor([[[1], [2], [3]]]), {
  mask: tf.tensor([[true, false, true]]),
});

console.log('x 1 2 3, mask 1 0 1, zeroOutputForMask');
console.log('tf.layers 4.22.0:', ...output.dataSync());
console.log('Keras 3.15.1:     1 0 4');

// A masked step before the first kept one emits the initial state; Keras emits zeros.
// Clause M4, and M5 for a row that is masked throughout. Keras: keras/src/backend/tensorflow/rnn.py, where the output before the first step is zeros_like.

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
const output = layer.apply(tf.tensor([[[1], [2]]]), {
  mask: tf.tensor([[false, true]]),
  initialState: [tf.tensor([[5]])],
});

console.log('x 1 2, mask 0 1, initial state 5');
console.log('tf.layers 4.22.0:', ...output.dataSync());
console.log('Keras 3.15.1:     0 7');

// simpleRNN takes tanh for activation: null, where its documentation says linear. LSTM and GRU take linear.
// Clause C9. Keras: keras/src/activations/__init__.py get, where None is linear.

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { layers } from '@tensorflow/tfjs-layers';

await tf.setBackend('cpu');

const layer = layers.simpleRNN({
  units: 1,
  activation: null,
  useBias: false,
  kernelInitializer: 'ones',
  recurrentInitializer: 'ones',
});

console.log('x 2, activation null');
console.log('tf.layers 4.22.0:', ...layer.apply(tf.tensor([[[2]]])).dataSync());
console.log('Keras 3.15.1:     2');

// dispose() of a stateful layer leaves its states in memory. The adapter frees them.
// Clause L5. Keras: nothing to compare, Python collects its garbage.

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

const before = tf.memory().numTensors;
const layer = layers.simpleRNN({ ...sum, stateful: true });
tf.dispose(tf.tidy(() => layer.apply(tf.tensor([[[1]]]))));
layer.dispose();

console.log('tensors that a stateful layer leaves after dispose()');
console.log('tf.layers 4.22.0:', tf.memory().numTensors - before);

// No time step: an error from inside, or undefined, instead of a refusal or an empty sequence.
// Clause S8, an extension of the contract. Keras: raises InvalidArgumentError (3.15.1 on TensorFlow).

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

const x = tf.zeros([1, 0, 1]);
console.log('x of no steps');
try {
  layers.simpleRNN({ ...sum, returnSequences: true }).apply(x);
} catch (error) {
  console.log('tf.layers 4.22.0, with returnSequences:', error.message);
}
try {
  console.log('tf.layers 4.22.0, without:', layers.simpleRNN(sum).apply(x));
} catch (error) {
  console.log('tf.layers 4.22.0, without:', error.message);
}

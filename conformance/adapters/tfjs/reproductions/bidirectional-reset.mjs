// Bidirectional.resetStates(states) sets zeros, whatever it is given.
// Clause B12 with P4. Keras: tf_keras/src/layers/rnn/bidirectional.py, reset_states(states); Keras 3 takes no states there.

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

const layer = layers.bidirectional({ layer: layers.simpleRNN({ ...sum, stateful: true }) });
const x = tf.tensor([[[1]]]);
layer.apply(x);
layer.resetStates([tf.tensor([[5]]), tf.tensor([[7]])]);

console.log('x 1 after resetStates to 5 forwards and 7 backwards');
console.log('tf.layers 4.22.0:', ...layer.apply(x).dataSync());
console.log('tf_keras 2.21.0:  6 8');

// Bidirectional ignores backwardLayer: not read, and not refused.
// Clause B11. Keras: keras/src/layers/rnn/bidirectional.py, backward_layer.

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

const layer = layers.bidirectional({
  layer: layers.simpleRNN(sum),
  backwardLayer: layers.simpleRNN({ ...sum, units: 2, goBackwards: true }),
});
const output = layer.apply(tf.tensor([[[1], [2]]]));

console.log('1 unit forwards, 2 units backwards');
console.log('tf.layers 4.22.0:', ...output.dataSync());
console.log('Keras 3.15.1:     3 5 5');

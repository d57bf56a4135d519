// A Bidirectional repeats its output at masked steps of a sequence; Keras gives zeros.
// Clause B8. Keras: keras/src/layers/rnn/bidirectional.py, which forces zero_output_for_mask with return_sequences.

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

const layer = layers.bidirectional({ layer: layers.simpleRNN({ ...sum, returnSequences: true }) });
const output = layer.apply(tf.tensor([[[1], [2], [3]]]), {
  mask: tf.tensor([[true, false, true]]),
});

console.log('x 1 2 3, mask 1 0 1; forward and backward half of each step');
console.log('tf.layers 4.22.0:', JSON.stringify(output.arraySync()[0]));
console.log('Keras 3.15.1:     [[1,4],[0,0],[4,3]]');

// A Bidirectional around a stack of cells throws in its constructor.
// Clause B14. Keras: keras/src/layers/rnn/bidirectional.py around RNN([cell, cell]).

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

console.log('x 1 2, a stack of two cells in both directions');
try {
  const cell = [layers.simpleRNNCell(sum), layers.simpleRNNCell(sum)];
  const layer = layers.bidirectional({ layer: layers.rnn({ cell }) });
  console.log('tf.layers 4.22.0:', ...layer.apply(tf.tensor([[[1], [2]]])).dataSync());
} catch (error) {
  console.log(
    'tf.layers 4.22.0:',
    error.message.slice(0, 40),
    '…',
    error.message.split('\n').at(-1),
  );
}
console.log('Keras 3.15.1:     4 5');

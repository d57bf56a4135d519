// An infinite state that a stateful layer has stored becomes NaN under a mask, at a masked step and at one that is kept;
// Keras leaves it as it is. Clauses M2, M7 and P7. Keras: keras/src/backend/tensorflow/rnn.py, which selects with where.

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

const x = tf.tensor([[[1]]]);
for (const keeps of [false, true]) {
  const layer = layers.simpleRNN({ ...sum, stateful: true });
  layer.apply(tf.tensor([[[Infinity]]]));
  layer.apply(x, { mask: tf.tensor([[keeps]]) });
  console.log(`x 1 after Infinity and a step that is ${keeps ? 'kept' : 'masked'}`);
  console.log('tf.layers 4.22.0:', ...layer.apply(x).dataSync());
  console.log('Keras 3.15.1:     Infinity');
}

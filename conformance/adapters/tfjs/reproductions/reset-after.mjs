// A GRU with resetAfter, the default of Keras since TensorFlow 2, throws. The adapter does not claim it.
// Clause V4. Keras: keras/src/layers/rnn/gru.py, reset_after=True.

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { layers } from '@tensorflow/tfjs-layers';

await tf.setBackend('cpu');

try {
  layers.gru({ units: 1, resetAfter: true });
  console.log('tf.layers 4.22.0: takes it');
} catch (error) {
  console.log('tf.layers 4.22.0:', error.message);
}

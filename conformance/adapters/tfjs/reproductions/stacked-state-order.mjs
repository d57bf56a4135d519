// The states of stacked cells are listed last cell first. The adapter turns the list around: no number is wrong.
// Clause K3. Keras: keras/src/layers/rnn/stacked_rnn_cells.py, first cell first, as in every Keras from 2.2.3.

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { layers } from '@tensorflow/tfjs-layers';

await tf.setBackend('cpu');

// The default, orthogonal, needs operations that only the whole of @tensorflow/tfjs registers.
const recurrentInitializer = 'zeros';

const cell = [
  layers.simpleRNNCell({ units: 1, recurrentInitializer }),
  layers.simpleRNNCell({ units: 2, recurrentInitializer }),
];
const [, ...states] = layers.rnn({ cell, returnState: true }).apply(tf.tensor([[[1]]]));

console.log('shapes of the states of a cell of 1 unit and one of 2');
console.log('tf.layers 4.22.0:', JSON.stringify(states.map(({ shape }) => shape)));
console.log('Keras 3.15.1:     [[1,1],[1,2]]');

// StackedRNNCells.setWeights hands its first cell the tail of the list. RNN.setWeights, which the adapter uses, does not.
// Clause W5. Keras: keras/src/layers/rnn/stacked_rnn_cells.py, whose weights are those of its cells, first cell first.

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { layers } from '@tensorflow/tfjs-layers';

await tf.setBackend('cpu');

// The default, orthogonal, needs operations that only the whole of @tensorflow/tfjs registers.
const recurrentInitializer = 'zeros';

const cells = layers.stackedRNNCells({
  cells: [
    layers.simpleRNNCell({ units: 1, recurrentInitializer }),
    layers.simpleRNNCell({ units: 2, recurrentInitializer }),
  ],
});
cells.build([null, 1]);
try {
  cells.setWeights(cells.getWeights());
  console.log('tf.layers 4.22.0: takes its own weights back, as Keras does');
} catch (error) {
  console.log('tf.layers 4.22.0 refuses its own weights:', error.message);
}
console.log('Keras 3.15.1: set_weights(get_weights()) changes nothing');

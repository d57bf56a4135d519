// hardSigmoid is Keras 2's function. The adapter claims it as hardSigmoidKeras2; a Keras 3 model changes its numbers.
// Clause C6. Keras: keras/src/activations/activations.py, hard_sigmoid: relu6(x + 3) / 6.

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { layers } from '@tensorflow/tfjs-layers';

await tf.setBackend('cpu');

const layer = layers.activation({ activation: 'hardSigmoid' });

console.log('hardSigmoid of 2.7');
console.log('tf.layers 4.22.0:', ...layer.apply(tf.tensor([2.7])).dataSync());
console.log('Keras 3.15.1:     0.95');

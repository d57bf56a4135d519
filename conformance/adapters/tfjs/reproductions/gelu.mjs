// gelu loses its digits for negative numbers on tfjs-backend-cpu and -webgl: their erf is off by up to 1.5e-7.
// Clause A18. Keras: keras/src/activations/activations.py, gelu, with an erf that is right to the last digit.

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { layers } from '@tensorflow/tfjs-layers';

await tf.setBackend('cpu');

const gelu = layers.activation({ activation: 'gelu' });
const x = [-1, -2, -3, -4];

console.log('gelu of', ...x);
const got = Array.from(gelu.apply(tf.tensor(x)).dataSync(), (y) => Number(y.toPrecision(8)));
console.log('tfjs-backend-cpu 4.22.0:', ...got);
console.log('Keras 3.15.1:           ', -0.15865526, -0.04550026, -0.0040497, -0.00012669);

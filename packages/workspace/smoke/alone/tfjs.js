// A page that installed @gatefold/webgl beside some version of TensorFlow.js, and shares its context.

import * as gatefold from '@gatefold/webgl';
import * as tf from '@tensorflow/tfjs';
import { articleLine } from './article.mjs';

await tf.setBackend('webgl');
const backend = await gatefold.webgl({ tf });
if (backend.gl !== tf.backend().gpgpu.gl) throw new Error('not on the context of TensorFlow.js');
console.log(await articleLine(backend, gatefold));

// TensorFlow.js: a tf.layers model on its own CPU backend, as Node loads it, with its production flag.

import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import type { Contender } from '../contender.ts';
import { versionOf } from '../version-of.ts';

export const tfjsCpu: Contender = {
  name: '@tensorflow/tfjs-backend-cpu',
  version: versionOf('@tensorflow/tfjs-backend-cpu'),

  refusal: ({ kind, resetAfter }) =>
    kind === 'gru' && resetAfter ? 'tf.layers.gru throws on resetAfter: true' : null,

  async prepare({ kind, units, batch, timeSteps, inputDim }, weights) {
    // Fewer checks in each operation, and no advertisement for tfjs-node.
    tf.enableProdMode();
    await tf.setBackend('cpu');
    const options = {
      units,
      inputShape: [timeSteps, inputDim],
      // tf.layers would take hardSigmoid.
      recurrentActivation: 'sigmoid',
      // The default, orthogonal, takes tens of seconds at 256 units, and setWeights replaces it.
      recurrentInitializer: 'zeros',
    } satisfies Parameters<typeof layers.lstm>[0];
    const layer = kind === 'lstm' ? layers.lstm(options) : layers.gru(options);
    const model = sequential({ layers: [layer] });
    const { kernel, recurrentKernel, bias } = weights;
    const values = [kernel, recurrentKernel, bias].map(({ shape, data }) =>
      tf.tensor(data, [...shape]),
    );
    layer.setWeights(values);
    tf.dispose(values);
    return {
      run: (x) =>
        tf.tidy(() => {
          const output = model.predict(tf.tensor3d(x, [batch, timeSteps, inputDim]));
          return (output as tf.Tensor).dataSync<'float32'>();
        }),
      dispose: () => model.dispose(),
    };
  },
};

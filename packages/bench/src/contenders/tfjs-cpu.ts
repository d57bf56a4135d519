// TensorFlow.js: a tf.layers model on its own CPU backend, with its production flag.

import type { Tensor } from '@tensorflow/tfjs-core';
import type { Contender } from '../contender.ts';
import { versionOf } from '../version-of.ts';
import type { Tfjs } from './tfjs-builds.ts';

export function tfjsCpu({ build, tf, tfLayers }: Tfjs): Contender {
  return {
    name: `tfjs-backend-cpu/${build}`,
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
        recurrentActivation: 'sigmoid' as const,
        // The default, orthogonal, takes tens of seconds at 256 units, and setWeights replaces it.
        recurrentInitializer: 'zeros' as const,
      };
      const layer = tfLayers.layers[kind](options);
      const model = tfLayers.sequential({ layers: [layer] });
      const { kernel, recurrentKernel, bias } = weights;
      const values = [kernel, recurrentKernel, bias].map(({ shape, data }) =>
        tf.tensor(data, [...shape]),
      );
      layer.setWeights(values);
      tf.dispose(values);
      return {
        run(x, times) {
          const once = (): Float32Array =>
            tf.tidy(() => {
              const output = model.predict(tf.tensor3d(x, [batch, timeSteps, inputDim]));
              return (output as Tensor).dataSync<'float32'>();
            });
          // Here a read is free.
          for (let done = 1; done < times; done++) once();
          return once();
        },
        dispose: () => void model.dispose(),
      };
    },
  };
}

// TensorFlow.js: tf.layers on its WebGL backend, with its production flag.

import '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import * as tfLayers from '@tensorflow/tfjs-layers';
import type { Contender } from '../contender.ts';
import { versionOf } from '../version-of.ts';
import { maskOf, type Workload } from '../workloads.ts';

export const tfjsWebGL: Contender = {
  name: 'tfjs-backend-webgl',
  version: versionOf('@tensorflow/tfjs-backend-webgl'),

  refusal: ({ kind, resetAfter }) =>
    kind === 'gru' && resetAfter ? 'tf.layers.gru throws on resetAfter: true' : null,

  async prepare(workload, weights) {
    tf.enableProdMode();
    await tf.setBackend('webgl');
    const { batch, timeSteps, inputDim, mode } = workload;
    const layer = makeLayer(workload);
    const isStep = mode === 'steps';
    layer.build([batch, isStep ? 1 : timeSteps, inputDim]);
    const { kernel, recurrentKernel, bias } = weights;
    const values = [kernel, recurrentKernel, bias].map(({ shape, data }) =>
      tf.tensor(data, [...shape]),
    );
    layer.setWeights(mode === 'bidirectional' ? [...values, ...values] : values);
    tf.dispose(values);
    const mask = tf.tensor(maskOf(workload), [batch, timeSteps], 'bool');
    const call = mode === 'masked' ? { mask } : {};
    const dispose = (): void => tf.dispose([mask, ...layer.getWeights()]);
    // The layer itself and not a model around it, which would only add checks.
    if (!isStep) {
      return {
        run: (x) =>
          tf.tidy(() => {
            const input = tf.tensor3d(x, [batch, timeSteps, inputDim]);
            return (layer.call(input, call) as tf.Tensor).dataSync<'float32'>();
          }),
        dispose,
      };
    }
    const recurrent = layer as tfLayers.RNN;
    return {
      run: (x) => {
        recurrent.resetStates();
        let last: tf.Tensor | null = null;
        for (let t = 0; t < timeSteps; t++) {
          last?.dispose();
          last = tf.tidy(() => {
            const frame = x.subarray(t * inputDim, (t + 1) * inputDim);
            return layer.call(tf.tensor3d(frame, [batch, 1, inputDim]), {}) as tf.Tensor;
          });
        }
        const numbers = (last as unknown as tf.Tensor).dataSync<'float32'>();
        last?.dispose();
        return numbers;
      },
      dispose,
    };
  },
};

function makeLayer({ kind, units, batch, inputDim, mode }: Workload): tfLayers.layers.Layer {
  const options = {
    units,
    // tf.layers would take hardSigmoid.
    recurrentActivation: 'sigmoid' as const,
    // The default, orthogonal, takes tens of seconds at 256 units, and setWeights replaces it.
    recurrentInitializer: 'zeros' as const,
    ...(mode === 'steps' ? { stateful: true, batchInputShape: [batch, 1, inputDim] } : {}),
  };
  const layer = tfLayers.layers[kind](options);
  if (mode !== 'bidirectional') return layer;
  return tfLayers.layers.bidirectional({ layer, mergeMode: 'concat' });
}

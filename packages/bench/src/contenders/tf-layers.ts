// TensorFlow.js in a page: tf.layers on its WebGL or its WebGPU backend, with its production flag.

import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfLayers from '@tensorflow/tfjs-layers';
import type { CellWeights } from '@gatefold/contract';
import type { Contender } from '../contender.ts';
import { versionOf } from '../version-of.ts';
import { frameOf, maskOf, type Workload } from '../workloads.ts';

export function tfLayersOn(backend: 'webgl' | 'webgpu'): Contender {
  const begin = async (): Promise<void> => {
    if (!(await tf.setBackend(backend))) throw new Error(`tf.setBackend('${backend}') gave false`);
  };
  return {
    name: `tfjs-backend-${backend}`,
    version: versionOf(`@tensorflow/tfjs-backend-${backend}`),

    refusal: ({ kind, resetAfter }) =>
      kind === 'gru' && resetAfter ? 'tf.layers.gru throws on resetAfter: true' : null,

    async prepare(workload, weights) {
      tf.enableProdMode();
      await begin();
      const layer = makeLayer(workload, weights);
      const { batch, timeSteps } = workload;
      const mask = tf.tensor(maskOf(workload), [batch, timeSteps], 'bool');
      const once =
        workload.mode === 'steps' ? stepwise(layer, workload) : whole(layer, workload, mask);
      return {
        begin,
        run(x, times) {
          let output = once(x);
          for (let done = 1; done < times; done++) {
            output.dispose();
            output = once(x);
          }
          return backend === 'webgl' ? readSync(output) : read(output);
        },
        dispose: () => tf.dispose([mask, ...layer.getWeights()]),
      };
    },
  };
}

type Once = (x: Float32Array) => tf.Tensor;

/** The layer itself and not a model around it, which would only add checks. */
function whole(layer: tfLayers.layers.Layer, workload: Workload, mask: tf.Tensor): Once {
  const { batch, timeSteps, inputDim, mode } = workload;
  const call = mode === 'masked' ? { mask } : {};
  return (x) =>
    tf.tidy(() => layer.call(tf.tensor3d(x, [batch, timeSteps, inputDim]), call) as tf.Tensor);
}

/** Frames one after the other through a stateful layer. */
function stepwise(layer: tfLayers.layers.Layer, workload: Workload): Once {
  const { batch, timeSteps, inputDim } = workload;
  const push = (x: Float32Array, t: number): tf.Tensor =>
    tf.tidy(() => {
      const frame = tf.tensor3d(frameOf(workload, x, t), [batch, 1, inputDim]);
      return layer.call(frame, {}) as tf.Tensor;
    });
  return (x) => {
    (layer as tfLayers.RNN).resetStates();
    for (let t = 0; t < timeSteps - 1; t++) push(x, t).dispose();
    return push(x, timeSteps - 1);
  };
}

function readSync(output: tf.Tensor): Float32Array {
  const numbers = output.dataSync<'float32'>();
  output.dispose();
  return numbers;
}

async function read(output: tf.Tensor): Promise<Float32Array> {
  const numbers = await output.data<'float32'>();
  output.dispose();
  return numbers;
}

function makeLayer(workload: Workload, weights: Required<CellWeights>): tfLayers.layers.Layer {
  const { kind, units, batch, timeSteps, inputDim, mode } = workload;
  const options = {
    units,
    // tf.layers would take hardSigmoid.
    recurrentActivation: 'sigmoid' as const,
    // The default, orthogonal, takes tens of seconds at 256 units, and setWeights replaces it.
    recurrentInitializer: 'zeros' as const,
    ...(mode === 'steps' ? { stateful: true, batchInputShape: [batch, 1, inputDim] } : {}),
  };
  const cell = tfLayers.layers[kind](options);
  const layer =
    mode === 'bidirectional'
      ? tfLayers.layers.bidirectional({ layer: cell, mergeMode: 'concat' })
      : cell;
  layer.build([batch, mode === 'steps' ? 1 : timeSteps, inputDim]);
  const { kernel, recurrentKernel, bias } = weights;
  const values = [kernel, recurrentKernel, bias].map(({ shape, data }) =>
    tf.tensor(data, [...shape]),
  );
  layer.setWeights(mode === 'bidirectional' ? [...values, ...values] : values);
  tf.dispose(values);
  return layer;
}

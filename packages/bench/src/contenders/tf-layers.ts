// TensorFlow.js: tf.layers on one of its backends, with its production flag.

import type * as core from '@tensorflow/tfjs-core';
import type * as layers from '@tensorflow/tfjs-layers';
import type { CellWeights } from '@gatefold/contract';
import type { Contender } from '../contender.ts';
import {
  frameOf,
  inputDims,
  isBidirectional,
  isMasked,
  maskOf,
  type Workload,
} from '../workloads.ts';

/** A copy of the library; its backends are registered by whoever brings it. */
export interface Tfjs {
  readonly tf: typeof core;
  readonly tfLayers: typeof layers;
}

export interface TfLayersOptions extends Pick<Contender, 'name' | 'version'> {
  readonly backend: 'cpu' | 'wasm' | 'webgl' | 'webgpu';
}

export function tfLayersOn(tfjs: Tfjs, { backend, name, version }: TfLayersOptions): Contender {
  const { tf } = tfjs;
  const begin = async (): Promise<void> => {
    if (!(await tf.setBackend(backend))) throw new Error(`tf.setBackend('${backend}') gave false`);
  };
  return {
    name,
    version,

    refusal: ({ kind, resetAfter }) =>
      kind === 'gru' && resetAfter ? 'tf.layers.gru throws on resetAfter: true' : null,

    async prepare(workload, weights) {
      // Fewer checks in each operation, and no advertisement for tfjs-node.
      tf.enableProdMode();
      await begin();
      const { batch, timeSteps, mode } = workload;
      const stack = makeLayers(tfjs, workload, weights);
      const mask = tf.tensor(maskOf(workload), [batch, timeSteps], 'bool');
      const isStepwise = mode === 'steps' || mode === 'stream';
      const once = isStepwise ? stepwise(tf, stack, workload) : whole(tf, stack, workload, mask);
      // Only WebGPU's numbers have to be awaited.
      const read = backend === 'webgpu' ? readLater : readSync;
      return {
        begin,
        run(x, times) {
          let output = once(x);
          for (let done = 1; done < times; done++) {
            output.dispose();
            output = once(x);
          }
          return read(output);
        },
        dispose: () => tf.dispose([mask, ...stack.flatMap((layer) => layer.getWeights())]),
      };
    },
  };
}

type Layer = layers.layers.Layer;
type Once = (x: Float32Array) => core.Tensor;

/** The layers themselves and not a model around them, which would only add checks. */
function call(stack: readonly Layer[], x: core.Tensor, options: object): core.Tensor {
  return stack.reduce((y, layer) => layer.call(y, options) as core.Tensor, x);
}

function whole(
  tf: Tfjs['tf'],
  stack: readonly Layer[],
  workload: Workload,
  mask: core.Tensor,
): Once {
  const { batch, timeSteps, inputDim } = workload;
  const options = isMasked(workload) ? { mask } : {};
  return (x) => tf.tidy(() => call(stack, tf.tensor3d(x, [batch, timeSteps, inputDim]), options));
}

/** Frames one after the other through stateful layers; a call of a `stream` is one of them, and the next goes on. */
function stepwise(tf: Tfjs['tf'], stack: readonly Layer[], workload: Workload): Once {
  const { batch, timeSteps, inputDim, mode } = workload;
  const push = (frame: Float32Array): core.Tensor =>
    tf.tidy(() => call(stack, tf.tensor3d(frame, [batch, 1, inputDim]), {}));
  if (mode === 'stream') return push;
  return (x) => {
    for (const layer of stack) (layer as layers.RNN).resetStates();
    for (let t = 0; t < timeSteps - 1; t++) push(frameOf(workload, x, t)).dispose();
    return push(frameOf(workload, x, timeSteps - 1));
  };
}

function readSync(output: core.Tensor): Float32Array {
  const numbers = output.dataSync<'float32'>();
  output.dispose();
  return numbers;
}

async function readLater(output: core.Tensor): Promise<Float32Array> {
  const numbers = await output.data<'float32'>();
  output.dispose();
  return numbers;
}

function makeLayers(
  { tf, tfLayers }: Tfjs,
  workload: Workload,
  weights: readonly Required<CellWeights>[],
): Layer[] {
  const { kind, units, batch, timeSteps, mode, returnSequences = false } = workload;
  const isStepwise = mode === 'steps' || mode === 'stream';
  return inputDims(workload).map((inputDim, index) => {
    const isTop = index === weights.length - 1;
    const options = {
      units,
      returnSequences: !isTop || returnSequences,
      // tf.layers would take hardSigmoid.
      recurrentActivation: 'sigmoid' as const,
      // The default, orthogonal, takes tens of seconds at 256 units, and setWeights replaces it.
      recurrentInitializer: 'zeros' as const,
      ...(isStepwise ? { stateful: true, batchInputShape: [batch, 1, inputDim] } : {}),
    };
    const cell = tfLayers.layers[kind](options);
    const layer = isBidirectional(workload)
      ? tfLayers.layers.bidirectional({ layer: cell, mergeMode: 'concat' })
      : cell;
    layer.build([batch, isStepwise ? 1 : timeSteps, inputDim]);
    const { kernel, recurrentKernel, bias } = weights[index] as Required<CellWeights>;
    const values = [kernel, recurrentKernel, bias].map(({ shape, data }) =>
      tf.tensor(data, [...shape]),
    );
    layer.setWeights(isBidirectional(workload) ? [...values, ...values] : values);
    tf.dispose(values);
    return layer;
  });
}

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-webgl';
import * as tfl from '@tensorflow/tfjs-layers';
import { cpu } from '@gatefold/cpu';
import {
  bidirectional,
  type CellWeights,
  lstm,
  stacked,
  type Tensor,
  webgl,
} from '../../src/index.ts';
import { configOf, drawInput, drawTensor, drawWeights, type Sizes } from './draw-layer.ts';
import { type Calls, countCalls, stopCounting } from './counts.ts';

const readNames = [
  'readPixels',
  'fenceSync',
  'getBufferSubData',
  'clientWaitSync',
  'getSyncParameter',
];

export function readsAmong(calls: Calls): number {
  return readNames.reduce((sum, name) => sum + (calls[name] ?? 0), 0);
}

/** tf.Tensor in, two LSTMs, a dense layer of tfjs, tf.Tensor out: the error, and the reads until the numbers are asked for. */
export async function pipeline(): Promise<{
  error: number;
  reads: number;
  readsAtEnd: number;
  leaked: unknown;
}> {
  await tf.setBackend('webgl');
  using backend = await webgl({ tf });
  const first: Sizes = { kind: 'lstm', units: 10, inputDim: 6, batch: 2, timeSteps: 7 };
  const second: Sizes = { ...first, units: 5, inputDim: 10, returnSequences: false };
  const x = drawInput(first, 3);
  const kernel = drawTensor([5, 3], 1, 5);
  const dense = tfl.layers.dense({ units: 3, activation: 'tanh', kernelInitializer: 'zeros' });
  dense.build([null, 5]);
  dense.setWeights([tf.tensor(kernel.data, [5, 3]), tf.zeros([3])]);
  using one = backend.layer(configOf(first), drawWeights(first, 1));
  using two = backend.layer(configOf(second), drawWeights(second, 4));

  const once = (input: tf.Tensor): tf.Tensor =>
    tf.tidy(() => {
      using sequence = one.run(input) as never as Disposable & { output: Tensor };
      using last = two.run(sequence.output) as never as Disposable & { output: Tensor };
      return dense.apply(backend.toTensor(last.output)) as tf.Tensor;
    });
  // Made on the GPU, so that it has no copy on the host.
  const input = tf.tidy(() => tf.mul(tf.tensor(x.data, [2, 7, 6]), 1));
  once(input).dispose();
  const before = tf.memory();
  const { gl } = backend;
  const calls = countCalls(gl);
  const output = once(input);
  const reads = readsAmong(calls);
  const numbers = await output.data();
  const readsAtEnd = readsAmong(calls);
  stopCounting();
  output.dispose();
  const after = tf.memory();

  using reference = await cpu();
  using oneThere = reference.layer(configOf(first), drawWeights(first, 1));
  using twoThere = reference.layer(configOf(second), drawWeights(second, 4));
  const h = twoThere.run(oneThere.run(x).output).output.dataSync();
  let error = 0;
  for (let row = 0; row < 2; row++) {
    for (let u = 0; u < 3; u++) {
      let sum = 0;
      for (let k = 0; k < 5; k++)
        sum += (h[row * 5 + k] as number) * (kernel.data[k * 3 + u] as number);
      error = Math.max(error, Math.abs(Math.tanh(sum) - (numbers[row * 3 + u] as number)));
    }
  }
  const leaked = {
    tensors: after.numTensors - before.numTensors,
    buffers: after.numDataBuffers - before.numDataBuffers,
    bytes: after.numBytes - before.numBytes,
  };
  input.dispose();
  return { error, reads, readsAtEnd, leaked };
}

/** There and back, for tensors of tfjs in every form that it keeps them in. */
export async function roundTrips(): Promise<Record<string, boolean>> {
  await tf.setBackend('webgl');
  using backend = await webgl({ tf });
  const kept: Record<string, boolean> = {};
  for (const shape of [
    [1, 1, 1],
    [2, 3, 5],
    [2, 5],
    [3, 4, 8],
    [1, 100, 64],
  ]) {
    const { data } = drawTensor(shape, 1, 11);
    const host = tf.tensor(data, shape);
    const forms = {
      'on the host': host,
      unpacked: tf.tanh(tf.atanh(host)),
      packed: tf.add(host, 0),
    };
    const sliced = tf.slice(
      tf.concat([host, host], 0),
      shape.map(() => 0),
      shape,
    );
    for (const [form, tensor] of Object.entries({ ...forms, sliced })) {
      using ours = backend.fromTensor(tensor);
      const there = await ours.data();
      const back = backend.toTensor(ours);
      const same = await back.data();
      kept[`${form} [${shape.join(', ')}]`] =
        back.shape.join() === shape.join() &&
        data.every(
          (value, k) => Math.abs(value - (there[k] as number)) < 1e-5 && there[k] === same[k],
        );
      back.dispose();
      tensor.dispose();
    }
  }
  return kept;
}

/** States, masks and streams with tensors of tfjs, equal to the same from the host. */
export async function tensorsAnywhere(): Promise<Record<string, boolean>> {
  await tf.setBackend('webgl');
  using backend = await webgl({ tf });
  const sizes: Sizes = { kind: 'lstm', units: 3, inputDim: 5, batch: 2, timeSteps: 4 };
  using layer = backend.layer(lstm({ units: 3, returnState: true }), drawWeights(sizes, 1));
  const x = drawInput(sizes, 3);
  const [h, c] = [drawTensor([2, 3], 1, 5), drawTensor([2, 3], 1, 6)];
  const asTensor = ({ shape, data }: typeof x): tf.Tensor => tf.tensor(data, [...shape]);
  const wanted = layer.run(x, { initialState: { h, c } });
  const got = layer.run(asTensor(x), { initialState: { h: asTensor(h), c: asTensor(c) } });
  const same = (a: Tensor, b: Tensor): boolean => a.dataSync().join() === b.dataSync().join();
  const kept = Array.from({ length: 8 }, (_, k) => Number(k % 3 !== 0));
  const masked = layer.run(x, { mask: { shape: [2, 4], data: kept } });
  using stream = layer.stream({ batch: 2 });
  using other = layer.stream({ batch: 2 });
  return {
    output: same(got.output, wanted.output),
    c: same(got.state.c, wanted.state.c),
    mask: same(layer.run(x, { mask: tf.tensor(kept, [2, 4]) }).output, masked.output),
    stream: same(stream.push(asTensor(x)), other.push(x)),
  };
}

/** Layers whose weights are tensors of tfjs, in every nesting, against the same from the host. */
export async function tfWeights(): Promise<Record<string, boolean>> {
  await tf.setBackend('webgl');
  using backend = await webgl({ tf });
  const sizes: Sizes = { kind: 'lstm', units: 3, inputDim: 5, batch: 2, timeSteps: 4 };
  const narrow: Sizes = { ...sizes, inputDim: 3 };
  const x = drawInput(sizes, 3);
  const [one, two] = [drawWeights(sizes, 1), drawWeights(narrow, 5)];
  const asTensors = ({ kernel, recurrentKernel, bias }: CellWeights) => ({
    kernel: tf.tensor(kernel.data, [...kernel.shape]),
    recurrentKernel: tf.mul(tf.tensor(recurrentKernel.data, [...recurrentKernel.shape]), 1),
    ...(bias === undefined ? {} : { bias: tf.tensor(bias.data, [...bias.shape]) }),
  });
  const same = (a: { output: unknown }, b: { output: unknown }): boolean =>
    (a.output as Tensor).dataSync().join() === (b.output as Tensor).dataSync().join();
  const single = lstm({ units: 3 });
  const both = bidirectional({ layer: single });
  const stack = stacked({ cells: [single, single] });
  const { lstm: ofLayer } = tfl.layers as unknown as {
    lstm: (options: object) => tfl.layers.Layer;
  };
  const recurrent = { recurrentActivation: 'sigmoid', recurrentInitializer: 'zeros' };
  const theirs = ofLayer({ units: 3, ...recurrent });
  const symbolic = tfl.input({ shape: [4, 5] });
  theirs.apply(symbolic);
  theirs.setWeights(Object.values(asTensors(one)));
  const [kernel, recurrentKernel, bias] = theirs.getWeights();
  const ofTheirs = { kernel, recurrentKernel, bias } as ReturnType<typeof asTensors>;
  return {
    single: same(backend.layer(single, asTensors(one)).run(x), backend.layer(single, one).run(x)),
    bidirectional: same(
      backend.layer(both, { forward: asTensors(one), backward: one }).run(x),
      backend.layer(both, { forward: one, backward: one }).run(x),
    ),
    stacked: same(
      backend.layer(stack, [asTensors(one), asTensors(two)]).run(x),
      backend.layer(stack, [one, two]).run(x),
    ),
    "a tf.layers layer's": same(
      backend.layer(single, ofTheirs).run(x),
      backend.layer(single, one).run(x),
    ),
  };
}

/** The code of each refusal, and what tidy did. */
export async function refusals(): Promise<Record<string, string>> {
  await tf.setBackend('webgl');
  using backend = await webgl({ tf });
  using alone = await webgl();
  const sizes: Sizes = { kind: 'lstm', units: 3, inputDim: 5, batch: 2, timeSteps: 4 };
  using layer = backend.layer(configOf(sizes), drawWeights(sizes, 1));
  using layerAlone = alone.layer(configOf(sizes), drawWeights(sizes, 1));
  const x = tf.zeros([2, 4, 5]);
  const gone = tf.zeros([2, 4, 5]);
  gone.dispose();
  const codeOf = (use: () => unknown): string => {
    try {
      use();
      return 'none';
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      return `${code}: ${message}`;
    }
  };
  const own = layer.run(x).output;
  const found = {
    'another dtype': codeOf(() => layer.run(tf.zeros([2, 4, 5], 'int32'))),
    'after dispose': codeOf(() => layer.run(gone)),
    'of another shape': codeOf(() => layer.run(tf.zeros([2, 4, 6]))),
    'to a backend without tf': codeOf(() => layerAlone.run(x)),
    'fromTensor without tf': codeOf(() => alone.fromTensor(x)),
    'toTensor without tf': codeOf(() => alone.toTensor(layerAlone.run(drawInput(sizes, 3)).output)),
    'fromTensor of no tensor': codeOf(() => backend.fromTensor({ shape: [1] } as never)),
    'fromTensor of our own': codeOf(() => backend.fromTensor(own as never)),
    'toTensor of a tf.Tensor': codeOf(() => backend.toTensor(x as never)),
    'toTensor of another backend': codeOf(() =>
      backend.toTensor(layerAlone.run(drawInput(sizes, 3)).output),
    ),
    'weights of integers': codeOf(() =>
      backend.layer(configOf(sizes), { ...drawWeights(sizes, 1), bias: tf.zeros([12], 'int32') }),
    ),
  };
  const before = tf.memory().numTensors;
  using result = layer.run(x) as never as Disposable & { output: Tensor };
  tf.tidy(() => {
    backend.toTensor(result.output);
  });
  return { ...found, tidied: String(tf.memory().numTensors - before) };
}

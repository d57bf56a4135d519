// ONNX models, beside what ONNX Runtime computed: the layers that are read from them, run on the reference backend.

import { expect, test } from 'vitest';
import { importModel, type Imported, type ImportedLayer } from '../src/index.ts';
import { asTensor, bytesOfFile, expectedOf, filesOf, type Listed } from './files.ts';
import { errorOf, type Numbers, runLayer } from './run-layer.ts';

interface ExpectedNodes {
  readonly x: Listed;
  readonly lengths: readonly number[];
  readonly layers: Readonly<
    Record<
      string,
      {
        /** The sequence, then h and for an LSTM c, forward before backward. */
        readonly outputs: readonly Listed[];
        /** Those that it began with, in the same order. */
        readonly states: readonly Listed[];
        readonly hasLengths: boolean;
      }
    >
  >;
}

const beside = { file: (path: string) => bytesOfFile(path) };

const read = (name: string): Promise<Imported> => importModel(bytesOfFile(name), beside);

/** ONNX Runtime's own float32 sums, of at most five numbers near 1: a few roundings a step, four steps. */
const tolerance = 1e-6;

/** States in the order of get_weights(), nested as the layer takes them. */
function nested({ config }: ImportedLayer, states: readonly Listed[]): unknown {
  const half = (part: readonly Listed[]): unknown =>
    Object.fromEntries(part.map((state, index) => [['h', 'c'][index], asTensor(state)]));
  const { length } = states;
  return config.kind === 'bidirectional'
    ? { forward: half(states.slice(0, length / 2)), backward: half(states.slice(length / 2)) }
    : half(states);
}

/** `[4, 2]` as `[batch, timeSteps]`. */
function maskOf(lengths: readonly number[], steps: number): { shape: number[]; data: Uint8Array } {
  const kept = lengths.flatMap((length) =>
    Array.from({ length: steps }, (_, step) => step < length),
  );
  return { shape: [lengths.length, steps], data: Uint8Array.from(kept, Number) };
}

const computed = filesOf('.onnx').filter((name) => !/refused|torch/.test(name));

test.each(computed)('%s: sequence and states of every node', async (name) => {
  const { x, lengths, layers: expected } = expectedOf(name.replace('.onnx', '')) as ExpectedNodes;
  const { layers } = await read(name);
  for (const [path, { outputs, states, hasLengths }] of Object.entries(expected)) {
    const found = layers.get(path) as ImportedLayer;
    expect(found, `${path} of ${[...layers.keys()].join()}`).toBeDefined();
    const got = await runLayer(found, asTensor(x), {
      ...(states.length > 0 ? { initialState: nested(found, states) } : {}),
      ...(hasLengths ? { mask: maskOf(lengths, x.shape[1] as number) } : {}),
    });
    expect(got.length, path).toBe(outputs.length);
    for (const [index, tensor] of got.entries()) {
      expect(errorOf(tensor, outputs[index] as Listed), `${path} ${index}`).toBeLessThan(tolerance);
    }
  }
});

test('a layer of PyTorch, its gates cut, turned and joined by nodes of the exporter', async () => {
  const { x, y, writer } = expectedOf('onnx-torch') as { x: Listed; y: Listed; writer: string };
  const imported = await read('onnx-torch.onnx');
  expect(imported.writer).toBe(writer);
  let last: Numbers = asTensor(x);
  for (const layer of imported.layers.values()) [last] = await runLayer(layer, last);
  expect(imported.layers.size).toBe(2);
  expect(errorOf(last, y)).toBeLessThan(tolerance);
});

test('nodes two Ifs deep are listed by their paths, each branch with its own weights', async () => {
  const { layers } = await read('onnx-if.onnx');
  expect([...layers.keys()].toSorted()).toEqual([
    'outer_if/else_branch/deep_far',
    'outer_if/then_branch/inner_if/else_branch/deep_else',
    'outer_if/then_branch/inner_if/then_branch/deep',
  ]);
  const kernels = [...layers.values()].map(({ weights }) => JSON.stringify(weights));
  expect(new Set(kernels).size).toBe(3);
});

test('notes say what a node is given from outside, and what was turned', async () => {
  const { notes } = await read('onnx-lengths.onnx');
  const own = notes
    .filter(({ path }) => path === 'LSTM_reverse')
    .map(({ kind, says }) => `${kind}: ${says}`);
  expect(own).toEqual([
    'converted: Its x is [time, batch, features] in the file, and [batch, time, features] here.',
    'dropped: The lengths of its sequences, lengths: give them as a mask.',
    'dropped: Its first state, LSTM_reverse.h and LSTM_reverse.c: give it as initialState.',
    'converted: Its two biases were joined as Keras has them.',
  ]);
  const batchFirst = await read('onnx-layout.onnx');
  expect(JSON.stringify(batchFirst.notes)).not.toContain('[time, batch, features]');
});

test.each([
  ['clip', 'must not clip its cell, got clip'],
  ['coupled', 'must not couple its gates, got input_forget'],
  ['peepholes', 'must have no peepholes, got P'],
  ['quantised', 'must not be quantised, got DynamicQuantizeLSTM'],
  ['activation', 'activations[1]: must be one that Keras has, got ThresholdedRelu with alpha 1'],
  ['alpha', 'activations[0]: must be one that Keras has, got HardSigmoid with alpha 0.3'],
  ['unlike', 'must have one activation for g and h, got tanh and relu'],
  ['input', 'W must be a constant, got an input of the model'],
  ['written-out', 'must have an LSTM, GRU or RNN node, got nodes Gemm, Sigmoid'],
])('onnx-refused-%s.onnx: %s', async (name, says) => {
  await expect(read(`onnx-refused-${name}.onnx`)).rejects.toMatchObject({
    code: 'RNN_FILE',
    message: expect.stringContaining(says) as string,
  });
});

test('numbers in a file beside the model are asked for by its name', async () => {
  await expect(importModel(bytesOfFile('onnx-external.onnx'))).rejects.toMatchObject({
    code: 'RNN_FILE',
    message: expect.stringContaining('onnx-external.data') as string,
  });
});

// Files that Keras 1.2.2 and 2.2.4 wrote, run layer by layer beside what they computed.

import { expect, test } from 'vitest';
import { importModel, type ImportedLayer } from '../src/index.ts';
import { asTensor, bytesOfFile, expectedOf, type Listed } from './files.ts';
import { errorOf, type Numbers, runLayer } from './run-layer.ts';

interface ExpectedModel {
  readonly kerasVersion: string;
  readonly inputs: readonly Listed[];
  readonly outputs: readonly Listed[];
}

const names = ['keras1-sequential', 'keras1-functional', 'keras2-plain', 'keras2-cudnn'];

/** float32 on both sides: five layers of a few roundings a step. */
const tolerance = 2e-6;

test.each(names.filter((name) => name !== 'keras1-functional'))(
  '%s.h5: one layer after another',
  async (name) => {
    const { kerasVersion, inputs, outputs } = expectedOf(name) as ExpectedModel;
    const { layers, writer } = await importModel(bytesOfFile(`${name}.h5`));
    expect(writer).toBe(`Keras ${kerasVersion}`);
    expect(layers.size).toBe(5);
    let x: Numbers = asTensor(inputs[0] as Listed);
    for (const layer of layers.values()) [x] = await runLayer(layer, x);
    expect(errorOf(x, outputs[0] as Listed)).toBeLessThan(tolerance);
  },
);

test('keras1-functional.h5: a graph in the words of Keras 1, a layer of it called twice', async () => {
  const { inputs, outputs } = expectedOf('keras1-functional') as ExpectedModel;
  const { graph, layers } = await importModel(bytesOfFile('keras1-functional.h5'));
  const calls = graph?.calls.map(({ layer, call }) => `${layer} ${call}`);
  expect(calls).toEqual(['gru 0', 'shared 0', 'shared 1', 'merged 0', 'last 0']);
  const layer = (path: string): ImportedLayer => layers.get(path) as ImportedLayer;
  const x = asTensor(inputs[0] as Listed);
  const [first] = await runLayer(layer('shared'), x);
  const [between] = await runLayer(layer('gru'), x);
  const [second] = await runLayer(layer('shared'), between);
  const [batch, steps, width] = first.shape as [number, number, number];
  const data = new Float32Array(batch * steps * 2 * width);
  for (let row = 0; row < batch * steps; row++) {
    for (const [index, half] of [first, second].entries()) {
      data.set(half.data.subarray(row * width, (row + 1) * width), (2 * row + index) * width);
    }
  }
  const joined = { shape: [batch, steps, 2 * width], data };
  const [last] = await runLayer(layer('last'), joined);
  expect(errorOf(last, outputs[0] as Listed)).toBeLessThan(tolerance);
});

test.each(names)('%s: weights alone are those of the whole file', async (name) => {
  const whole = await importModel(bytesOfFile(`${name}.h5`));
  const bare = await importModel(bytesOfFile(`${name}-weights.hdf5`));
  expect(bare.graph).toBeUndefined();
  expect([...bare.layers.keys()].toSorted()).toEqual([...whole.layers.keys()].toSorted());
  for (const [path, { weights }] of bare.layers) {
    expect(weights, path).toEqual(whole.layers.get(path)?.weights);
  }
});

test("cuDNN's layers become plain ones, and the notes say so", async () => {
  const { layers, notes } = await importModel(bytesOfFile('keras2-cudnn.h5'));
  const converted = notes.filter(({ kind }) => kind === 'converted').map(({ path }) => path);
  expect(converted).toEqual([...layers.keys()]);
  expect(layers.get('gru')?.config).toMatchObject({
    resetAfter: true,
    recurrentActivation: 'sigmoid',
  });
});

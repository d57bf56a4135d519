// Files that real Keras wrote, run whole. The numbers of all layers are in keras-goldens.test.ts.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Tensor } from '@gatefold/contract';
import { cpu } from '@gatefold/cpu';
import { importModel } from '@gatefold/importers';
import { expect, test } from 'vitest';
import { input, loadModel, model as programOf } from '../src/index.ts';
import { bytesOf as goldenBytes } from './goldens.ts';
import { distinct } from './numbers.ts';

const folder = join(import.meta.dirname, '../../importers/models/files');
const bytesOf = (name: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(readFileSync(join(folder, name)));

test('recurrent layers are what the backend computes one by one, and the Dense after them is a product', async () => {
  using backend = await cpu();
  using model = await loadModel(bytesOf('keras3-plain.keras'), { backend });
  const x = { shape: [2, 5, 3], data: Float32Array.from({ length: 30 }, (_, k) => Math.sin(k)) };
  const found = await model.predictOne(x);

  const { layers, graph } = await importModel(bytesOf('keras3-plain.keras'));
  let value: Tensor | undefined;
  for (const { config, weights } of layers.values()) {
    value = backend.layer(config, weights).run(value ?? x).output as Tensor;
  }
  const h = value?.dataSync() as Float32Array;
  const [W, b] = graph?.layers.get('dense')?.weights ?? [];
  const inputDim = W.shape[0];
  const product = [0, 1].map((row) => {
    const sum = (total: number, k: number): number => total + h[row * inputDim + k] * W.data[k];
    const affine = [...W.data.keys()].reduce(sum, b.data[0]);
    return 1 / (1 + Math.exp(-affine)); // its activation is sigmoid
  });
  expect(found).toEqual({ shape: [2, 1], data: Float32Array.from(product) });
});

test.each([
  'tf_keras-activations.h5',
  'keras3-model-in-model.keras',
  'keras3-time-distributed.keras',
])(
  'a loaded model is a layer of a program, and means what its own Keras does: %s',
  async (name) => {
    using backend = await cpu();
    using loaded = await loadModel(goldenBytes(name), { backend });
    const inputs = loaded.inputShapes.map((shape = []) => input({ shape: shape.slice(1) }));
    using whole = programOf({ inputs, outputs: loaded.apply(inputs), backend });
    const data = inputs.map(({ shape }) =>
      distinct([2, ...shape.slice(1)].map((size) => size ?? 5)),
    );
    const given = data.length === 1 ? data[0] : data;
    expect(await whole.predict(given)).toEqual(await loaded.predict(given));
  },
);

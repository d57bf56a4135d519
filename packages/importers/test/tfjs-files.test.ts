// Layers models of TensorFlow.js: those of its Python converter, and what tfjs-layers saves here and now.

import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfLayers from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { type Imported, importModel, type ModelGraph } from '../src/index.ts';
import { asTensor, bytesOfFile, expectedOf, type Listed } from './files.ts';
import { errorOf, type Numbers, runLayer } from './run-layer.ts';

const read = (folder: string): Promise<Imported> =>
  importModel(bytesOfFile(`${folder}/model.json`), {
    file: (path) => bytesOfFile(`${folder}/${path}`),
  });

type Weights = Readonly<Record<string, readonly Listed[]>>;

/** The weights of each layer that has some, within models too. */
function weightsIn(graph: ModelGraph): Record<string, readonly unknown[]> {
  const found: Record<string, readonly unknown[]> = {};
  for (const { path, weights, graph: inner } of graph.layers.values()) {
    if (inner !== undefined) Object.assign(found, weightsIn(inner));
    else if (weights.length > 0) found[path] = weights;
  }
  return found;
}

test.each([
  ['tfjs-plain', 'tf_keras-plain'],
  ['tfjs-wrapped', 'tf_keras-wrapped'],
  ['tfjs-connected', 'tf_keras-connected'],
  ['tfjs-keras3', 'keras3-plain'],
])('%s: what the converter made of %s has its weights, layer by layer', async (folder, source) => {
  const { weights } = expectedOf(source) as { weights: Weights };
  const { graph, layers } = await read(folder);
  const wanted = Object.entries(weights).filter(([, list]) => list.length > 0);
  expect(weightsIn(graph as ModelGraph)).toEqual(
    Object.fromEntries(wanted.map(([path, list]) => [path, list.map(asTensor)])),
  );
  expect(layers.size).toBeGreaterThan(0);
});

test.each(['tfjs-uint8', 'tfjs-uint16', 'tfjs-float16'])(
  '%s: quantised weights are scaled back as the library does it',
  async (folder) => {
    const { weights } = expectedOf(`${folder}/model`) as { weights: Record<string, Listed> };
    const { graph, notes } = await read(folder);
    const found = Object.values(weightsIn(graph as ModelGraph)).flat();
    const sorted = (list: readonly unknown[]): string[] =>
      list.map((one) => JSON.stringify(one)).toSorted();
    expect(sorted(found)).toEqual(sorted(Object.values(weights).map(asTensor)));
    const scaled = notes.filter(({ says }) => says.includes('scaled back'));
    expect(scaled.length).toBe(folder === 'tfjs-float16' ? 0 : found.length);
  },
);

test('a model that tfjs-layers saves gives the numbers that it predicts', async () => {
  await tf.setBackend('cpu');
  const { lstm, gru, bidirectional, simpleRNN } = tfLayers.layers;
  const options = {
    returnSequences: true,
    biasInitializer: 'glorotNormal',
    recurrentInitializer: 'glorotUniform',
  } as const;
  const model = tfLayers.sequential({
    layers: [
      lstm({ ...options, units: 4, inputShape: [5, 3], recurrentActivation: 'sigmoid' }),
      gru({ ...options, units: 3 }),
      bidirectional({ layer: lstm({ ...options, units: 2 }), mergeMode: 'concat' }),
      simpleRNN({ units: 2, goBackwards: true, recurrentInitializer: 'glorotUniform' }),
    ],
  });
  const x = tf.randomNormal([2, 5, 3], 0, 1, 'float32', 7);
  const wanted = model.predict(x) as tf.Tensor;
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save({
    save: async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    },
  });
  const { weightSpecs, weightData, ...rest } = saved as tf.io.ModelArtifacts;
  const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
  const json = new TextEncoder().encode(JSON.stringify({ ...rest, weightsManifest }));
  const { layers, writer } = await importModel(json, { file: () => weightData as ArrayBuffer });
  expect(writer).toContain('TensorFlow.js');
  let last: Numbers = { shape: x.shape, data: x.dataSync() as Float32Array };
  for (const layer of layers.values()) [last] = await runLayer(layer, last);
  expect(layers.size).toBe(4);
  // float32 on both sides: four layers of a few roundings a step.
  expect(errorOf(last, { shape: wanted.shape, data: [...wanted.dataSync()] })).toBeLessThan(2e-6);
});

test('shards that are missing, and those that are too short, are refused by name', async () => {
  const json = bytesOfFile('tfjs-plain/model.json');
  await expect(importModel(json)).rejects.toMatchObject({
    code: 'RNN_FILE',
    message: expect.stringContaining('group1-shard1of3.bin') as string,
  });
  await expect(importModel(json, { file: () => new Uint8Array(10) })).rejects.toMatchObject({
    code: 'RNN_FILE',
  });
});

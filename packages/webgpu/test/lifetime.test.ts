// What a backend makes on a device it gives back, and what it leaves alone.

import { bidirectional, gru, lstm, stacked } from '@gatefold/contract';
import { expect, test } from 'vitest';
import { type ChooseKernel, webgpu } from '../src/index.ts';
import { bufferWith, makeDevice, watchCalls } from './harness/devices.ts';
import { randomTensor, randomWeights, small } from './harness/layers.ts';

const units = 4;
const cell = lstm({ units });
const weights = randomWeights(cell, 2);

test('dispose gives every buffer and texture back, of layers, streams, results, reads and masks', async () => {
  const device = await makeDevice();
  const { alive, counts } = watchCalls(device);
  const backend = await webgpu({ device });
  const x = randomTensor(1, [2, 6, 2]);
  const both = backend.layer(bidirectional({ layer: cell, mergeMode: 'sum' }), {
    forward: weights,
    backward: weights,
  });
  const stack = backend.layer(stacked({ cells: [cell, gru({ units })] }), [
    weights,
    randomWeights(gru({ units }), units),
  ]);
  const stream = backend.layer(cell, weights).stream();
  const buffer = bufferWith(device, [1, 2]);
  for (let round = 0; round < 3; round++) {
    const masked = both.run(x, { mask: { shape: [2, 6], data: Array(12).fill(round) } });
    const kept = stack.run(x);
    await Promise.all([masked.output.data(), kept.output.data()]);
    await stream.push({ shape: [1, 2], buffer }).data();
    backend.bufferOf(kept.output);
  }
  expect(alive.size).toBeGreaterThan(10);
  buffer.destroy();
  backend.dispose();
  expect(counts.createBuffer).toBeGreaterThan(10);
  // The weights of each cell, for each direction.
  expect(counts.createTexture).toBeGreaterThan(3);
  expect([...alive].map(({ label }) => label)).toEqual([]);
});

test("the app's device lives on", async () => {
  const device = await makeDevice();
  for (let round = 0; round < 2; round++) {
    using backend = await webgpu({ device });
    using layer = backend.layer(small.config, small.weights);
    expect(await layer.run(small.x).output.data()).toHaveLength(12);
  }
});

test('a loop of runs asks for no more buffers, groups or pipelines, and another batch or length compiles nothing', async () => {
  const device = await makeDevice();
  const kernel: ChooseKernel = ({ rows }) => (rows === 'few' ? 'step' : 'quads');
  using backend = await webgpu({ device, kernel });
  using layer = backend.layer(cell, weights);
  const run = async (batch: number, timeSteps: number): Promise<void> => {
    using result = layer.run(randomTensor(1, [batch, timeSteps, 2]));
    await result.output.data();
  };
  for (let round = 0; round < 3; round++) await run(1, 5);
  const { counts } = watchCalls(device);
  for (let round = 0; round < 5; round++) await run(1, 5);
  expect(counts).toMatchObject({ createBuffer: 0, createBindGroup: 0 });
  await run(9, 5);
  await run(2, 300);
  expect(counts).toMatchObject({ createComputePipelineAsync: 0 });
});

test('a chain of runs that is made again finds its buffers and groups, in whatever order results are disposed of', async () => {
  const device = await makeDevice();
  using backend = await webgpu({ device, kernel: 'quads' });
  using layer = backend.layer(cell, weights);
  const x = randomTensor(1, [1, 5, 2]);
  const chain = async (): Promise<void> => {
    const results = Array.from({ length: 30 }, () => layer.run(x));
    await results.at(-1)?.output.data();
    for (const result of results.toReversed()) result.dispose();
  };
  for (let round = 0; round < 3; round++) await chain();
  const { counts } = watchCalls(device);
  for (let round = 0; round < 3; round++) await chain();
  expect(counts).toMatchObject({ createBuffer: 0, createBindGroup: 0 });
});

test('the device begins with much work while more is asked for, and little work waits for the end of the task', async () => {
  const device = await makeDevice();
  using backend = await webgpu({ device, kernel: 'quads' });
  using layer = backend.layer(cell, weights);
  await backend.idle();
  const { counts } = watchCalls(device);
  layer.run(randomTensor(1, [1, 5, 2]));
  expect(counts.submit).toBe(0);
  layer.run(randomTensor(1, [1, 300, 2]));
  expect(counts.submit).toBeGreaterThan(0);
});

test('reads that are on their way are rejected when the backend ends', async () => {
  const device = await makeDevice();
  const backend = await webgpu({ device });
  const layer = backend.layer(small.config, small.weights);
  await layer.run(small.x).output.data();
  const pending = layer.run(small.x).output.data();
  backend.dispose();
  await expect(pending).rejects.toMatchObject({ code: 'RNN_DISPOSED' });
});

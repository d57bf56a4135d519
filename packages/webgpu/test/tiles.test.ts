// In software kernels for many rows are compiled beside the first batch of many, which is run row by row meanwhile: with the
// same bits.

import { gru, lstm } from '@gatefold/contract';
import { expect, test } from 'vitest';
import { type KernelKind, webgpu } from '../src/index.ts';
import { makeDevice, watchCalls } from './harness/devices.ts';
import { randomTensor, randomWeights } from './harness/layers.ts';

const config = lstm({ units: 7, returnSequences: true });

test.each([config, gru({ units: 7, resetAfter: false, returnSequences: true })])(
  '$kind: tiles have the bits of quads',
  async (each) => {
    const device = await makeDevice();
    const weights = randomWeights(each, 3);
    const x = randomTensor(2, [11, 9, 3]);
    const mask = { shape: [11, 9], data: Array.from({ length: 99 }, (_, n) => n % 5 > 0) };
    const numbersOf = async (kernel: KernelKind): Promise<Float32Array> => {
      using backend = await webgpu({ device, kernel });
      using layer = backend.layer(each, weights);
      const { output } = layer.run(x, { mask });
      return await output.data();
    };
    const quads = await numbersOf('quads');
    expect(quads.some((value) => value !== 0)).toBe(true);
    expect(await numbersOf('tiles')).toEqual(quads);
  },
);

test('the first batch of many rows compiles them, and waits for nothing', async () => {
  const device = await makeDevice();
  const { counts } = watchCalls(device);
  using backend = await webgpu({ device });
  using layer = backend.layer(config, randomWeights(config, 3));
  const run = (): Promise<Float32Array> => layer.run(randomTensor(2, [11, 9, 3])).output.data();
  await layer.run(randomTensor(2, [7, 9, 3])).output.data();
  const before = counts.createComputePipelineAsync;
  const first = await run();
  expect(counts.createComputePipelineAsync).toBe(before + 1);
  expect(await run()).toEqual(first);
});

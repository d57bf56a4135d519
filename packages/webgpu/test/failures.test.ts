// What the device says after the call has returned arrives with a code where the numbers are read, and is over then.

import { expect, test } from 'vitest';
import { webgpu } from '../src/index.ts';
import { makeDevice, watchCalls } from './harness/devices.ts';
import { small } from './harness/layers.ts';

/** A device whose next scope of this kind ends with an error, as one without memory answers. */
async function failingDevice(): Promise<{
  device: GPUDevice;
  failNext: (scope: GPUErrorFilter) => void;
}> {
  const device = await makeDevice();
  const open: GPUErrorFilter[] = [];
  let failing: GPUErrorFilter | null = null;
  const push = device.pushErrorScope.bind(device);
  const pop = device.popErrorScope.bind(device);
  device.pushErrorScope = (scope) => {
    open.push(scope);
    return push(scope);
  };
  device.popErrorScope = async () => {
    const scope = open.pop();
    const answer = pop();
    if (scope !== failing) return answer;
    failing = null;
    await answer;
    return { message: `the device says ${scope}` };
  };
  return { device, failNext: (scope) => (failing = scope) };
}

test.each([
  ['out-of-memory', 'the device has no memory left, got the device says out-of-memory; dispose of'],
  ['validation', 'the device refused what it was asked, got the device says validation'],
  ['internal', 'the device refused what it was asked, got the device says internal'],
] as const)('%s', async (scope, phrase) => {
  const { device, failNext } = await failingDevice();
  using backend = await webgpu({ device });
  using layer = backend.layer(small.config, small.weights);
  const run = async (): Promise<Float32Array> => {
    using result = layer.run(small.x);
    return await result.output.data();
  };
  const expected = await run();
  await run();
  const { counts } = watchCalls(device);
  await run();
  expect(counts.createBuffer).toBe(0);
  failNext(scope);
  const failed = await run().catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 'RNN_DEVICE' });
  expect((failed as Error).message).toContain(phrase);
  // Nothing that the failure may have left behind is used again.
  expect(await run()).toEqual(expected);
  expect(counts.createBuffer).toBeGreaterThan(0);
  await backend.idle();
});

test('a failure that nobody reads is told by idle()', async () => {
  const { device, failNext } = await failingDevice();
  using backend = await webgpu({ device });
  using layer = backend.layer(small.config, small.weights);
  await layer.run(small.x).output.data();
  failNext('out-of-memory');
  layer.run(small.x);
  await expect(backend.idle()).rejects.toMatchObject({ code: 'RNN_DEVICE' });
});

test('a kernel that does not compile is told where its numbers are read, and layers may try again', async () => {
  const device = await makeDevice();
  using backend = await webgpu({ device });
  const compile = device.createComputePipelineAsync.bind(device);
  device.createComputePipelineAsync = () => Promise.reject(new Error('no such register'));
  const broken = backend.layer(small.config, small.weights);
  await expect(broken.run(small.x).output.data()).rejects.toThrow(/RNN|no such register/);
  device.createComputePipelineAsync = compile;
  using layer = backend.layer(small.config, small.weights);
  expect(await layer.run(small.x).output.data()).toHaveLength(12);
});

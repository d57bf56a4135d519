// On the app's device, beside the app's own work: one submission for many layers, results where they are, and no word to the
// app's error handlers.

import { lstm, type Tensor } from '@gatefold/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { webgpu, type WebGPUBackend } from '../src/index.ts';
import {
  bufferWith,
  copySource,
  copyTarget,
  makeDevice,
  numbersOf,
  storage,
  watchCalls,
} from './harness/devices.ts';
import { largestError, randomWeights, small } from './harness/layers.ts';

let device: GPUDevice;
let backend: WebGPUBackend;
const uncaptured: string[] = [];
beforeAll(async () => {
  device = await makeDevice();
  device.addEventListener('uncapturederror', ({ error }) => uncaptured.push(error.message));
  backend = await webgpu({ device });
});
afterAll(() => backend.dispose());

/** A pass of the app's that doubles numbers. */
function doubling(buffer: GPUBuffer): GPUBuffer {
  const pipeline = device.createComputePipeline({
    layout: 'auto',
    compute: {
      module: device.createShaderModule({
        code: `
@group(0) @binding(0) var<storage, read> given: array<f32>;
@group(0) @binding(1) var<storage, read_write> doubled: array<f32>;
@compute @workgroup_size(1)
fn main(@builtin(global_invocation_id) id: vec3u) {
  doubled[id.x] = 2.0 * given[id.x];
}`,
      }),
    },
  });
  const doubled = device.createBuffer({ size: buffer.size, usage: storage | copySource });
  const group = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [
      { binding: 0, resource: { buffer } },
      { binding: 1, resource: { buffer: doubled } },
    ],
  });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  pass.dispatchWorkgroups(buffer.size / 4);
  pass.end();
  device.queue.submit([encoder.finish()]);
  return doubled;
}

test('twenty layers in a chain are two submissions, between passes of the app', async () => {
  const config = lstm({ units: 4, returnSequences: true });
  const weights = randomWeights(config, 4);
  const layers = Array.from({ length: 20 }, () => backend.layer(config, weights));
  await backend.idle();
  const x = bufferWith(
    device,
    Array.from({ length: 12 }, (_, n) => Math.sin(n)),
  );
  const chain = (first: Tensor): Tensor =>
    layers.slice(1).reduce((tensor, layer) => layer.run(tensor).output, first);
  const expected = await chain(
    layers[0]!.run({ shape: [1, 3, 4], data: Float32Array.from(await numbersOf(device, x)) })
      .output,
  ).data();
  const doubled = doubling(x);
  const { counts } = watchCalls(device);
  // Of a buffer that a pass of the app has just filled, to a pass of the app.
  const last = chain(layers[0]!.run({ shape: [1, 3, 4], buffer: x }).output);
  const again = doubling(backend.bufferOf(last));
  // The copy of x, the runs, which are sent when 64 of their buffers wait to be freed and at the end, and the app's.
  expect(counts.submit).toBe(1 + 2 + 1);
  expect(await numbersOf(device, again)).toEqual([...expected.map((value) => 2 * value)]);
  expect(await numbersOf(device, doubled)).toEqual(
    (await numbersOf(device, x)).map((value) => 2 * value),
  );
  for (const layer of layers) layer.dispose();
});

test('a buffer is x, a state or a frame, and may be written when the call has returned', async () => {
  using layer = backend.layer(small.config, small.weights);
  const plain = layer.run(small.x);
  const again = layer.run(small.x, { initialState: plain.state });
  const expected = [await plain.output.data(), await again.output.data()];

  const x = bufferWith(device, [...small.x.data], copySource | copyTarget);
  const [h, c] = await Promise.all(
    [plain.state.h, plain.state.c].map(async (tensor) =>
      bufferWith(device, [...(await tensor.data())]),
    ),
  );
  const state = { h: { shape: [1, 3], buffer: h! }, c: { shape: [1, 3], buffer: c! } };
  const first = layer.run({ shape: small.x.shape, buffer: x });
  const second = layer.run({ shape: small.x.shape, buffer: x }, { initialState: state });
  using stream = layer.stream({ initialState: state });
  const pushed = stream.push({ shape: small.x.shape, buffer: x });
  device.queue.writeBuffer(x, 0, new Float32Array(8));
  expect(await first.output.data()).toEqual(expected[0]);
  expect(await second.output.data()).toEqual(expected[1]);
  expect(await pushed.data()).toEqual(expected[1]);
});

test('scopes and handlers of the app hear nothing of what fails here, and reads hear of it', async () => {
  const other = await makeDevice();
  const foreign = bufferWith(other, [1, 2]);
  const gone = bufferWith(device, [1, 2]);
  gone.destroy();
  using layer = backend.layer(small.config, small.weights);
  await backend.idle();
  device.pushErrorScope('validation');
  for (const buffer of [foreign, gone]) {
    const { output } = layer.run({ shape: [1, 1, 2], buffer });
    await expect(output.data()).rejects.toMatchObject({ code: 'RNN_FOREIGN' });
  }
  expect(await device.popErrorScope()).toBeNull();
  // Which was only a call that failed.
  expect(await layer.run(small.x).output.data()).toHaveLength(12);
  await backend.idle().catch(() => undefined);
  expect(uncaptured).toEqual([]);
});

test('what the app gets wrong is still told to the app', async () => {
  device.pushErrorScope('validation');
  device.createBuffer({ size: 4, usage: 0 });
  expect(await device.popErrorScope()).not.toBeNull();
});

test('masks and long runs are right beside all that', async () => {
  for (const batch of [1, 9]) {
    const sizes = { inputDim: 3, batch, timeSteps: 40, masked: true };
    expect(
      await largestError(backend, lstm({ units: 5, returnSequences: true }), sizes),
    ).toBeLessThan(2e-6);
  }
});

// A device that is lost: everything on it says so, and a new backend works.

import { expect, test } from 'vitest';
import { type RnnError, webgpu } from '../src/index.ts';
import { makeDevice } from './harness/devices.ts';
import { small } from './harness/layers.ts';

const codeOf = async (action: () => unknown): Promise<string> => {
  try {
    await action();
    return 'works';
  } catch (error) {
    return (error as RnnError).code;
  }
};

test('pending reads and all later calls say that the device is lost', async () => {
  const device = await makeDevice();
  using backend = await webgpu({ device });
  const layer = backend.layer(small.config, small.weights);
  const there = layer.run(small.x);
  await there.output.data();
  const stream = layer.stream();
  await stream.push(small.x).data();

  const pending = there.output.data();
  const running = layer.run(small.x).output.data();
  device.destroy();
  expect(await codeOf(() => pending)).toBe('RNN_DEVICE_LOST');
  expect(await codeOf(() => running)).toBe('RNN_DEVICE_LOST');
  await device.lost;
  expect(await codeOf(() => there.output.data())).toBe('RNN_DEVICE_LOST');
  expect(await codeOf(() => layer.run(small.x).output.data())).toBe('RNN_DEVICE_LOST');
  expect(await codeOf(() => stream.push(small.x).data())).toBe('RNN_DEVICE_LOST');
  expect(await codeOf(() => backend.layer(small.config, small.weights))).toBe('RNN_DEVICE_LOST');
  expect(await codeOf(() => webgpu({ device }))).toBe('RNN_DEVICE_LOST');
});

test("a backend of Gatefold's own device gets another when that is lost", async () => {
  const first = await webgpu();
  const second = await webgpu();
  expect(second.device).toBe(first.device);
  first.device.destroy();
  await first.device.lost;
  first.dispose();
  second.dispose();
  using third = await webgpu();
  expect(third.device).not.toBe(first.device);
  using layer = third.layer(small.config, small.weights);
  expect(await layer.run(small.x).output.data()).toHaveLength(12);
});

// What cannot be served is refused with a code, the number or name that matters, and a way out.

import { lstm, type RnnError, simpleRNN } from '@gatefold/contract';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Device } from '../src/device.ts';
import { webgpu, type WebGPUBackend } from '../src/index.ts';
import {
  bufferWith,
  copySource,
  copyTarget,
  makeDevice,
  mapRead,
  storage,
} from './harness/devices.ts';
import { randomNumbers, small } from './harness/layers.ts';

let device: GPUDevice;
let backend: WebGPUBackend;
beforeAll(async () => {
  device = await makeDevice();
  backend = await webgpu({ device });
});
afterAll(() => backend.dispose());

const said = async (action: () => unknown): Promise<string> => {
  try {
    await action();
    return 'nothing';
  } catch (error) {
    const { code, message } = error as RnnError;
    return `${code} ${message}`;
  }
};

describe('options', () => {
  test.each([
    [{ device: {} }, 'RNN_CONFIG webgpu: device: must be a GPUDevice'],
    [{ device: null }, 'RNN_CONFIG webgpu: device: must be a GPUDevice'],
    [
      { kernel: 'fast' },
      "RNN_CONFIG webgpu: kernel: must be one of 'persistent', 'step', 'batch', 'quads', 'tiles' or a function",
    ],
    [{ weights: 'int8' }, "RNN_CONFIG webgpu: weights: must be 'f32' or 'f16'"],
    [{ Device: 1 }, 'RNN_CONFIG webgpu.Device: is not an option; did you mean device'],
  ])('%o', async (options, phrase) => {
    expect(await said(() => webgpu(options as object))).toContain(phrase);
  });

  test('a function whose answer is no kernel, when it is asked', async () => {
    using asked = await webgpu({ device, kernel: () => 'fast' as 'step' });
    const { config, weights } = small;
    expect(await said(() => asked.layer(config, weights))).toContain(
      'RNN_CONFIG webgpu: kernel(lstm to 4 units, few rows): must be one of',
    );
  });
});

describe('machines', () => {
  const withNavigator = async (gpu: unknown): Promise<string> => {
    vi.stubGlobal('navigator', { gpu });
    vi.resetModules();
    const { webgpu: anew } = await import('../src/index.ts');
    const words = await said(() => anew());
    vi.unstubAllGlobals();
    return words;
  };

  test('no adapter', async () => {
    const words = await withNavigator({ requestAdapter: async () => null });
    expect(words).toBe(
      'RNN_UNSUPPORTED webgpu: needs an adapter, of which this machine offers none; use the wasm backend, or webgl in a page',
    );
  });

  test('an adapter below a limit, which is named', async () => {
    const limits = { ...limitsOf(device), maxComputeInvocationsPerWorkgroup: 128 };
    const words = await withNavigator({ requestAdapter: async () => ({ limits }) });
    expect(words).toContain(
      'RNN_UNSUPPORTED webgpu: needs maxComputeInvocationsPerWorkgroup of 256, got 128',
    );
  });

  test('no WebGPU', async () => {
    vi.stubGlobal('process', { ...process, versions: {} });
    expect(await withNavigator(undefined)).toContain(
      'RNN_UNSUPPORTED webgpu: needs WebGPU (navigator.gpu)',
    );
  });
});

function limitsOf({ limits }: GPUDevice): Record<string, number> {
  const names = Object.keys(Object.getPrototypeOf(limits) as object);
  return Object.fromEntries(names.map((name) => [name, limits[name as 'maxBufferSize']]));
}

describe('buffers of the app', () => {
  const run = (x: unknown): Promise<string> =>
    said(() =>
      backend
        .layer(small.config, small.weights)
        .run(x as never)
        .output.data(),
    );
  const shape = [1, 1, 2];

  test('that is none', async () => {
    expect(await run({ shape, buffer: new ArrayBuffer(8) })).toContain(
      'RNN_CONFIG lstm.run: x: buffer: must be a GPUBuffer',
    );
  });

  test('without COPY_SRC', async () => {
    const buffer = bufferWith(device, [1, 2], copyTarget);
    expect(await run({ shape, buffer })).toContain(
      'RNN_FOREIGN lstm.run: x: a GPUBuffer must have the usage COPY_SRC, got usage',
    );
  });

  test('that is mapped', async () => {
    const buffer = device.createBuffer({
      size: 8,
      usage: copySource | storage,
      mappedAtCreation: true,
    });
    expect(await run({ shape, buffer })).toContain(
      'RNN_FOREIGN lstm.run: x: a GPUBuffer must not be mapped, got mapped',
    );
  });

  test('that is too small, or without a shape', async () => {
    const buffer = bufferWith(device, [1]);
    expect(await run({ shape, buffer })).toContain(
      'RNN_SHAPE lstm.run: x: [1, 1, 2] takes a buffer of 8 bytes at least, got 4 bytes',
    );
    expect(await run({ shape: '1,1,2', buffer })).toContain(
      'RNN_SHAPE lstm.run: x: shape: must be a list of whole numbers',
    );
    expect(await run({ shape: [1, 2], buffer: bufferWith(device, [1, 2]) })).toContain('RNN_SHAPE');
  });

  test('as weights or masks, which are read at once', async () => {
    const buffer = bufferWith(device, [...randomNumbers(1, 24)]);
    const weights = { ...small.weights, kernel: { shape: [2, 12], buffer } };
    expect(await said(() => backend.layer(small.config, weights as never))).toContain(
      'RNN_UNSUPPORTED',
    );
    const mask = { shape: [1, 4], buffer };
    const layer = backend.layer(small.config, small.weights);
    expect(await said(() => layer.run(small.x, { mask } as never))).toContain('RNN_UNSUPPORTED');
  });

  test('a mapped buffer for reads is no source either', async () => {
    const buffer = device.createBuffer({ size: 8, usage: mapRead | copyTarget });
    expect(await run({ shape, buffer })).toContain('must have the usage COPY_SRC');
  });
});

describe('too much', () => {
  const { maxStorageBufferBindingSize: most } = { maxStorageBufferBindingSize: 2 ** 27 };

  test('weights that no texture holds', async () => {
    const check = (): void => new Device(device).checkTexture('here', [8193, 1]);
    expect(await said(check)).toContain(
      'RNN_UNSUPPORTED here: a texture on this device is at most 8192 texels wide (maxTextureDimension2D), got 8193',
    );
  });

  test('weights that no binding holds, when the layer is made', async () => {
    const units = 6000;
    using stepping = await webgpu({ device, kernel: 'step' });
    const weights = {
      kernel: { shape: [1, units], data: new Float32Array(units) },
      recurrentKernel: { shape: [units, units], data: new Float32Array(units * units) },
      bias: { shape: [units], data: new Float32Array(units) },
    };
    expect(await said(() => stepping.layer(simpleRNN({ units }), weights))).toContain(
      `RNN_UNSUPPORTED webgpu.layer: simpleRNN weights: a buffer on this device has at most ${most} bytes (maxStorageBufferBindingSize), got`,
    );
  });

  test('outputs that no binding holds, before the run', async () => {
    const config = lstm({ units: 64, returnSequences: true });
    const layer = backend.layer(config, {
      kernel: { shape: [1, 256], data: new Float32Array(256) },
      recurrentKernel: { shape: [64, 256], data: new Float32Array(64 * 256) },
      bias: { shape: [256], data: new Float32Array(256) },
    });
    const x = { shape: [1, 2 ** 20, 1], data: new Float32Array(2 ** 20) };
    expect(await said(() => layer.run(x))).toContain(
      `RNN_UNSUPPORTED webgpu: a buffer on this device has at most ${most} bytes`,
    );
    expect(backend.memory().tensors).toBe(0);
  });
});

// Where the GPUDevice comes from: the app, or the page's one of ours, or in Node the npm package webgpu.

import { ConfigError, UnsupportedError } from '@gatefold/contract';
import { describe } from '@gatefold/contract/author';
import { lostError } from './errors.ts';
import { checkLimits, descriptorFor } from './profile.ts';

const alternatives = 'use the wasm backend, or webgl in a page';

/**
 * The device that the app gave, or one of ours.
 *
 * @throws {ConfigError} for what is no GPUDevice
 * @throws {UnsupportedError} without WebGPU, without an adapter, and below a limit that kernels need
 * @throws {DeviceLostError} when the app's device is lost already
 */
export async function openDevice(given: unknown): Promise<GPUDevice> {
  if (given === undefined) return ownDevice();
  if (!isDevice(given)) {
    throw new ConfigError({
      where: 'webgpu: device',
      expected: 'must be a GPUDevice',
      actual: describe(given),
      remedy: 'give the device itself: no adapter, and no promise of one',
    });
  }
  checkLimits('webgpu: device', given.limits);
  const info = await Promise.race([given.lost, Promise.resolve(null)]);
  if (info !== null) throw lostError('webgpu: device', info);
  return given;
}

function isDevice(value: unknown): value is GPUDevice {
  const { queue, limits, createComputePipelineAsync } = Object(value) as Partial<GPUDevice>;
  return (
    typeof queue === 'object' &&
    typeof limits === 'object' &&
    typeof createComputePipelineAsync === 'function'
  );
}

let own: Promise<GPUDevice> | null = null;

/** One for all backends that are given none, until it is lost: pipelines are compiled once. */
function ownDevice(): Promise<GPUDevice> {
  own ??= requestDevice();
  return own;
}

async function requestDevice(): Promise<GPUDevice> {
  try {
    const gpu = await findGpu();
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (adapter === null) {
      throw new UnsupportedError({
        where: 'webgpu',
        expected: 'needs an adapter, of which this machine offers none',
        remedy: alternatives,
      });
    }
    checkLimits('webgpu', adapter.limits);
    const device = await adapter.requestDevice(descriptorFor(adapter));
    void device.lost.then(() => (own = null));
    return device;
  } catch (error) {
    own = null;
    throw error;
  }
}

/** Kept while there is Node: its devices end with it. */
let dawn: GPU | null = null;

async function findGpu(): Promise<GPU> {
  const { navigator, process } = globalThis as {
    navigator?: { readonly gpu?: GPU };
    process?: { readonly versions?: { readonly node?: string } };
  };
  if (navigator?.gpu !== undefined) return navigator.gpu;
  if (dawn !== null) return dawn;
  if (process?.versions?.node !== undefined) {
    // Named by a variable, so that bundlers for pages do not look for it.
    const name = 'webgpu';
    try {
      const { create } = (await import(/* @vite-ignore */ /* webpackIgnore: true */ name)) as {
        readonly create: (flags: readonly string[]) => GPU;
      };
      dawn = create([]);
      return dawn;
    } catch (error) {
      throw new UnsupportedError(
        {
          where: 'webgpu',
          expected: 'needs the package webgpu in Node',
          actual: error instanceof Error ? error.message : String(error),
          remedy: 'npm install webgpu, or use the wasm backend',
        },
        { cause: error },
      );
    }
  }
  throw new UnsupportedError({
    where: 'webgpu',
    expected: 'needs WebGPU (navigator.gpu), which this browser does not offer here',
    remedy: `open the page over https or from localhost, or ${alternatives}`,
  });
}

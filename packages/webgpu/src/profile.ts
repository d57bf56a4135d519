// What a device allows, as far as texts of kernels and their plans depend on it; and what every device must allow.

import { UnsupportedError } from '@gatefold/contract';
import { type DeviceProfile, mostLines } from './wgsl/kernels.ts';

/** Limits that every device of WebGPU's core has: one in compatibility mode may have less. */
const needed = {
  maxStorageBuffersPerShaderStage: 8,
  maxDynamicUniformBuffersPerPipelineLayout: 2,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupSizeX: 256,
  maxComputeWorkgroupStorageSize: 16_384,
  maxTextureDimension2D: mostLines,
} as const satisfies { readonly [K in keyof GPUSupportedLimits]?: number };

/** Limits of which a device of ours gets all that there is: larger tensors, and kernels that keep more at hand. */
const wanted = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupStorageSize',
  'maxTextureDimension2D',
] as const satisfies readonly (keyof GPUSupportedLimits)[];

/** Features that kernels use where they are offered. */
const features = ['subgroups', 'shader-f16'] as const;

/** Scratch that a run may ask for before it is cut into chunks of steps. */
const mostRoomBytes = 2 ** 26;

/** What to ask an adapter for. */
export function descriptorFor(adapter: GPUAdapter): GPUDeviceDescriptor {
  return {
    label: 'gatefold',
    requiredFeatures: features.filter((name) => adapter.features.has(name)),
    requiredLimits: Object.fromEntries(wanted.map((name) => [name, adapter.limits[name]])),
  };
}

/** @throws {UnsupportedError} that names the first limit which is too low */
export function checkLimits(where: string, limits: GPUSupportedLimits): void {
  for (const [name, least] of Object.entries(needed)) {
    const has = limits[name as keyof typeof needed];
    if (has >= least) continue;
    throw new UnsupportedError({
      where,
      expected: `needs ${name} of ${least}`,
      actual: String(has),
      remedy: 'take an adapter without compatibility mode, or the wasm backend',
    });
  }
}

export function profileOf({ limits, features: offered, adapterInfo }: GPUDevice): DeviceProfile {
  const { maxBufferSize, maxStorageBufferBindingSize } = limits;
  // A binding is whole numbers long.
  const bindingBytes = Math.floor(Math.min(maxBufferSize, maxStorageBufferBindingSize) / 4) * 4;
  return {
    subgroups: offered.has('subgroups')
      ? { least: adapterInfo.subgroupMinSize, most: adapterInfo.subgroupMaxSize }
      : null,
    hasF16: offered.has('shader-f16'),
    mostInvocations: Math.min(
      limits.maxComputeInvocationsPerWorkgroup,
      limits.maxComputeWorkgroupSizeX,
    ),
    workgroupBytes: limits.maxComputeWorkgroupStorageSize,
    mostWorkgroups: limits.maxComputeWorkgroupsPerDimension,
    mostBindings: limits.maxStorageBuffersPerShaderStage,
    bindingBytes,
    roomBytes: Math.min(mostRoomBytes, bindingBytes),
  };
}

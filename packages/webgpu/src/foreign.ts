// GPU buffers of the app as tensors: copied on the device before the call ends.

import {
  ConfigError,
  ForeignTensorError,
  type RnnError,
  ShapeError,
  type Shape,
  sizeOf,
} from '@gatefold/contract';
import { describe, type Guest } from '@gatefold/contract/author';
import { Numbers } from './numbers.ts';
import { usages } from './usages.ts';

/** Float32 numbers in a buffer of the app, from its beginning, in row-major order. */
export interface BufferTensor {
  readonly shape: Shape;
  /** On the backend's device, with the usage COPY_SRC. */
  readonly buffer: GPUBuffer;
}

/** Numbers of somebody else: read by a copy, and by nothing else. */
export class ForeignNumbers extends Numbers {
  constructor(size: number, buffer: GPUBuffer) {
    super(size);
    this.landed(buffer);
  }
}

/**
 * A buffer of the app to copy from; null for a value that has none.
 *
 * @throws {ConfigError | ShapeError | ForeignTensorError} for a buffer that cannot be copied from, as far as that can be seen
 */
export function foreignNumbers(where: string, value: unknown): Guest<ForeignNumbers> | null {
  if (typeof value !== 'object' || value === null) return null;
  if (!('buffer' in value && 'shape' in value) || 'data' in value) return null;
  const { shape, buffer } = value as { readonly shape: unknown; readonly buffer: unknown };
  if (!isGpuBuffer(buffer)) {
    throw new ConfigError({
      where: `${where}: buffer`,
      expected: 'must be a GPUBuffer',
      actual: describe(buffer),
      remedy: 'pass { shape, data } for numbers on the host',
    });
  }
  if (!isShape(shape)) {
    throw new ShapeError({
      where: `${where}: shape`,
      expected: 'must be a list of whole numbers from 0',
      actual: describe(shape),
    });
  }
  if ((buffer.usage & usages.copySource) === 0) {
    throw new ForeignTensorError({
      where,
      expected: 'a GPUBuffer must have the usage COPY_SRC',
      actual: `usage ${buffer.usage}`,
      remedy: 'make it with GPUBufferUsage.COPY_SRC among its usages',
    });
  }
  if (buffer.mapState !== 'unmapped') {
    throw new ForeignTensorError({
      where,
      expected: 'a GPUBuffer must not be mapped',
      actual: buffer.mapState,
      remedy: 'call unmap() first',
    });
  }
  const size = sizeOf(shape);
  const bytes = size * Float32Array.BYTES_PER_ELEMENT;
  if (buffer.size < bytes) {
    throw new ShapeError({
      where,
      expected: `[${shape.join(', ')}] takes a buffer of ${bytes} bytes at least`,
      actual: `${buffer.size} bytes`,
    });
  }
  return { shape, buffer: new ForeignNumbers(size, buffer) };
}

/** What the device says of a copy from a buffer of the app. */
export function foreignError(where: string, _scope: GPUErrorFilter, error: GPUError): RnnError {
  return new ForeignTensorError(
    {
      where,
      expected: "a GPUBuffer must be of this backend's device, and not destroyed",
      actual: error.message,
      remedy: 'make the backend with webgpu({ device }), or pass { shape, data }',
    },
    { cause: error },
  );
}

function isGpuBuffer(value: unknown): value is GPUBuffer {
  const { usage, size, mapState } = Object(value) as Partial<GPUBuffer>;
  return typeof usage === 'number' && typeof size === 'number' && typeof mapState === 'string';
}

function isShape(value: unknown): value is Shape {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

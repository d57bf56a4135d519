// Tensors on the wire: base64 of little-endian float32, or lists of numbers.

import type { HostTensor } from '@gatefold/contract';
import { mapLeaves } from '@gatefold/contract/author';
import { numberOf } from '../json.ts';

export type Floats = 'base64' | 'numbers';

interface WireTensor {
  readonly shape: readonly number[];
  readonly data: string | readonly (number | string)[];
}

/** A nest of host tensors as the backend reads it. */
export function encode(nest: unknown, floats: Floats): unknown {
  return mapLeaves(nest, (leaf) => {
    const { shape, data } = leaf as HostTensor;
    return { shape, data: encodeData(data, floats) };
  });
}

/** A nest that the backend wrote, and the schema has checked, as host tensors. */
export function decode(nest: unknown): unknown {
  return mapLeaves(nest, (leaf) => {
    const { shape, data } = leaf as WireTensor;
    return { shape, data: decodeData(data) };
  });
}

function encodeData(data: Float32Array, floats: Floats): WireTensor['data'] {
  if (floats === 'numbers') {
    return Array.from(data, (value) => (Number.isFinite(value) ? value : String(value)));
  }
  const bytes = new DataView(new ArrayBuffer(4 * data.length));
  for (const [index, value] of data.entries()) bytes.setFloat32(4 * index, value, true);
  return Buffer.from(bytes.buffer).toString('base64');
}

/** Bytes that are no whole number of floats make an array whose length is not that of the shape. */
function decodeData(data: WireTensor['data']): Float32Array {
  if (typeof data !== 'string') return Float32Array.from(data, numberOf);
  const bytes = Buffer.from(data, 'base64');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Float32Array.from({ length: Math.ceil(bytes.length / 4) }, (_, index) =>
    4 * index + 4 <= bytes.length ? view.getFloat32(4 * index, true) : Number.NaN,
  );
}

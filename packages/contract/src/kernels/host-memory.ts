// Memory for backends whose buffers are plain arrays.

import type { Memory, MergeCall } from './kernels.ts';

type FloatArray = Float32Array | Float64Array;

/**
 * Memory for backends whose buffers are plain arrays, of the given precision.
 *
 * @example
 *   import { hostMemory } from '@gatefold/contract/author';
 *   hostMemory(Float32Array).allocate(3); // => Float32Array [0, 0, 0]
 */
export function hostMemory<A extends FloatArray>(
  ArrayType: (new (size: number) => A) & { readonly BYTES_PER_ELEMENT: number },
): Required<Memory<A>> {
  return {
    bytesPerNumber: ArrayType.BYTES_PER_ELEMENT,
    allocate: (size) => new ArrayType(size),
    free: () => undefined,
    write: writeOnHost,
    copy: copyOnHost,
    read: copyOnHost,
    merge: mergeOnHost,
  };
}

function writeOnHost(buffer: FloatArray, data: Float32Array): void {
  buffer.set(data);
}

function copyOnHost(from: FloatArray, to: FloatArray): void {
  to.set(from);
}

function mergeOnHost<A extends FloatArray>(call: MergeCall<A>): void {
  const { mode, rows, forward, forwardUnits, backward, backwardUnits, output } = call;
  if (mode === 'concat') {
    const width = forwardUnits + backwardUnits;
    for (let row = 0; row < rows; row++) {
      output.set(forward.subarray(row * forwardUnits, (row + 1) * forwardUnits), row * width);
      const start = row * backwardUnits;
      output.set(backward.subarray(start, start + backwardUnits), row * width + forwardUnits);
    }
    return;
  }
  for (let k = 0; k < output.length; k++) {
    const [y, reversed] = [forward[k] as number, backward[k] as number];
    const merged =
      mode === 'mul' ? y * reversed : mode === 'sum' ? y + reversed : (y + reversed) / 2;
    // What reads as infinity is infinite to the next layer too: clause L17.
    const read = Math.fround(merged);
    output[k] = Number.isFinite(read) ? merged : read;
  }
}

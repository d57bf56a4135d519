// The linear memory is bounded, and what is freed is used again.

import { describe, expect, test } from 'vitest';
import { gru, isRnnError, lstm, type Tensor, wasm } from '../src/index.ts';
import { Heap } from '../src/heap.ts';
import { random } from './random.ts';

test('10,000 layers, made, run and disposed of, leave the memory as large as one does', async () => {
  using backend = await wasm();
  const [kernel, recurrentKernel, bias] = [random(8, 64), random(16, 64), random(64)];
  const x = random(2, 3, 8);
  const once = (units: number): void => {
    using layer = backend.layer(lstm({ units }), {
      kernel: { shape: [8, 4 * units], data: kernel.data.subarray(0, 32 * units) },
      recurrentKernel: {
        shape: [units, 4 * units],
        data: recurrentKernel.data.subarray(0, 4 * units * units),
      },
      bias: { shape: [4 * units], data: bias.data.subarray(0, 4 * units) },
    });
    using result = layer.run(x);
    expect(result.output.shape).toEqual([2, units]);
  };
  once(16);
  const before = backend.memoryBytes;
  for (let k = 0; k < 10_000; k++) once(1 + (k % 16));
  expect(backend.memoryBytes).toBe(before);
  expect(backend.memory()).toEqual({ tensors: 0, layers: 0, streams: 0, buffers: 0, bytes: 0 });
});

test('memory() counts what a layer takes, and the linear memory grows by little more', async () => {
  using backend = await wasm();
  const before = backend.memoryBytes;
  using layer = backend.layer(gru({ units: 512 }), {
    kernel: random(512, 1536),
    recurrentKernel: random(512, 1536),
    bias: random(2, 1536),
  });
  const own = 4 * (2 * 512 * 1536 + 2 * 1536);
  const { bytes } = backend.memory();
  expect(layer.inputDim).toBe(512);
  expect(bytes).toBeGreaterThanOrEqual(own);
  expect(bytes).toBeLessThan(1.01 * own);
  expect(backend.memoryBytes - before).toBeLessThan(own + 2 ** 21);
});

describe('a memory that is full', () => {
  test('a batch that is too large is refused with a code, and the layer goes on', async () => {
    using backend = await wasm();
    using layer = backend.layer(lstm({ units: 1024, returnSequences: true }), {
      kernel: random(1, 4096),
      recurrentKernel: random(1024, 4096),
      bias: random(4096),
    });
    // 4.9 GB of output.
    const large = { shape: [1, 1_200_000, 1], data: new Float32Array(1_200_000) };
    expect(codeOf(() => layer.run(large))).toBe('RNN_DEVICE');
    using result = layer.run({ shape: [1, 1, 1], data: Float32Array.of(1) });
    expect((result.output as Tensor).dataSync()).toHaveLength(1024);
    result.dispose();
    expect(backend.memory().buffers).toBe(0);
  });

  test('says how much was wanted, and what to do', () => {
    const heap = new Heap();
    expect(() => heap.allocate('wasm.layer: weights', 5e9)).toThrow(
      /^wasm.layer: weights: needs 4768.4 MiB .*dispose of what is not needed/,
    );
  });
});

test('parts never meet, and gaps that touch become one', () => {
  const heap = new Heap();
  const parts = Array.from({ length: 300 }, (_, k) => {
    const bytes = 64 * (1 + ((k * 7919) % 97));
    return { at: heap.allocate('test', bytes), bytes };
  });
  const sorted = parts.toSorted((a, b) => a.at - b.at);
  for (const [k, { at, bytes }] of sorted.entries()) {
    expect(at + bytes).toBeLessThanOrEqual(sorted[k + 1]?.at ?? heap.bytes);
  }
  const { bytes: size } = heap;
  // In an order that leaves gaps on both sides of what is freed.
  for (const { at } of parts.toSorted((a, b) => ((a.at * 31) % 1009) - ((b.at * 31) % 1009))) {
    heap.free(at);
  }
  heap.allocate('test', size - 8192);
  expect(heap.bytes).toBe(size);
});

function codeOf(call: () => unknown): string | undefined {
  try {
    call();
  } catch (error) {
    return isRnnError(error) ? error.code : String(error);
  }
  return undefined;
}

// Plans and packed weights as plain data, without a device; and long sequences that a plan cuts into chunks.

import { expect, test } from 'vitest';
import { type CellWeights, gru, lstm, simpleRNN, webgpu } from '../src/index.ts';
import { toHalf } from '../src/wgsl/half.ts';
import {
  type DeviceProfile,
  kernelKinds,
  mostLines,
  mostRepeats,
  packWeights,
  type Plan,
  planOf,
  textureSize,
  weightBytes,
} from '../src/wgsl/kernels.ts';
import { largestError, randomWeights } from './harness/layers.ts';

const profile: DeviceProfile = {
  subgroups: null,
  hasF16: false,
  mostInvocations: 256,
  workgroupBytes: 16_384,
  mostWorkgroups: 65_535,
  mostBindings: 8,
  bindingBytes: 2 ** 27,
  roomBytes: 2 ** 20,
};

const flags = {
  goBackwards: false,
  alignOutput: false,
  returnSequences: true,
  masked: false,
} as const;

/** First step and number of steps of each chunk: numbers 2 and 3 of its uniforms. */
function chunksOf({ chunks }: Plan): number[][] {
  return chunks.map(({ uniforms }) => [...uniforms.subarray(2, 4)]);
}

test.each(kernelKinds)('%s takes 100,000 steps in chunks that follow each other', (kind) => {
  const sizes = { cell: lstm({ units: 64 }), inputDim: 8, batch: 1, timeSteps: 100_000, ...flags };
  const plan = planOf(kind, sizes, profile);
  let next = 0;
  for (const [first, steps] of chunksOf(plan) as [number, number][]) {
    expect(first).toBe(next);
    expect(steps).toBeLessThanOrEqual(kind === 'persistent' ? 2 ** 13 : mostRepeats);
    next += steps;
  }
  expect(next).toBe(100_000);
  expect(plan.roomBytes).toBeLessThanOrEqual(profile.roomBytes);
});

test('a step that the room does not hold is a chunk of its own', () => {
  const cell = gru({ units: 4096 });
  const plan = planOf('step', { cell, inputDim: 1, batch: 64, timeSteps: 3, ...flags }, profile);
  expect(chunksOf(plan)).toEqual([
    [0, 1],
    [1, 1],
    [2, 1],
  ]);
});

test('more rows than a dimension has workgroups go on in the next', () => {
  const sizes = { cell: lstm({ units: 4 }), inputDim: 1, batch: 200_000, timeSteps: 1, ...flags };
  const [chunk] = planOf('step', sizes, profile).chunks;
  expect(chunk?.dispatches[1]?.workgroups).toEqual([1, 65_535, 4]);
});

test.each(['units', 'products'] as const)(
  'weights in %s take the bytes that were said',
  (layout) => {
    const cell = gru({ units: 5 });
    const { kernel, recurrentKernel, bias } = randomWeights(cell, 3) as Required<CellWeights>;
    const weights = {
      kernel: Float32Array.from(kernel.data),
      recurrentKernel: Float32Array.from(recurrentKernel.data),
      bias: Float32Array.from(bias.data),
    };
    for (const type of ['f32', 'f16'] as const) {
      const checked = { cell, inputDim: 3, weights };
      const packed = packWeights(layout, checked, type);
      expect(packed.byteLength).toBe(weightBytes(layout, checked, type));
    }
  },
);

test('a texture of more lines than a device allows goes on to the right', () => {
  const sizes = { cell: simpleRNN({ units: 4 }), inputDim: 3 * mostLines };
  const [width, height] = textureSize(sizes);
  expect([width, height]).toEqual([4, mostLines]);
  const count = 4 * sizes.inputDim;
  const weights = {
    kernel: Float32Array.from({ length: count }, (_, n) => n + 1),
    recurrentKernel: new Float32Array(16),
    bias: new Float32Array(4).fill(-1),
  };
  const packed = new Float32Array(packWeights('units', { ...sizes, weights }, 'f32'));
  // Line after line down the first column of texels, then down the next: U, W, and the bias.
  const lines = Array.from({ length: width * height }, (_, line) => {
    const texel = (line % height) * width + Math.floor(line / height);
    return packed.subarray(4 * texel, 4 * texel + 4);
  });
  const filled = lines.slice(4, 4 + sizes.inputDim).flatMap((line) => [...line]);
  expect(filled.findIndex((value, n) => value !== weights.kernel[n])).toBe(-1);
  expect([...(lines[4 + sizes.inputDim] as Float32Array)]).toEqual([-1, -1, -1, -1]);
});

test('float16 is the nearest, ties to even, as the engine has it', () => {
  const faults: number[] = [];
  const halves = new Float16Array(1);
  const bits = new Uint16Array(halves.buffer);
  // Each float16 itself, and the middle between it and the next, and what lies beside the middle.
  for (let each = 0; each < 0x7c00; each++) {
    bits[0] = each;
    const [value] = halves as unknown as [number];
    bits[0] = each + 1;
    const next = Number.isFinite(halves[0]) ? (halves[0] as number) : 65_536;
    const middle = Math.fround((value + next) / 2);
    for (const size of [value, middle, middle * (1 - 2 ** -22), middle * (1 + 2 ** -22)]) {
      for (const one of [size, -size].map(Math.fround)) {
        halves[0] = one;
        if (toHalf(one) !== bits[0]) faults.push(one);
      }
    }
  }
  expect(faults).toEqual([]);
  expect([NaN, Infinity, -Infinity].map(toHalf)).toEqual([0x7e00, 0x7c00, 0xfc00]);
});

test.each(kernelKinds)(
  '%s with float16 weights equals the reference with rounded ones',
  async (kernel) => {
    using backend = await webgpu({ kernel, weights: 'f16' });
    const config = gru({ units: 5, returnSequences: true });
    const rounded = Object.fromEntries(
      Object.entries(randomWeights(config, 3)).map(([name, { shape, data }]) => [
        name,
        { shape, data: Float32Array.from(Float16Array.from(data)) },
      ]),
    ) as unknown as CellWeights;
    for (const batch of [1, 9]) {
      const sizes = { inputDim: 3, batch, timeSteps: 7 };
      expect(await largestError(backend, config, sizes, rounded)).toBeLessThan(2e-6);
      // Rounded they are.
      expect(await largestError(backend, config, sizes)).toBeGreaterThan(1e-5);
    }
  },
);

test.each(['persistent', 'quads'] as const)(
  '%s of thousands of steps equals the reference',
  async (kernel) => {
    using backend = await webgpu({ kernel });
    const config = lstm({ units: 3, returnSequences: true, returnState: true });
    const sizes = { inputDim: 2, batch: 2, timeSteps: 3000, masked: true };
    expect(await largestError(backend, config, sizes)).toBeLessThan(2e-6);
  },
);

// Weights in bf16: the suite's cases of kernels, whose tolerances know of them; and the rounding itself.

import { conformance } from '@gatefold/conformance/vitest';
import { expect, test } from 'vitest';
import { simpleRNN, tensor, wasm } from '../src/index.ts';
import { seedOfDay } from '../../workspace/src/of-the-day.ts';
import { ofKernels, runs } from './runs.ts';

conformance(() => wasm({ weights: 'bf16' }), { seed: seedOfDay, runs, only: ofKernels });

/** A float32 of these bits. */
const float = (bits: number): number => new Float32Array(Uint32Array.of(bits).buffer)[0] as number;

test.each([
  ['what bf16 has', 0x3f80_0000, 0x3f80_0000],
  ['below half', 0x3f80_7fff, 0x3f80_0000],
  ['half, to the even one below', 0x3f80_8000, 0x3f80_0000],
  ['half, to the even one above', 0x3f81_8000, 0x3f82_0000],
  ['above half', 0x3f80_8001, 0x3f81_0000],
  ['a negative number', 0xbf80_8001, 0xbf81_0000],
  ['up to the next exponent', 0x3fff_ffff, 0x4000_0000],
  ['beyond the largest', 0x7f7f_ffff, 0x7f80_0000],
  ['infinity', 0xff80_0000, 0xff80_0000],
  ['a number without an exponent', 0x0000_8001, 0x0001_0000],
])(
  'S16 a kernel, a recurrent kernel and a bias are rounded to the nearest: %s',
  async (_, bits, want) => {
    const [given, rounded] = [float(bits), float(want)];
    using backend = await wasm({ weights: 'bf16' });
    const run = (kernel: number, recurrent: number, bias: number, x: number, h: number): number => {
      using layer = backend.layer(simpleRNN({ units: 1, activation: 'linear' }), {
        kernel: tensor([[kernel]]),
        recurrentKernel: tensor([[recurrent]]),
        bias: tensor([bias]),
      });
      using result = layer.run(tensor([[[x]]]), { initialState: { h: tensor([[h]]) } });
      return result.output.dataSync()[0] as number;
    };
    expect(run(given, 0, 0, 1, 0)).toBe(rounded);
    expect(run(0, given, 0, 0, 1)).toBe(rounded);
    expect(run(0, 0, given, 0, 0)).toBe(rounded);
  },
);

test('NaN stays NaN, whatever its bits', async () => {
  using backend = await wasm({ weights: 'bf16' });
  for (const bits of [0x7fc0_0000, 0xffff_ffff, 0x7fff_ffff]) {
    const nan = new Float32Array(Uint32Array.of(bits).buffer);
    using layer = backend.layer(simpleRNN({ units: 1, useBias: false }), {
      kernel: { shape: [1, 1], data: nan },
      recurrentKernel: tensor([[0]]),
    });
    using result = layer.run(tensor([[[1]]]));
    expect(result.output.dataSync()).toEqual(Float32Array.of(NaN));
  }
});

test('weights take half the memory', async () => {
  const bytesOf = async (weights: 'f32' | 'bf16'): Promise<number> => {
    using backend = await wasm({ weights });
    using layer = backend.layer(simpleRNN({ units: 512, useBias: false }), {
      kernel: tensor(new Float32Array(512 * 512), [512, 512]),
      recurrentKernel: tensor(new Float32Array(512 * 512), [512, 512]),
    });
    expect(layer.disposed).toBe(false);
    return backend.memory().bytes as number;
  };
  expect((await bytesOf('bf16')) / (await bytesOf('f32'))).toBeLessThan(0.51);
});

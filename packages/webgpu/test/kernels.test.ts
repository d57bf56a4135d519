// Every kind of kernels by itself: sizes that fill its texels, lanes and rows and that do not, with subgroups and without.
// A third of the pairs of a kind and a cell each day.

import { expect, test } from 'vitest';
import { ofTheDay } from '../../workspace/src/of-the-day.ts';
import { gru, lstm, simpleRNN, webgpu, type WebGPUBackend } from '../src/index.ts';
import { kernelKinds } from '../src/wgsl/kernels.ts';
import { makeDevice } from './harness/devices.ts';
import { largestError } from './harness/layers.ts';

// Values lie in (-1, 1): float32 rounds at 3e-8, and honest sums of a few hundred terms end within 1e-6.
const close = 2e-6;

interface Flags {
  readonly returnSequences?: boolean;
  readonly goBackwards?: boolean;
  readonly alignOutput?: boolean;
}

/** Activations that take no time to compile: all of them are tried by kernels-activations.test.ts. */
const quick = { activation: 'softsign', recurrentActivation: 'hardSigmoid' } as const;
const common = { ...quick, returnState: true } as const;

const configs = {
  lstm: (units: number, flags: Flags) => lstm({ units, ...common, ...flags }),
  'gru, reset after': (units: number, flags: Flags) => gru({ units, ...common, ...flags }),
  'gru, reset before': (units: number, flags: Flags) =>
    gru({ units, resetAfter: false, ...common, ...flags }),
  simpleRNN: (units: number, flags: Flags) =>
    simpleRNN({ units, activation: quick.activation, returnState: true, ...flags }),
};

const cells = Object.keys(configs) as (keyof typeof configs)[];

const all = cells.flatMap((cell) => kernelKinds.map((kernel) => ({ kernel, cell })));

/** What differs without subgroups is how threads gather numbers: the same in every cell, but twice in one. */
const gathering = all.filter(
  ({ kernel, cell }) =>
    kernel !== 'persistent' && (cell === 'lstm' || cell === 'gru, reset before'),
);

test.each(ofTheDay(all, 3))('$kernel: $cell equals the reference', async ({ kernel, cell }) => {
  using backend = await webgpu({ kernel });
  expect(await largestOf(backend, cell)).toBeLessThan(close);
});

test.each(ofTheDay(gathering, 3))(
  '$kernel: $cell equals the reference without subgroups, at the least limits',
  async ({ kernel, cell }) => {
    using backend = await webgpu({ kernel, device: await makeDevice() });
    expect(await largestOf(backend, cell)).toBeLessThan(close);
  },
);

/** The largest error at sizes that fill texels, lanes and rows, and that do not; and with every flag. */
async function largestOf(backend: WebGPUBackend, cell: keyof typeof configs): Promise<number> {
  const errors: number[] = [];
  for (const [units, batch, timeSteps] of [
    [1, 1, 1],
    [3, 32, 2],
    [5, 9, 5],
    [65, 1, 3],
  ] as const) {
    const config = configs[cell](units, { returnSequences: true });
    errors.push(await largestError(backend, config, { inputDim: 3, batch, timeSteps }));
  }
  const backwards = { returnSequences: true, goBackwards: true };
  for (const flags of [{}, backwards, { ...backwards, alignOutput: true }]) {
    const sizes = { inputDim: 4, batch: 9, timeSteps: 7, masked: true };
    errors.push(await largestError(backend, configs[cell](5, flags), sizes));
  }
  return Math.max(...errors);
}

test.each(kernelKinds)('%s of large layers equals the reference', async (kernel) => {
  using backend = await webgpu({ kernel });
  for (const [units, batch, timeSteps] of [
    [64, 3, 100],
    [128, 2, 20],
    [300, 1, 3],
    [300, 9, 2],
  ] as const) {
    const sizes = { inputDim: 40, batch, timeSteps };
    expect(await largestError(backend, configs.lstm(units, {}), sizes)).toBeLessThan(close);
  }
});

test.each(kernelKinds)(
  '%s multiplies by weights that are no numbers, or infinite',
  async (kernel) => {
    using backend = await webgpu({ kernel });
    const W = Float32Array.of(NaN, Infinity, -Infinity, 3e38, 0, 1, 2, 3);
    using layer = backend.layer(simpleRNN({ units: 8, activation: 'linear' }), {
      kernel: { shape: [1, 8], data: W },
      recurrentKernel: { shape: [8, 8], data: new Float32Array(64) },
      bias: { shape: [8], data: new Float32Array(8) },
    });
    using result = layer.run({ shape: [1, 1, 1], data: Float32Array.of(1) });
    expect(await result.output.data()).toEqual(W);
  },
);

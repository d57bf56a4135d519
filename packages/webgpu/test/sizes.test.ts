// Sizes at the ends: one unit and thousands, hundreds of rows, and twenty thousand steps, or in `pnpm test:all` a hundred
// thousand, which are cut into submissions.

import { gru, lstm, simpleRNN } from '@gatefold/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isWhole } from '../../workspace/src/of-the-day.ts';
import { webgpu, type WebGPUBackend } from '../src/index.ts';
import { watchCalls } from './harness/devices.ts';
import { largestError } from './harness/layers.ts';

let backend: WebGPUBackend;
beforeAll(async () => {
  backend = await webgpu();
});
afterAll(() => backend.dispose());

// Values lie in (-1, 1): float32 rounds at 3e-8, and honest sums of a few thousand terms end within 1e-5.
test.each([
  ['one of everything', gru({ units: 1 }), { inputDim: 1, batch: 1, timeSteps: 1 }, 2e-6],
  ['512 rows', lstm({ units: 5 }), { inputDim: 3, batch: 512, timeSteps: 3, masked: true }, 2e-6],
  ['4,096 units', simpleRNN({ units: 4096 }), { inputDim: 2, batch: 1, timeSteps: 2 }, 1e-5],
  // Weights of more lines than a texture has.
  ['9,000 inputs', lstm({ units: 5 }), { inputDim: 9000, batch: 2, timeSteps: 2 }, 2e-6],
] as const)('%s', async (_, config, sizes, close) => {
  expect(await largestError(backend, config, sizes)).toBeLessThan(close);
});

test('very many steps are several submissions, and right to the last', async () => {
  const { counts } = watchCalls(backend.device);
  const sizes = { inputDim: 1, batch: 1, timeSteps: isWhole ? 100_000 : 20_000 };
  expect(await largestError(backend, simpleRNN({ units: 2 }), sizes)).toBeLessThan(2e-6);
  expect(counts.submit).toBeGreaterThan(10);
});

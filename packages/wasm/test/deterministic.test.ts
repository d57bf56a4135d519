// The suite's cases of kernels on plain SIMD, which older engines have; and that it gives the same bits everywhere.

import { conformance } from '@gatefold/conformance/vitest';
import { expect, test } from 'vitest';
import { wasm } from '../src/index.ts';
import { checksums, expectedChecksums } from './checksums.ts';
import { seedOfDay } from '../../workspace/src/of-the-day.ts';
import { ofKernels, runs } from './runs.ts';

conformance(() => wasm({ deterministic: true }), { seed: seedOfDay, runs, only: ofKernels });

test('deterministic: true gives the bits that every machine gives', async () => {
  using backend = await wasm({ deterministic: true });
  expect(backend.environment?.['simd']).toBe('plain');
  expect(checksums(backend)).toEqual(expectedChecksums);
});

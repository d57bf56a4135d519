import { defineConfig } from 'vitest/config';
import { softwareGpu } from './test/harness/software-gpu.ts';

export default defineConfig({
  test: {
    // Children that run tests get them when they start, which is when libraries are found.
    env: softwareGpu(),
    pool: 'forks',
    // Each file computes on all cores.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

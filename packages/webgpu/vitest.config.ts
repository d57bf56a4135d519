import { defineConfig } from 'vitest/config';
import { softwareGpu } from './test/harness/software-gpu.ts';

export default defineConfig({
  test: {
    // Children that run tests get them when they start, which is when libraries are found.
    env: softwareGpu(),
    pool: 'forks',
    // Each file computes on all cores.
    fileParallelism: false,
    // They share what they import, and a start of Dawn: a process for each took 26 seconds of CPU time more.
    isolate: false,
    // On a busy machine a case takes as long as the machine likes.
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
  },
});

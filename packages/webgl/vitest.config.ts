import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: './test/harness/site.ts',
    // Each file has a browser of its own; two at once would only wait for each other's software rasteriser.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

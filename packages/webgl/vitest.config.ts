import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: './test/harness/site.ts',
    // All files share a browser, and what they import; two at once would only wait for each other's software rasteriser.
    fileParallelism: false,
    isolate: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

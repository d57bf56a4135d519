import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Adapters and the template have tests of their own.
    include: ['test/**/*.test.ts'],
    // Many tests start a process or a browser, on machines that may be busy.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

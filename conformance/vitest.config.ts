import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Adapters and the template have tests of their own.
    include: ['test/**/*.test.ts'],
    // Many tests start a process or a browser, on machines that may be busy.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // By itself vitest leaves a core free; on two that would be half of the machine.
    maxWorkers: 2,
  },
});

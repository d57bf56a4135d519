import { defineConfig } from 'vitest/config';

const reports = 'test/report-*.test.ts';

export default defineConfig({
  test: {
    // Many tests start a process or a browser, on machines that may be busy.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // By itself vitest leaves a core free; on two that would be half of the machine.
    maxWorkers: 2,
    projects: [
      // Adapters and the template have tests of their own.
      {
        extends: true,
        test: { name: 'suite', include: ['test/**/*.test.ts'], exclude: [reports] },
      },
      // One after the other in one thread, so that the runs that they report are made once.
      {
        extends: true,
        test: {
          name: 'reports',
          include: [reports],
          isolate: false,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});

import { defineConfig } from 'vitest/config';

export default defineConfig({
  // On a busy machine a case of the suite takes as long as the machine likes.
  test: { testTimeout: 120_000, hookTimeout: 120_000 },
});

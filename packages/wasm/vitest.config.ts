import { defineConfig } from 'vitest/config';

export default defineConfig({
  // On a busy machine a case of the suite takes as long as the machine likes.
  // Files of one worker share what they import.
  test: { isolate: false, testTimeout: 120_000, hookTimeout: 120_000 },
});

import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Type tests, *.test-d.ts, are compiled, not run; each `test` in them passes, fails and counts like any other.
  // Files of one worker share what they import: a worker for each took 8 seconds of CPU time more.
  test: { isolate: false, typecheck: { enabled: true, tsconfig: 'tsconfig.json' } },
});

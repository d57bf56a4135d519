import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Type tests, *.test-d.ts, are compiled, not run; each `test` in them passes, fails and counts like any other.
  test: { typecheck: { enabled: true, tsconfig: 'tsconfig.json' } },
});

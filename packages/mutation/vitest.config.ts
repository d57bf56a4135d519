// The suite, the backend and the contract as sources: a built package would hide the mutants.

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Inside Stryker's copy of the repository this is the copy's root.
const root = fileURLToPath(new URL('../../', import.meta.url));

export default defineConfig({
  root,
  resolve: {
    alias: {
      '@gatefold/contract': `${root}packages/contract/src/index.ts`,
      '@gatefold/cpu': `${root}packages/cpu/src/index.ts`,
      '@gatefold/conformance/vitest': `${root}conformance/src/vitest.ts`,
    },
  },
  test: { include: ['packages/mutation/src/conformance.test.ts'] },
});

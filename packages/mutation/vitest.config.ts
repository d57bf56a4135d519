// The suite, the backend and the contract as sources: a built package would hide the mutants.

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Inside Stryker's copy of the repository this is the copy's root.
const root = fileURLToPath(new URL('../../', import.meta.url));

export default defineConfig({
  root,
  resolve: {
    alias: [
      { find: /^@gatefold\/contract$/, replacement: `${root}packages/contract/src/index.ts` },
      {
        find: /^@gatefold\/contract\/(author|engine|clauses)$/,
        replacement: `${root}packages/contract/src/$1.ts`,
      },
      { find: '@gatefold/cpu', replacement: `${root}packages/cpu/src/index.ts` },
      { find: /^@gatefold\/conformance$/, replacement: `${root}conformance/src/index.ts` },
      { find: '@gatefold/conformance/vitest', replacement: `${root}conformance/src/vitest.ts` },
    ],
  },
  test: {
    include: [
      'packages/mutation/src/conformance.test.ts',
      // What no backend can show the suite: how it counts bytes, how much finer than float32 its states are, and what
      // the door says to an engine whose answer is wrong, and the last digits of erfc.
      'packages/cpu/test/{bytes,range}.test.ts',
      'packages/contract/test/{engine,special-functions}.test.ts',
    ],
    // A machine that is busy takes its time, and Stryker takes a first run that does for a failure.
    testTimeout: 60_000,
  },
});

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
      // What no backend can show the suite: how it counts bytes, and how much finer than float32 its states are;
      'packages/cpu/test/{bytes,range}.test.ts',
      // kernels that throw, devices that gather, that answer later and that lend, an engine whose answer is wrong, the
      // words of an error, lists of leaves, the last digits of erfc.
      'packages/contract/test/*.test.ts',
    ],
    // Keras's JSON, which is not mutated; thousands of random calls, which take longer than all the others; and what a
    // push allocates, to which Stryker's own counters add.
    exclude: ['packages/contract/test/{clauses,keras-config-*,mutated-calls,stream}.test.ts'],
    // A machine that is busy takes its time, and Stryker takes a first run that does for a failure.
    testTimeout: 60_000,
  },
});

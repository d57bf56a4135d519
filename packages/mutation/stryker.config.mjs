// Breaks packages/cpu/src and packages/contract/src, one small thing at a time, with the conformance suite as the only
// tests. Run with `pnpm mutate` from anywhere; the paths are the repository's. What is left out, and why: the lines
// below, src/unseen.ts, and docs/contribute/mutation-score.md.

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: [
    'packages/{cpu,contract}/src/**/*.ts',
    // Sentences, and the page that is made of them.
    '!packages/contract/src/clauses.ts',
    '!packages/contract/src/clauses/**',
    // Conversion from and to Keras's JSON: no backend takes part in it.
    '!packages/contract/src/describe.ts',
    '!packages/contract/src/keras-config.ts',
    '!packages/contract/src/keras-config/**',
    '!packages/contract/src/nested-numbers.ts',
  ],
  // Not copied: what the goldens' generator installs, which is large and has links.
  ignorePatterns: ['.venv', 'docs'],
  testRunner: 'vitest',
  vitest: { configFile: 'packages/mutation/vitest.config.ts', related: false },
  plugins: [
    import.meta.resolve('@stryker-mutator/vitest-runner'),
    `${import.meta.dirname}/src/unseen.ts`,
  ],
  ignorers: ['unseen'],
  coverageAnalysis: 'perTest',
  // Run once, while modules load: Stryker would have to begin anew for each of them.
  ignoreStatic: true,
  // `pnpm mutate --concurrency 8` where there are cores to spare.
  concurrency: 1,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, skipFull: true },
  jsonReporter: { fileName: 'packages/mutation/.reports/mutation.json' },
  // Would not see that a case has changed: Stryker compares test files, and ours is one line.
  incremental: false,
  tempDirName: '.reports/stryker',
  thresholds: { high: 95, low: 95, break: 95 },
  allowConsoleColors: false,
};

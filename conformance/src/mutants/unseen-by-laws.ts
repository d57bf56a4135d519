// Mutants that change values and that no law sees: examples and goldens see them.

/**
 * Their ids. To look for a law that is not there takes as long as to look for those of all other mutants, so the
 * self-check looks with `--full` alone, and its test finds this list to be right.
 */
export const unseenByLaws: ReadonlySet<string> = new Set([
  'numbers/bf16-bias-truncated',
  'numbers/int8-seven-bits',
  'mask/blended',
  'stateful/reset-beyond-4096',
  'bidirectional/beyond-float32',
  'stream/mask-booleans',
  'history/plan-by-text',
  'history/mask-by-identity',
  'history/stream-reset-keeps-output',
  'history/stream-bad-mask-resets',
  'history/bad-reset-forgets',
  'history/bad-mask-forgets',
  'large/copy-beyond-4096',
  'values/overflow/sigmoid',
  'values/overflow/exponential',
  'weights/empty-rows-lost',
  'weights/identity-by-first-row',
  'mask/bytes',
  'sizes/steps/last-before-128-masked',
  'history/stream-refused-frame-staged',
  'mask/head-times-zero',
  'initial-state/device-first',
]);

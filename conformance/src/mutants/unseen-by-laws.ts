// Mutants that change values and that no law sees: examples and goldens see them.

/**
 * Their ids. To look for a law that is not there takes as long as to look for those of all other mutants, so the
 * self-check looks with `--full` alone, and its test finds this list to be right.
 */
export const unseenByLaws: ReadonlySet<string> = new Set([
  'weights/empty-rows-lost',
  'weights/identity-by-first-row',
  'numbers/bf16-truncated',
  'numbers/bf16-bias-truncated',
  'numbers/int8-seven-bits',
  'mask/bytes',
  'mask/blended',
  'mask/head-times-zero',
  'initial-state/device-first',
  'stateful/reset-multiplies',
  'stateful/reset-beyond-4096',
  'bidirectional/beyond-float32',
  'stream/masked-head-zeros',
  'stream/masked-first-row',
  'stream/masked-whole',
  'stream/mask-booleans',
  'history/plan-by-text',
  'history/mask-by-identity',
  'history/refused-target',
  'history/stream-reset-keeps-output',
  'history/stream-mask-after-none',
  'history/stream-refused-frame-staged',
  'history/stream-bad-mask-resets',
  'history/bad-reset-forgets',
  'history/bad-mask-forgets',
  'sizes/steps/last-before-128-masked',
  'large/copy-beyond-4096',
]);

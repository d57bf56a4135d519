// Read when the site is built.

import { readFileSync } from 'node:fs';
import { backends } from '../../../../site/backends.ts';
import { type MeasuredMachine, readResults, stepTimes } from '../../../../site/step-times.ts';

declare const data: readonly MeasuredMachine[];
export { data };

export default {
  watch: ['../../../../../packages/bench/results/*.json'],
  load: (files: readonly string[]): readonly MeasuredMachine[] =>
    stepTimes(
      files.map((file) => readResults(file, readFileSync(file, 'utf8'))),
      backends,
    ),
};

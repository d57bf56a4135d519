// Packages are used through what is built of them, so this comes before most else.

import { scriptStep } from '../step.ts';

export const build = scriptStep('build', ['build', '--output-logs=errors-only'], {
  needsBuild: false,
});

// npm test: all checks.

import { runSteps } from './run-steps.ts';
import { browser } from './steps/browser.ts';
import { build } from './steps/build.ts';
import { licences } from './steps/licences.ts';
import { lockfile } from './steps/lockfile.ts';
import { packed } from './steps/packed.ts';
import { tests } from './steps/tests.ts';
import { scriptStep } from './step.ts';

await runSteps(
  [
    [lockfile, browser],
    [build],
    [
      scriptStep('types', ['typecheck'], { needsBuild: true }),
      scriptStep('lint', ['lint'], { needsBuild: true }),
      scriptStep('format', ['format:check'], { needsBuild: false }),
      scriptStep('unused code (knip)', ['knip'], { needsBuild: false }),
      scriptStep('sizes', ['size'], { needsBuild: true }),
      licences,
    ],
    [tests],
    [packed],
  ],
  build,
);

// npm run release:dry: a release rehearsed, from changesets to users.

import { runSteps } from './run-steps.ts';
import { browser } from './steps/browser.ts';
import { build } from './steps/build.ts';
import { rehearsal } from './steps/rehearsal.ts';

await runSteps([[browser], [build], [rehearsal]], build);

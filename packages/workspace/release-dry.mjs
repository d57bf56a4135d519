// npm run release:dry: a whole release, to a registry on this machine.

import { runChecks } from './run-checks.mjs';

runChecks('release-dry.ts');

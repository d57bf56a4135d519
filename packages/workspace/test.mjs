// npm test: every check there is.

import { runChecks } from './run-checks.mjs';

runChecks('main.ts');

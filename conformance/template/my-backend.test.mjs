import { conformance } from '@gatefold/conformance/node-test';
import myBackend from './my-backend.mjs';

conformance(myBackend, { runs: 25 });

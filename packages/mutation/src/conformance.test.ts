// The only tests of a mutant: a backend's conformance test, as its author would write it.

import { conformance } from '@gatefold/conformance/vitest';
import { cpu } from '@gatefold/cpu';

conformance(cpu, { runs: 20 });

import { conformance } from '@gatefold/conformance/vitest';
import { cpu } from '../src/index.ts';

conformance(cpu);

import { conformance } from '@gatefold/conformance/vitest';
import { seedOfDay } from '../../workspace/src/of-the-day.ts';
import { cpu } from '../src/index.ts';

conformance(cpu, { seed: seedOfDay });

import { conformance } from '@gatefold/conformance/vitest';
import { seedOfDay } from '../../workspace/src/of-the-day.ts';
import { wasm } from '../src/index.ts';

conformance(wasm, { seed: seedOfDay });

import { defaultSeed } from '@gatefold/conformance';
import { conformance } from '@gatefold/conformance/vitest';
import { cpu } from '../src/index.ts';

conformance(cpu, { seed: Number(process.env['GATEFOLD_SEED'] ?? defaultSeed) });

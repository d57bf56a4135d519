import { defaultSeed } from '@gatefold/conformance';
import { conformance } from '@gatefold/conformance/vitest';
import { wasm } from '../src/index.ts';

conformance(wasm, { seed: Number(process.env['GATEFOLD_SEED'] ?? defaultSeed) });

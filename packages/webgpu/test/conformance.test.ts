// The suite in Node, every case, on Dawn and Chromium's software GPU.

import { defaultSeed } from '@gatefold/conformance';
import { conformance } from '@gatefold/conformance/vitest';
import { webgpu } from '../src/index.ts';

conformance(webgpu, { seed: Number(process.env['GATEFOLD_SEED'] ?? defaultSeed) });

// The suite in Node, every case, on Dawn and Chromium's software GPU.

import { defaultSeed } from '@gatefold/conformance';
import { conformance } from '@gatefold/conformance/vitest';
import { webgpu } from '../src/index.ts';

// Each example of a law may compile kernels of its own, so there are few.
conformance(webgpu, { runs: 5, seed: Number(process.env['GATEFOLD_SEED'] ?? defaultSeed) });

// The suite in Node, on Dawn and Chromium's software GPU, whose compiler takes a tenth of a second for each pair of activations:
// the seven cases that try all of them, 700 in number, are for `pnpm test:all`, and all others for every day.

import { cases, defaultSeed } from '@gatefold/conformance';
import { conformance } from '@gatefold/conformance/vitest';
import { webgpu } from '../src/index.ts';

const seed = Number(process.env['GATEFOLD_SEED'] ?? defaultSeed);
const all = process.env['GATEFOLD_TEST_ALL'] !== undefined;
const ids = cases.map(({ id }) => id);
const daily = ids.filter((id) => !id.startsWith('law/pairs/') || id === 'law/pairs/activations');

conformance(webgpu, { seed, runs: all ? 100 : 3, only: all ? ids : daily });
